// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.experiment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.xpcmachine.timing.CycleCause;

/** The one-way call as the mechanisms that make it cheap are switched on one after another. */
final class Figure5 implements Experiment {
    private static final String PROGRAM = "measure-xpc-call";
    private static final String SERVER = "measure-xpc-server";

    /** {@code MEASURE_WARM_UP} in {@code guest/programs/measure.h}. */
    private static final int WARM_UP = 16;

    /** {@code STUB_SHIFT} and {@code POINT_STUB_SHIFT} in {@code guest/libxpc/xpc_offsets.h}. */
    private static final int STUB_SIZE = 16;

    private static final List<String> PHASES = List.of("caller's side", "xcall", "trampoline");

    /**
     * A row of the figure.
     *
     * @param paper what the paper calls it, null if it has no such row
     */
    private record Step(String name, String paper, boolean full, MachineSetup machine) {
        Published.Figure published() {
            return paper == null ? null : Published.figure("figure5", "one-way call", paper);
        }
    }

    /**
     * What a step was found to cost.
     *
     * @param typical the passage whose length is the median
     */
    private record Cost(Step step, Distribution warm, Distribution cold, PhaseClock.Passage typical) {
        long missedTranslations() {
            return typical.causes().stream()
                    .mapToLong(phase ->
                            phase.getOrDefault(CycleCause.I_TLB, 0L) + phase.getOrDefault(CycleCause.D_TLB, 0L))
                    .sum();
        }
    }

    @Override
    public String name() {
        return "figure5";
    }

    @Override
    public String title() {
        return "Where the cycles of a one-way call go (the paper's figure 5)";
    }

    @Override
    public String question() {
        return "How much does each mechanism take off a cross process call: partial context, tagged TLB, non-blocking link stack,"
                + " engine cache?";
    }

    @Override
    public Finding run(final Laboratory laboratory) {
        final List<Cost> costs = steps(laboratory).stream()
                .map(step -> measure(laboratory, step))
                .toList();
        final List<Cost> packed = packed(laboratory).stream()
                .map(step -> measure(laboratory, step))
                .toList();
        return new Finding(
                METHOD,
                answers(costs),
                DIFFERENCES,
                List.of(table(costs), layouts(costs, packed), causes(costs)),
                charts(costs));
    }

    /** The rows that depend on where page tables lie, in the kernel's natural layout. */
    private static List<Step> packed(final Laboratory laboratory) {
        return steps(laboratory).stream()
                .map(step -> new Step(step.name, step.paper, step.full, step.machine.withSpread(false)))
                .toList();
    }

    private static List<Step> steps(final Laboratory laboratory) {
        final MachineSetup plain = laboratory.machine().withSpread(true).withNonBlockingLinkStack(false);
        final MachineSetup tagged = plain.withTaggedTlb();
        final MachineSetup nonBlocking = tagged.withNonBlockingLinkStack(true);
        return List.of(
                new Step("full context", "full context", true, plain),
                new Step("partial context", "partial context", false, plain),
                new Step("+ tagged TLB", "tagged TLB", false, tagged),
                new Step("+ non-blocking link stack", "non-blocking link stack", false, nonBlocking),
                new Step("+ engine cache", null, false, nonBlocking.withCache(1, true, false)),
                new Step("+ tagged per thread", "engine cache", false, nonBlocking.withCache(1, true, true)));
    }

    private static Cost measure(final Laboratory laboratory, final Step step) {
        final List<PhaseClock.Passage> passages = new ArrayList<>();
        final Measurements measured = laboratory.run(PROGRAM, "", step.machine, watched -> {
            final Places places = new Places(watched);
            watched.timing().observe(new PhaseClock(watched.timing(), marks(places, step.full), passages));
        });
        final String context = step.full ? "full" : "partial";
        final List<PhaseClock.Passage> warm = new ArrayList<>(
                passages.stream().skip(WARM_UP).limit(laboratory.repetitions()).toList());
        if (warm.isEmpty()) {
            throw new IllegalStateException("no call passed its marks: " + step.name);
        }
        warm.sort(Comparator.comparingLong(PhaseClock.Passage::total));
        return new Cost(
                step,
                measured.of("xpc-call", "context", context, "state", "warm").cycles(),
                measured.of("xpc-call", "context", context, "state", "cold").cycles(),
                warm.get((warm.size() - 1) / 2));
    }

