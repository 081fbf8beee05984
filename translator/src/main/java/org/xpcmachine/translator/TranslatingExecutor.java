// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.translator;

import org.xpcmachine.machine.execute.Core;
import org.xpcmachine.machine.execute.Executor;
import org.xpcmachine.machine.hart.Hart;
import org.xpcmachine.machine.mmu.CodePage;
import org.xpcmachine.machine.mmu.Mmu;
import org.xpcmachine.machine.trap.GuestTrap;

/** Goes from region to region, interprets what has not been translated, and asks for what is hot. */
final class TranslatingExecutor implements Executor {
    private static final long PAGE = -4096;

    /** Instructions that are interpreted at a time when all code is to be translated. */
    private static final int EAGER_STEPS = 16;

    private final Translator translator;
    private final Hart hart;
    private final Mmu mmu;
    private final Passage passage;

    /** Where the last run ended because nothing was left: no place to which control goes, so none to begin a region at. */
    private long interrupted = -1;

    TranslatingExecutor(final Translator translator, final Core core) {
        this.translator = translator;
        hart = core.hart;
        mmu = hart.mmu;
        passage = new Passage(core);
    }

    @Override
    public GuestTrap run(final Core core, final int limit) {
        translator.collect();
        passage.left = limit;
        final GuestTrap trap = hart.pc == interrupted ? interpret(core, true) : null;
        return trap != null || core.isStopped() ? trap : runRegions(core);
    }

    private GuestTrap runRegions(final Core core) {
        while (passage.left > 0) {
            final Region region;
            try {
                region = arrive(hart.pc);
            } catch (final GuestTrap trap) {
                return trap;
            }
            final boolean moved = region != null && run(region);
            if (moved) {
                if (passage.trap != null) {
                    return takeTrap();
                }
                if (passage.interpretNext) {
                    passage.interpretNext = false;
                    final GuestTrap trap = interpret(core, true);
                    if (trap != null) {
                        return trap;
                    }
                }
            } else if (!core.isStopped()) {
                final GuestTrap trap = interpret(core, region == null || passage.left >= region.need);
                if (trap != null) {
                    return trap;
                }
            }
            if (core.isStopped()) {
                return null;
            }
        }
        interrupted = hart.pc;
        return null;
    }

    private GuestTrap interpret(final Core core, final boolean watch) {
        final long before = hart.steps;
        final int steps = translator.eager() ? Math.min(passage.left, EAGER_STEPS) : passage.left;
        final GuestTrap trap = core.interpret(steps, watch);
        passage.left -= (int) (hart.steps - before);
        return trap;
    }

    /** Returns the region at {@code pc}, or null; asks for one if there have been many arrivals. */
    private Region arrive(final long pc) {
        final CodePage page = mmu.codePage(pc);
        final Region known = region(page, pc);
        if (known == null && (page.arrived(pc) || translator.eager())) {
            translator.request(page, pc, mmu);
            return region(page, pc);
        }
        return known;
    }

    private static Region region(final CodePage page, final long pc) {
        final PageRegions regions = (PageRegions) page.translations;
        return regions == null ? null : regions.at(pc);
    }

    /** Returns false if the region could not be executed at all: there is too little left, or a condition is not met. */
    private boolean run(final Region region) {
        final int left = passage.left;
        if (left < region.need) {
            return false;
        }
        final int limit = region.limit(left);
        final long next = region.run(passage, hart.pc & PAGE, limit);
        final int done = limit - passage.left;
        passage.left = left - done;
        hart.steps += done;
        hart.retired += done;
        final boolean moved = done != 0 || next != hart.pc || passage.trap != null || passage.interpretNext;
        hart.pc = next;
        return moved;
    }

    private GuestTrap takeTrap() {
        final GuestTrap trap = passage.trap;
        passage.trap = null;
        return trap;
    }
}
