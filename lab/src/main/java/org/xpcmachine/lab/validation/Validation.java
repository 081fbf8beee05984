// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.validation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.xpcmachine.machine.board.BoardConfig;

/** Runs the measured images on the machine and compares what they print with what Rocket printed. */
public final class Validation {
    /** Told of progress: images done, of how many. Called on any thread. */
    @FunctionalInterface
    public interface Progress {
        void done(int images, int of);
    }

    private final MeasuredImages images;
    private final Function<Setup, BoardConfig> boards;
    private final Reference reference = new Reference();

    /**
     * Makes a comparison.
     *
     * @param boards makes the machine that stands for a configuration
     */
    public Validation(final MeasuredImages images, final Function<Setup, BoardConfig> boards) {
        this.images = images;
        this.boards = boards;
    }

    /**
     * Runs what is needed.
     *
     * @param name which benchmarks, regions and costs, by name
     * @param threads how many images to run at the same time
     */
    public ValidationReport run(
            final Collection<Setup> setups,
            final Set<ValidationSet> sets,
            final Predicate<String> name,
            final int threads,
            final Progress progress) {
        final Map<Setup, Measurements> wanted = new EnumMap<>(Setup.class);
        for (final Setup setup : setups) {
            wanted.put(setup, wanted(setup, sets, name));
        }
        final Map<Setup, Measurements> ours = measure(wanted, threads, progress);
        final Map<ValidationSet, List<Point>> points = new EnumMap<>(ValidationSet.class);
        for (final ValidationSet set : sets) {
            final List<Point> all = new ArrayList<>();
            for (final Setup setup : setups) {
                all.addAll(points(set, setup, ours.get(setup), name));
            }
            points.put(set, all);
        }
        final boolean correct = ours.values().stream()
                .allMatch(m -> m.programs().values().stream().allMatch(ProgramRun::correct));
        return new ValidationReport(points, ours, reference, correct);
    }

    /** Returns the part of the reference that is to be measured anew. */
    private Measurements wanted(final Setup setup, final Set<ValidationSet> sets, final Predicate<String> name) {
        final Measurements all = reference.measured(setup);
        final Measurements wanted = new Measurements();
        for (final Series series : all.series().values()) {
            final ValidationSet set = set(series);
            if (sets.contains(set) && name.test(series.name())) {
                wanted.add(series);
            }
        }
        if (sets.contains(ValidationSet.KERNELS)) {
            all.programs().values().stream()
                    .filter(run -> name.test(run.name()))
                    .forEach(wanted::add);
        }
        if (sets.contains(ValidationSet.UNITS)) {
            costs(setup, name)
                    .flatMap(cost -> cost.formulas().stream())
                    .flatMap(formula -> formula.benchmarks().stream())
                    .forEach(benchmark -> wanted.add(all.series(benchmark)));
        }
        return wanted;
    }

    private static ValidationSet set(final Series series) {
        return series.group().equals("trap") ? ValidationSet.TRAPS : ValidationSet.RAW;
    }

    private Stream<UnitCost> costs(final Setup setup, final Predicate<String> name) {
        return reference.unitCosts().stream().filter(cost -> cost.setup() == setup && matches(cost, name));
    }

    /** A cost is found by its own name and by those of its benchmarks. */
    private static boolean matches(final UnitCost cost, final Predicate<String> name) {
        return name.test(cost.metric())
                || cost.formulas().stream()
                        .anyMatch(formula -> formula.benchmarks().stream().anyMatch(name));
    }