    private static List<PhaseClock.Mark> marks(final Places places, final boolean full) {
        return List.of(
                PhaseClock.Mark.after(places.inProgram(PROGRAM, full ? "xpc_call_full" : "xpc_call_out", 0)),
                PhaseClock.Mark.before(places.leaving(PROGRAM, "xpc_stubs", 0)),
                PhaseClock.Mark.after(
                        full
                                ? places.inProgram(SERVER, "xpc_enter_full_stubs", STUB_SIZE)
                                : places.inProgram(SERVER, "xpc_enter_stubs", 0)),
                PhaseClock.Mark.after(places.inProgram(SERVER, "begin", 0)));
    }

    private static Table table(final List<Cost> costs) {
        final Table table = new Table(
                "figure5",
                "One-way call, with one mechanism more in each row",
                Column.text("mechanisms"),
                Column.cycles("ours"),
                Column.cycles("min"),
                Column.cycles("p90"),
                Column.cycles("max"),
                Column.integer("repetitions", ""),
                Column.cycles("cold"),
                Column.cycles("published"),
                Column.text("certainty"));
        for (final Cost cost : costs) {
            final Published.Figure paper = cost.step.published();
            table.add(
                    cost.step.name,
                    cost.warm.median(),
                    cost.warm.min(),
                    cost.warm.p90(),
                    cost.warm.max(),
                    cost.warm.count(),
                    cost.cold.median(),
                    paper == null ? null : paper.value(),
                    paper == null ? null : paper.origin().text());
        }
        return table;
    }

    private static Table layouts(final List<Cost> spread, final List<Cost> packed) {
        final Table table = new Table(
                "figure5-layout",
                "The same in both layouts of the kernel's objects: one-way call and, of that, cycles for missed translations",
                Column.text("mechanisms"),
                Column.cycles("spread"),
                Column.cycles("spread: TLB"),
                Column.cycles("packed"),
                Column.cycles("packed: TLB"));
        for (int i = 0; i < spread.size(); i++) {
            table.add(
                    spread.get(i).step.name,
                    spread.get(i).warm.median(),
                    spread.get(i).missedTranslations(),
                    packed.get(i).warm.median(),
                    packed.get(i).missedTranslations());
        }
        return table;
    }

    private static Table causes(final List<Cost> costs) {
        final Table table = new Table(
                "figure5-causes",
                "The median passage taken apart: phases by program counter, causes as the timing model charges them",
                Stream.concat(
                                Stream.of(Column.text("mechanisms"), Column.text("phase"), Column.cycles("cycles")),
                                causesOf(costs).stream()
                                        .map(cause -> Column.cycles(cause.name()
                                                .toLowerCase(Locale.ROOT)
                                                .replace('_', ' '))))
                        .toArray(Column[]::new));
        for (final Cost cost : costs) {
            for (int phase = 0; phase < PHASES.size(); phase++) {
                final Map<CycleCause, Long> spent = cost.typical.causes().get(phase);
                table.add(Stream.concat(
                                Stream.of(
                                        cost.step.name,
                                        PHASES.get(phase),
                                        cost.typical.cycles().get(phase)),
                                causesOf(costs).stream().map(cause -> spent.getOrDefault(cause, 0L)))
                        .toArray());
            }
        }
        return table;
    }

    /** Those that anything was spent on. */
    private static List<CycleCause> causesOf(final List<Cost> costs) {
        return Arrays.stream(CycleCause.values())
                .filter(cause -> costs.stream()
                        .flatMap(cost -> cost.typical.causes().stream())
                        .anyMatch(phase -> phase.containsKey(cause)))
                .toList();
    }

