// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.translator;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.xpcmachine.machine.execute.Core;
import org.xpcmachine.machine.execute.Executor;
import org.xpcmachine.machine.mmu.CodePage;
import org.xpcmachine.machine.mmu.Mmu;

/**
 * Translates hot guest code of one board to JVM bytecode: makes the {@link Executor} of each of its cores. Requests and
 * translations pass between the machine's thread and one that works for all translators; what the machine executes never
 * depends on when a translation arrives.
 */
final class Translator implements Function<Core, Executor> {
    /** Translates for all boards. It ends when there is nothing to do, and never keeps the JVM alive. */
    private static final ThreadPoolExecutor WORKER = worker();

    /** Requests that may wait, of all boards together; others are made again later. */
    private static final int MOST_WAITING = 200;

    private final TranslatorConfig config;
    private final Queue<Translation> finished = new ConcurrentLinkedQueue<>();

    /** The regions in force, and where their code is. */
    private final Map<Region, Translation> regions = new HashMap<>();

    private volatile boolean warned;

    /** What is to be translated, and what came of it; {@code region} is null if it could not be. */
    private record Translation(CodeWindow window, int slot, RegionPlan plan, Region region) {}

    Translator(final TranslatorConfig config) {
        this.config = config;
    }

    private static ThreadPoolExecutor worker() {
        final ThreadPoolExecutor pool =
                new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    final Thread thread = new Thread(task, "translator");
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    @Override
    public Executor apply(final Core core) {
        return new TranslatingExecutor(this, core);
    }

    boolean eager() {
        return config.eager();
    }

    /** Asks for a region that begins at {@code pc} in {@code page}; it may be there at once, later, or never. */
    void request(final CodePage page, final long pc, final Mmu mmu) {
        page.setHot(pc, false);
        final int slot = CodePage.slot(pc);
        if (!Discovery.translatable(page.decoded[slot])
                || !PageRegions.of(page, this).request(slot)) {
            return;
        }
        if (config.background() && WORKER.getQueue().size() >= MOST_WAITING) {
            PageRegions.of(page, this).close(slot);
            return;
        }
        final CodeWindow window = new CodeWindow(mmu, pc);
        if (!config.background()) {
            finish(translate(window, slot));
        } else {
            WORKER.execute(() -> translateInBackground(window, slot));
        }
    }

    /** Puts regions in force that have been finished. Called by the machine's thread. */
    void collect() {
        while (!finished.isEmpty()) {
            finish(finished.remove());
        }
    }

    /** What cannot be translated by a fault of ours stays with the interpreter: the guest goes on. */
    private void translateInBackground(final CodeWindow window, final int slot) {
        try {
            finished.add(translate(window, slot));
        } catch (final RuntimeException | LinkageError e) {
            finished.add(new Translation(window, slot, null, null));
            if (!warned) {
                warned = true;
                System.getLogger(Translator.class.getName())
                        .log(System.Logger.Level.WARNING, "some code is interpreted: it cannot be translated", e);
            }
        }
    }

    private Translation translate(final CodeWindow window, final int slot) {
        for (int most = config.regionSize(); most > 0; most /= 2) {
            final RegionPlan plan = Discovery.from(window, 2 * slot, most);
            if (plan == null) {
                break;
            }
            final Region region = RegionCompiler.compile(plan, window);
            if (region != null) {
                return new Translation(window, slot, plan, region);
            }
        }
        return new Translation(window, slot, null, null);
    }

    private void finish(final Translation done) {
        final PageRegions first = pageOf(done, 0);
        first.close(done.slot);
        if (done.region == null || !done.plan.matches(done.window)) {
            return;
        }
        if (regions.size() == config.regions()) {
            List.copyOf(regions.keySet()).forEach(this::drop);
        }
        done.window.retain(done.plan.pages());
        regions.put(done.region, done);
        first.enter(done.slot, done.region);
        for (final int number : done.plan.pages()) {
            pageOf(done, number).cover(done.region, done.plan.coverage(number));
        }
    }

    /** Takes a region out of force, and forgets it. */
    void drop(final Region region) {
        final Translation translation = regions.remove(region);
        pageOf(translation, 0).leave(translation.slot, region);
        for (final int number : translation.plan.pages()) {
            pageOf(translation, number).uncover(region);
        }
    }

    private PageRegions pageOf(final Translation translation, final int number) {
        return PageRegions.of(translation.window.page(number), this);
    }
}
