// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.experiment;

import java.util.ArrayList;
import java.util.List;
import org.xpcmachine.timing.CycleCause;

/** A client calls k servers in turn: what engine cache and prefetch make of it. */
final class Prefetch implements Experiment {
    private static final String PROGRAM = "measure-xpc-servers";
    private static final String SERVER = "measure-xpc-server";

    /** {@code MEASURE_WARM_UP} in {@code guest/programs/measure.h}. */
    private static final int WARM_UP = 16;

    /** The x-entries in {@code guest/programs/measure-xpc-server.c}. */
    private static final int LARGEST = 16;

    private static final int ENTRY_SIZE = 64;

    private static final List<Integer> LINES = List.of(0, 1, 2, 4, 8, 16);
    private static final List<Integer> SERVERS = List.of(1, 2, 4, 8, 16);

    @Override
    public String name() {
        return "prefetch";
    }

    @Override
    public String title() {
        return "Engine cache and prefetch when a client calls k servers in turn";
    }

    @Override
    public String question() {
        return "How large must the engine cache be, and how much does it help to tell the engine beforehand which x-entry comes next?";
    }

    @Override
    public Finding run(final Laboratory laboratory) {
        final Table table = new Table(
                name(),
                "Cycles from before the xcall to the callee's first instruction",
                Column.integer("lines", ""),
                Column.integer("servers", ""),
                Column.text("prefetch"),
                Column.cycles("median"),
                Column.cycles("min"),
                Column.cycles("p90"),
                Column.cycles("max"),
                Column.integer("repetitions", ""),
                Column.cycles("the prefetch itself"),
                Column.origin());
        final List<Chart.Series> series = new ArrayList<>();
        for (final int lines : LINES) {
            final Measurements measured = laboratory.measure(PROGRAM, machine(laboratory, lines));
            for (int prefetch = 0; prefetch <= 1; prefetch++) {
                final List<Double> medians = new ArrayList<>();
                for (final int servers : SERVERS) {
                    final Measurements some = measured.of("turn", "servers", servers, "prefetch", prefetch);
                    final Distribution cycles = some.cycles();
                    medians.add((double) cycles.median());
                    table.add(
                            lines,
                            servers,
                            prefetch == 1 ? "yes" : "no",
                            cycles.median(),
                            cycles.min(),
                            cycles.p90(),
                            cycles.max(),
                            cycles.count(),
                            prefetch == 1 ? some.label("hint").median() : null,
                            Origin.OURS);
                }
                if (prefetch == 0 || lines == 1) {
                    final String name = lines + (lines == 1 ? " line" : " lines") + (prefetch == 1 ? ", prefetch" : "");
                    series.add(new Chart.Series(
                            name,
                            Origin.OURS,
                            SERVERS.stream().map(Integer::doubleValue).toList(),
                            medians));
                }
            }
        }
        final Table causes = causes(laboratory);
        return new Finding(
                METHOD,
                answers(laboratory, causes),
                List.of(
                        "The paper has no such figure: it says that one entry already helps, and takes 12 cycles off the call for the cache."),
                List.of(table, causes),
                List.of(Chart.lines(name(), "Median call, warm", "servers called in turn", "cycles", false, series)));
    }

    /** Which structures the calls wait for, with one line and without prefetch: means, since medians do not add up. */
    private static Table causes(final Laboratory laboratory) {
        final List<PhaseClock.Passage> passages = new ArrayList<>();
        laboratory.run(PROGRAM, "", machine(laboratory, 1), watched -> {
            final Places places = new Places(watched);
            watched.timing()
                    .observe(new PhaseClock(
                            watched.timing(),
                            List.of(
                                    PhaseClock.Mark.after(places.inProgram(PROGRAM, "work", 0)),
                                    PhaseClock.Mark.after(
                                            places.within(SERVER, "measure_raw_entries", LARGEST * ENTRY_SIZE))),
                            passages));
        });
        final Table table = new Table(
                "prefetch-causes",
                "What a call waits for, one line, no prefetch (mean)",
                Column.integer("servers", ""),
                Column.real("engine", "cycles"),
                Column.real("I-TLB", "cycles"),
                Column.real("L1I", "cycles"),
                Column.real("L1D", "cycles"));
        final int block = WARM_UP + laboratory.repetitions();
        for (int i = 0; i < SERVERS.size(); i++) {
            final List<PhaseClock.Passage> some = passages.stream()
                    .skip(2L * i * block + WARM_UP)
                    .limit(laboratory.repetitions())
                    .toList();
            table.add(
                    SERVERS.get(i),
                    mean(some, CycleCause.ENGINE),
                    mean(some, CycleCause.I_TLB),
                    mean(some, CycleCause.I_MISS),
                    mean(some, CycleCause.D_MISS));
        }
        return table;
    }

    private static double mean(final List<PhaseClock.Passage> passages, final CycleCause cause) {
        return passages.stream()
                .mapToLong(passage -> passage.causes().getFirst().getOrDefault(cause, 0L))
                .average()
                .orElseThrow();
    }

    private static MachineSetup machine(final Laboratory laboratory, final int lines) {
        final MachineSetup best = laboratory.machine().withTaggedTlb().withNonBlockingLinkStack(true);
        return lines == 0 ? best : best.withCache(lines, true, true);
    }

    private static Distribution cycles(
            final Laboratory laboratory, final int lines, final int servers, final int prefetch) {
        return laboratory
                .measure(PROGRAM, machine(laboratory, lines))
                .of("turn", "servers", servers, "prefetch", prefetch)
                .cycles();
    }

    private static List<String> answers(final Laboratory laboratory, final Table causes) {
        final long none = cycles(laboratory, 0, 1, 0).median();
        final long one = cycles(laboratory, 1, 1, 0).median();
        final long tooSmall = cycles(laboratory, 1, 16, 0).median();
        final long large = cycles(laboratory, 16, 16, 0).median();
        final Measurements hinted =
                laboratory.measure(PROGRAM, machine(laboratory, 1)).of("turn", "servers", 16, "prefetch", 1);
        final long hint = hinted.label("hint").median();
        return List.of(
                "One line saves %d of %d cycles when one server is called again and again; with sixteen in turn a call waits %s cycles for the I-TLB and %s for the engine."
                        .formatted(
                                none - one,
                                none,
                                Table.show(causes.rows().getLast().get(2)),
                                Table.show(causes.rows().getLast().get(1))),
                "Sixteen servers in turn: one line without prefetch %d (each call replaces what the next one needs), sixteen lines %d, one line with"
                                .formatted(tooSmall, large)
                        + " prefetch %d.".formatted(hinted.cycles().median()),
                "The prefetch itself takes %d cycles in the caller; it pays where the caller can issue it while it waits for something else, and a cache"
                                .formatted(hint)
                        + " with a line for each server needs none.");
    }

    private static final List<String> METHOD = List.of(
            "Sixteen server processes; the client calls the first k of them round and round, with a loop of 64 iterations between two calls. The x-entries"
                    + " are a bare `rdcycle` and `xret`, in a different line of the L1I for each server.",
            "With prefetch the client says before that loop which x-entry comes next (`xcall` with the negated ID). Lines are also filled by calls, tagged"
                    + " per thread, and replaced in the order in which they were filled.",
            "Causes are those that the timing model charges between the `work` before the call and the callee's first instruction.",
            "Tagged TLB, non-blocking link stack; 16 calls to warm up. Program: `guest/programs/measure-xpc-servers.c`.");
}
