// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.experiment;

import java.util.ArrayList;
import java.util.List;

/** The engine's instructions one by one. */
final class Instructions implements Experiment {
    private static final String PROGRAM = "measure-xpc-engine";
    private static final List<String> KINDS = List.of("xcall", "xret", "swapseg");
    private static final List<String> STATES = List.of("warm", "cold");

    private record Variant(String name, MachineSetup machine) {}

    @Override
    public String name() {
        return "instructions";
    }

    @Override
    public String title() {
        return "Cost of xcall, xret and swapseg";
    }

    @Override
    public String question() {
        return "How many cycles does each instruction of the engine take, and what decides it?";
    }

    @Override
    public Finding run(final Laboratory laboratory) {
        final Table table = new Table(
                name(),
                "Cycles of one instruction",
                Column.text("instruction"),
                Column.text("machine"),
                Column.text("caches"),
                Column.cycles("median"),
                Column.cycles("min"),
                Column.cycles("p90"),
                Column.cycles("max"),
                Column.integer("repetitions", ""),
                Column.origin());
        final List<Chart.Series> series = new ArrayList<>();
        final List<String> answers = new ArrayList<>(List.of(summary(laboratory)));
        for (final Variant variant : variants(laboratory)) {
            final Measurements measured = laboratory.measure(PROGRAM, variant.machine);
            final List<Double> warm = new ArrayList<>();
            for (final String kind : KINDS) {
                for (final String state : STATES) {
                    final Distribution cycles = cost(measured, kind, state);
                    table.add(
                            kind,
                            variant.name,
                            state,
                            cycles.median(),
                            cycles.min(),
                            cycles.p90(),
                            cycles.max(),
                            cycles.count(),
                            Origin.OURS);
                }
                warm.add((double) cost(measured, kind, "warm").median());
            }
            series.add(new Chart.Series(variant.name, Origin.OURS, List.of(), warm));
            answers.add("%s: `xcall` %.0f, `xret` %.0f, `swapseg` %.0f cycles, warm."
                    .formatted(variant.name, warm.get(0), warm.get(1), warm.get(2)));
        }
        final List<Double> published = new ArrayList<>();
        for (final Published.Figure figure : Published.of(name())) {
            table.add(
                    figure.item(),
                    "the paper's",
                    figure.variant(),
                    figure.value(),
                    null,
                    null,
                    null,
                    null,
                    figure.origin());
            published.add((double) figure.value());
        }
        series.add(new Chart.Series("published (recalled)", Origin.PAPER_RECALLED, List.of(), published));
        return new Finding(
                METHOD,
                answers,
                DIFFERENCES,
                List.of(table),
                List.of(Chart.bars(name(), "Median cycles, warm caches", "instruction", "cycles", KINDS, series)));
    }

    private static String summary(final Laboratory laboratory) {
        final Measurements plain =
                laboratory.measure(PROGRAM, variants(laboratory).getFirst().machine);
        final Measurements best =
                laboratory.measure(PROGRAM, variants(laboratory).getLast().machine);
        return "`xcall` takes %d to %d cycles, `xret` %d to %d, `swapseg` %d, depending on the mechanisms (published, recalled: %d, %d, %d)."
                .formatted(
                        cost(best, "xcall", "warm").median(),
                        cost(plain, "xcall", "warm").median(),
                        cost(best, "xret", "warm").median(),
                        cost(plain, "xret", "warm").median(),
                        cost(best, "swapseg", "warm").median(),
                        Published.figure("instructions", "xcall", "warm").value(),
                        Published.figure("instructions", "xret", "warm").value(),
                        Published.figure("instructions", "swapseg", "warm").value());
    }

    private static List<Variant> variants(final Laboratory laboratory) {
        final MachineSetup plain = laboratory.machine();
        final MachineSetup best = plain.withTaggedTlb().withNonBlockingLinkStack(true);
        return List.of(
                new Variant("TLB flush, blocking", plain.withNonBlockingLinkStack(false)),
                new Variant("tagged TLB, non-blocking", best),
                new Variant("and engine cache, tagged", best.withCache(1, true, true)));
    }

    /** From rdcycle to rdcycle, without what an empty pair takes. */
    private static Distribution cost(final Measurements measured, final String kind, final String state) {
        final long empty = measured.of("empty", "state", "warm").cycles().median();
        return Distribution.of(measured.of(kind, "state", state).all().stream()
                .map(m -> m.cycles() - empty)
                .toList());
    }

    private static final List<String> METHOD = List.of(
            "Two processes of the guest kernel; the x-entry is a bare `rdcycle` and `xret`, so there is no trampoline and no library.",
            "`rdcycle`, the instruction, `rdcycle` where it leads to; the cost is what that takes more than two `rdcycle` in a row. So it is the"
                    + " delay that the program sees, the refill of the front end at the target included.",
            "Warm: after 16 rounds. Cold: before each, 256 KiB were read and `fence.i` was executed, so that nothing of ours is in the L1 caches or"
                    + " the TLBs; the engine cache, where there is one, keeps its line.",
            "Blocking and non-blocking: the link stack. The engine cache has one line, which the call fills, tagged per thread.",
            "Program: `guest/programs/measure-xpc-engine.c`.");

    private static final List<String> DIFFERENCES = List.of(
            "The paper's figures are recalled, and it is not known whether they count until the instruction retires or until the next one issues."
                    + " Its 18 cycles for `xcall` fit the 33 of the one-way call with partial context, tagged TLB and non-blocking link stack less 15"
                    + " for the trampoline; so they stand beside the second machine.",
            "The paper's linkage record is loaded and stored by virtual addresses; ours is physical, 128 bytes, of which 11 words are written.");
}