    private static List<Chart> charts(final List<Cost> costs) {
        final List<String> names = costs.stream().map(cost -> cost.step.name).toList();
        final List<Chart.Series> phases = new ArrayList<>();
        for (int phase = 0; phase < PHASES.size(); phase++) {
            final int index = phase;
            phases.add(new Chart.Series(
                    PHASES.get(phase),
                    Origin.OURS,
                    List.of(),
                    costs.stream()
                            .map(cost -> (double) cost.typical.cycles().get(index))
                            .toList()));
        }
        final List<Cost> both =
                costs.stream().filter(cost -> cost.step.paper != null).toList();
        return List.of(
                Chart.stacked(
                        "figure5-phases",
                        "Ours, by phase (median passage)",
                        "",
                        "cycles",
                        names.stream()
                                .map(name -> name.replace("link stack", "link"))
                                .toList(),
                        phases),
                Chart.bars(
                        "figure5",
                        "One-way call, ours and published",
                        "",
                        "cycles",
                        both.stream().map(cost -> cost.step.paper).toList(),
                        List.of(
                                new Chart.Series(
                                        "ours",
                                        Origin.OURS,
                                        List.of(),
                                        both.stream()
                                                .map(cost -> (double) cost.warm.median())
                                                .toList()),
                                new Chart.Series(
                                        "published",
                                        Origin.PAPER,
                                        List.of(),
                                        both.stream()
                                                .map(cost -> (double)
                                                        cost.step.published().value())
                                                .toList()))));
    }

    private static List<String> answers(final List<Cost> costs) {
        final List<String> answers = new ArrayList<>();
        final Cost first = costs.getFirst();
        final Cost last = costs.getLast();
        answers.add("From %d cycles with everything off to %d with everything on, warm; published: %d to %d."
                .formatted(
                        first.warm.median(),
                        last.warm.median(),
                        first.step.published().value(),
                        last.step.published().value()));
        for (int i = 1; i < costs.size(); i++) {
            final long before = costs.get(i - 1).warm.median();
            final long after = costs.get(i).warm.median();
            answers.add(
                    "%s: %d to %d (%+d).".formatted(capital(costs.get(i).step.name), before, after, after - before));
        }
        answers.add(
                "Translations missed in the TLBs cost %d cycles of the untagged call with partial context, and %d with the tagged TLB; with cold"
                                .formatted(
                                        costs.get(1).missedTranslations(),
                                        costs.get(2).missedTranslations())
                        + " caches the last row takes %d cycles.".formatted(last.cold.median()));
        return answers;
    }

    private static String capital(final String text) {
        return text.startsWith("+ ")
                ? Character.toUpperCase(text.charAt(2)) + text.substring(3)
                : Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    private static final List<String> METHOD = List.of(
            "A client calls a server over libxpc, in different address spaces of the guest kernel. One way: from a `rdcycle` directly before the"
                    + " library's call to a `rdcycle` that is the handler's first instruction.",
            "Each row is a machine of its own: the TLB is tagged or is flushed by every change of `satp`; the link stack blocks until the record is"
                    + " in the L1D or drains from a buffer; the engine cache has no line, or one which calls fill. Tagged per thread, a line"
                    + " stands for the capability too.",
            "Phases are taken on the host from program counters (`xpc_call_out` or `xpc_call_full`; the `xcall`; the entry stub; the handler), and add"
                    + " nothing to the guest. Program: `guest/programs/measure-xpc-call.c`.");

    private static final List<String> DIFFERENCES = List.of(
            "The paper's rows: 76 trampoline + 34 `xcall` + 40 TLB, then 15 for the trampoline, and so on; all but the 21 are recalled, not read again.",
            "Our library does more than the paper's is known to: the caller saves `sp` and `ra` in a context of its own and trusts no register after the call;"
                    + " the trampoline takes an idle context by LR/SC. It saves what the calling convention wants, and the compiler the rest.",
            "The figure is of the layout `spread`, where page tables and kernel objects lie in different sets of the L1D; the second table has the natural"
                    + " one, where they begin pages and compete for set 0.",
            "Without the tagged TLB ours is above the published 150 and 89: after the flush every page that is touched is walked again (see the causes). The"
                    + " paper's 40 cycles for the TLB can only be a few refills that hit; which pages its library touches is not known.",
            "Full context: ours also clears the registers that are no argument before the call.",
            "The engine of the paper loads the x-entry and the capability through the TLB; ours works on physical addresses.");
}