    private Map<Setup, Measurements> measure(
            final Map<Setup, Measurements> wanted, final int threads, final Progress progress) {
        final Map<Setup, List<Callable<Measurements>>> runs = new EnumMap<>(Setup.class);
        wanted.forEach((setup, wishes) -> runs.put(
                setup,
                MeasuredImages.needed(setup, wishes).stream()
                        .<Callable<Measurements>>map(image -> () -> Bench.run(
                                MeasuredImages.fit(boards.apply(setup), image),
                                images.read(image),
                                MeasuredImages.adjustment(setup, image)))
                        .toList()));
        final int total = runs.values().stream().mapToInt(List::size).sum();
        final Map<Setup, Measurements> ours = new EnumMap<>(Setup.class);
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            final Map<Setup, List<Future<Measurements>>> started = new LinkedHashMap<>();
            runs.forEach((setup, list) ->
                    started.put(setup, list.stream().map(pool::submit).toList()));
            int done = 0;
            progress.done(done, total);
            for (final Map.Entry<Setup, List<Future<Measurements>>> entry : started.entrySet()) {
                final Measurements all = new Measurements();
                ours.put(entry.getKey(), all);
                for (final Future<Measurements> run : entry.getValue()) {
                    all.addAll(result(run, pool));
                    progress.done(++done, total);
                }
            }
        }
        return ours;
    }

    private static Measurements result(final Future<Measurements> run, final ExecutorService pool) {
        try {
            return run.get();
        } catch (final InterruptedException e) {
            pool.shutdownNow();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (final ExecutionException e) {
            pool.shutdownNow();
            if (e.getCause() instanceof RuntimeException problem) {
                throw problem;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private List<Point> points(
            final ValidationSet set, final Setup setup, final Measurements ours, final Predicate<String> name) {
        return switch (set) {
            case KERNELS -> programs(setup, ours, name);
            case UNITS -> costs(setup, name).map(cost -> unit(cost, ours)).toList();
            case RAW, TRAPS -> series(set, setup, ours, name);
        };
    }

    private List<Point> programs(final Setup setup, final Measurements ours, final Predicate<String> name) {
        final List<Point> points = new ArrayList<>();
        for (final ProgramRun theirs : reference.measured(setup).programs().values()) {
            final ProgramRun run = ours.programs().get(theirs.name());
            if (!name.test(theirs.name())) {
                continue;
            }
            if (run == null) {
                throw new IllegalStateException(theirs.program() + " did not print " + theirs.name());
            }
            final long more = run.instructions() - theirs.instructions();
            points.add(new Point(
                    setup,
                    run.program() + " " + run.region(),
                    run.run(),
                    theirs.cycles(),
                    run.cycles(),
                    theirs.cycles(),
                    theirs.cycles(),
                    (run.correct() ? "" : "wrong checksum; ") + (more == 0 ? "" : "minstret " + signed(more))));
        }
        return points;
    }

    private static String signed(final long number) {
        return number > 0 ? "+" + number : Long.toString(number);
    }

    private Point unit(final UnitCost cost, final Measurements ours) {
        final Measurements theirs = reference.measured(cost.setup());
        final int formulas = cost.formulas().size();
        final String more = formulas == 1 ? "" : ", worst of " + formulas;
        return Point.worst(cost.formulas().stream()
                .map(formula -> {
                    final double low = formula.value(theirs, Series.Warm.LEAST);
                    final double high = formula.value(theirs, Series.Warm.MOST);
                    return new Point(
                            cost.setup(),
                            cost.metric(),
                            "",
                            formula.value(theirs),
                            formula.value(ours),
                            Math.min(low, high),
                            Math.max(low, high),
                            formula + more);
                })
                .toList());
    }

    private List<Point> series(
            final ValidationSet set, final Setup setup, final Measurements ours, final Predicate<String> name) {
        final List<Point> points = new ArrayList<>();
        for (final Series theirs : reference.measured(setup).series().values()) {
            if (set(theirs) == set && name.test(theirs.name())) {
                final Series run = ours.series(theirs.name());
                points.add(Point.of(setup, theirs.name(), "cold", theirs.cold(), run.cold()));
                points.add(new Point(
                        setup,
                        theirs.name(),
                        "warm",
                        theirs.warm(Series.Warm.MEDIAN),
                        run.warm(Series.Warm.MEDIAN),
                        theirs.warm(Series.Warm.LEAST),
                        theirs.warm(Series.Warm.MOST),
                        ""));
            }
        }
        return points;
    }
}
