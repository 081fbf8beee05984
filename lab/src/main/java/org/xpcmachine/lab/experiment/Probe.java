// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** An attack: learn from the time of a call which x-entry another process has called before on the same hart. */
final class Probe implements Experiment {
    private static final String PROGRAM = "cache-probe";

    private record Way(String name, MachineSetup machine) {}

    @Override
    public String name() {
        return "probe";
    }

    @Override
    public String title() {
        return "Probing another process's calls by timing the engine cache";
    }

    @Override
    public String question() {
        return "Can a process learn which x-entry another one has called on the same hart, and does tagging or flushing the engine cache prevent it?";
    }

    @Override
    public Finding run(final Laboratory laboratory) {
        final Table table = new Table(
                name(),
                "Cycles of the spy's call of x-entry 0, by what the victim called before",
                Column.text("cache"),
                Column.integer("secret", ""),
                Column.cycles("min"),
                Column.cycles("median"),
                Column.cycles("p90"),
                Column.cycles("max"),
                Column.integer("probes", ""),
                Column.integer("guessed right", ""),
                Column.origin());
        final Table counts = new Table(
                "probe-distributions",
                "How often each time was seen",
                Column.text("cache"),
                Column.cycles("time"),
                Column.integer("secret 0", ""),
                Column.integer("secret 1", ""));
        final List<Chart.Series> series = new ArrayList<>();
        final List<String> answers = new ArrayList<>();
        for (final Way way : ways(laboratory)) {
            final Measurements measured = laboratory.measure(PROGRAM, way.machine());
            final TreeMap<Long, long[]> seen = new TreeMap<>();
            int right = 0;
            for (int secret = 0; secret <= 1; secret++) {
                final Measurements some = measured.of("probe", "secret", secret);
                final int guessed = guessed(some, secret);
                right += guessed;
                if (some.isEmpty()) {
                    continue;
                }
                final Distribution cycles = some.cycles();
                table.add(
                        way.name(),
                        secret,
                        cycles.min(),
                        cycles.median(),
                        cycles.p90(),
                        cycles.max(),
                        cycles.count(),
                        guessed,
                        Origin.OURS);
                for (final Measurement one : some.all()) {
                    seen.computeIfAbsent(one.cycles(), key -> new long[2])[secret]++;
                }
                series.add(shares(way.name() + ", secret " + secret, some));
            }
            seen.forEach((time, by) -> counts.add(way.name(), time, by[0], by[1]));
            answers.add("Cache %s: the spy guesses %d of %d secrets right. %s"
                    .formatted(way.name(), right, measured.all().size(), compared(measured)));
        }
        return new Finding(
                METHOD,
                answers,
                List.of("The paper names the threat and the tag as its remedy, and has no such figures."),
                List.of(table, counts),
                List.of(Chart.lines(name(), "Share of calls that take no longer", "cycles", "share", false, series)));
    }

    private static List<Way> ways(final Laboratory laboratory) {
        final MachineSetup machine = laboratory.machine();
        return List.of(
                new Way("untagged", machine.withCache(1, true, false)),
                new Way("tagged", machine.withCache(1, true, true)),
                new Way("flushed at a switch", machine.withCache(1, true, false).withFlushAtSwitch()));
    }

    /** Whether a cleverer spy, which knows the whole distribution of each secret, could tell them apart. */
    private static String compared(final Measurements measured) {
        final List<Long> none = times(measured.of("probe", "secret", 0));
        final List<Long> one = times(measured.of("probe", "secret", 1));
        if (none.isEmpty() || one.isEmpty()) {
            return "Too few probes to compare the times.";
        }
        final TwoSamples compared = TwoSamples.of(none, one);
        return "The distributions of its times are %.2f apart, of which chance explains %.2f: they %s."
                .formatted(
                        compared.distance(),
                        compared.critical(),
                        compared.differ() ? "tell the secret" : "tell nothing");
    }

    private static List<Long> times(final Measurements some) {
        return some.all().stream().map(Measurement::cycles).toList();
    }

    private static int guessed(final Measurements some, final int secret) {
        return some.isEmpty() ? 0 : some.of("probe", "guess", secret).all().size();
    }

    /** The distribution as a line that rises from 0 to 1. */
    private static Chart.Series shares(final String name, final Measurements some) {
        final List<Long> cycles = times(some).stream().sorted().toList();
        final List<Double> x = new ArrayList<>();
        final List<Double> y = new ArrayList<>();
        for (int i = 0; i < cycles.size(); i++) {
            x.add((double) cycles.get(i));
            y.add((i + 1.0) / cycles.size());
        }
        return new Chart.Series(name, Origin.OURS, x, y);
    }

    private static final List<String> METHOD = List.of(
            "One hart, one line in the engine cache, which calls fill. The victim calls x-entry 0 or 1, as a random secret says; then the spy, another process, calls x-entry 0, with"
                    + " cold L1 caches, and takes the time from before the `xcall` to the callee's first instruction.",
            "The spy has tried before what a call takes that misses. It guesses secret 0 if its call is faster than each of those.",
            "A spy might know each secret's distribution of times: the two-sample Kolmogorov-Smirnov distance says whether that would help it, at a level of 1 in 1000.",
            "Untagged, a line serves whoever may call the x-entry; tagged (`xpcctl.TAG`), the thread alone whose call filled it; flushed (`xpcctl.SWFLUSH`), nobody after the kernel"
                    + " has switched threads. Program: `guest/attacks/cache-probe.c`.");
}
