// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.experiment;

import java.util.ArrayList;
import java.util.List;

/** Latency against message size: shared memory with one copy and with two, and a relay segment. */
final class Figure6 implements Experiment {
    private static final List<Integer> SIZES = List.of(0, 16, 64, 256, 1024, 4096, 16384, 32768);

    /** Where a line on a logarithmic axis shows the empty message. */
    private static final double ZERO_AT = 4;

    private static final int SMALL = 0;
    private static final int LARGE = 4096;
    private static final String ACROSS = "x";

    /**
     * A way to hand a message over.
     *
     * @param copies 0 for XPC
     */
    private record Way(String name, int copies, MachineSetup machine) {
        Distribution cycles(final Laboratory laboratory, final boolean across, final boolean read, final int size) {
            final MachineSetup setup = across ? machine.withHarts(2) : machine;
            final String program = copies == 0 ? "measure-xpc-message" : "measure-ipc-message";
            final String name = copies == 0 ? "xpc-message" : "ipc-message";
            final Measurements all = laboratory
                    .measure(program, across ? ACROSS : "", setup)
                    .of(name, "way", read ? "read" : "plain", "bytes", size);
            return (copies == 0 ? all : all.of(name, "copies", copies)).cycles();
        }
    }

    @Override
    public String name() {
        return "figure6";
    }

    @Override
    public String title() {
        return "Latency against message size (the paper's figure 6)";
    }

    @Override
    public String question() {
        return "What does a message cost on its way to the server: copied once, copied twice, or handed over; on one core, and when the server"
                + " is at home on another?";
    }

    @Override
    public Finding run(final Laboratory laboratory) {
        final List<Way> ways = ways(laboratory);
        return new Finding(
                METHOD,
                answers(laboratory, ways),
                DIFFERENCES,
                List.of(
                        medians(
                                laboratory,
                                ways,
                                false,
                                "figure6-same-medians",
                                "Ours, one way on one core, until the server has it (median)"),
                        medians(
                                laboratory,
                                ways,
                                true,
                                "figure6-cross-medians",
                                "Ours, one way across cores, until the server has it (median)"),
                        published(),
                        table(laboratory, ways, false, "figure6-same", "One way on one core, with distributions"),
                        table(laboratory, ways, true, "figure6-cross", "One way across cores, with distributions")),
                List.of(
                        chart(laboratory, ways, false, "figure6-same", "One way, same core"),
                        chart(laboratory, ways, true, "figure6-cross", "One way, across cores")));
    }

    private static List<Way> ways(final Laboratory laboratory) {
        final MachineSetup kernel = laboratory.machine().withoutXpc();
        return List.of(
                new Way("one copy", 1, kernel),
                new Way("two copies", 2, kernel),
                new Way("XPC, TLB flushed", 0, laboratory.machine().withNonBlockingLinkStack(true)),
                new Way("XPC, all mechanisms", 0, laboratory.machine().withAllMechanisms()));
    }

    private static Table medians(
            final Laboratory laboratory,
            final List<Way> ways,
            final boolean across,
            final String name,
            final String title) {
        final List<Column> columns = new ArrayList<>(List.of(Column.integer("message", "bytes")));
        ways.forEach(way -> columns.add(Column.cycles(way.name)));
        final Table table = new Table(name, title, columns.toArray(Column[]::new));
        for (final int size : SIZES) {
            final List<Object> row = new ArrayList<>(List.of((long) size));
            ways.forEach(
                    way -> row.add(way.cycles(laboratory, across, false, size).median()));
            table.add(row.toArray());
        }
        return table;
    }

    private static Table table(
            final Laboratory laboratory,
            final List<Way> ways,
            final boolean across,
            final String name,
            final String title) {
        final Table table = new Table(
                name,
                title,
                Column.text("way"),
                Column.text("the server"),
                Column.integer("message", "bytes"),
                Column.cycles("median"),
                Column.cycles("min"),
                Column.cycles("p90"),
                Column.cycles("max"),
                Column.integer("repetitions", ""),
                Column.origin());
        for (final Way way : ways) {
            for (final boolean read : new boolean[] {false, true}) {
                for (final int size : SIZES) {
                    final Distribution cycles = way.cycles(laboratory, across, read, size);
                    table.add(
                            way.name,
                            read ? "reads it" : "has it",
                            size,
                            cycles.median(),
                            cycles.min(),
                            cycles.p90(),
                            cycles.max(),
                            cycles.count(),
                            Origin.OURS);
                }
            }
        }
        return table;
    }

    private static Table published() {
        final Table table = new Table(
                "figure6-published",
                "Published beside it",
                Column.text("what"),
                Column.text("message"),
                Column.integer("value", ""),
                Column.text("unit"),
                Column.origin());
        for (final String experiment : List.of("figure6", "figure6-rtl")) {
            for (final Published.Figure figure : Published.of(experiment)) {
                table.add(
                        figure.item(),
                        figure.variant().isEmpty() ? null : figure.variant() + " B",
                        figure.value(),
                        figure.unit(),
                        figure.origin());
            }
        }
        return table;
    }

    private static Chart chart(
            final Laboratory laboratory,
            final List<Way> ways,
            final boolean across,
            final String name,
            final String title) {
        final List<Double> x =
                SIZES.stream().map(size -> size == 0 ? ZERO_AT : size).toList();
        final List<Chart.Series> series = new ArrayList<>();
        for (final Way way : ways) {
            series.add(new Chart.Series(
                    way.name,
                    Origin.OURS,
                    x,
                    SIZES.stream()
                            .map(size -> (double)
                                    way.cycles(laboratory, across, false, size).median())
                            .toList()));
        }
        if (!across) {
            series.add(points("seL4 (the paper)", "figure6", "seL4"));
            series.add(points("seL4 RTL, IPC buffer", "figure6-rtl", "seL4 IPC buffer"));
        }
        return Chart.lines(name, title, "message [bytes], the empty one at 4", "cycles", true, series);
    }

    private static Chart.Series points(final String name, final String experiment, final String item) {
        final List<Published.Figure> figures = Published.of(experiment).stream()
                .filter(f -> f.item().equals(item))
                .toList();
        return new Chart.Series(
                name,
                Origin.PAPER,
                figures.stream()
                        .map(f -> Math.max(ZERO_AT, Double.parseDouble(f.variant())))
                        .toList(),
                figures.stream().map(f -> (double) f.value()).toList());
    }

    private static List<String> answers(final Laboratory laboratory, final List<Way> ways) {
        final Way copy = ways.getFirst();
        final Way twice = ways.get(1);
        final Way best = ways.getLast();
        final List<String> answers = new ArrayList<>();
        answers.add(
                "One core, 4 KiB: %d cycles with one copy, %d with two, %d by XPC with all mechanisms (empty: %d). What is handed over costs the same whatever its size, until writing it drives the server's lines out of the L1D."
                        .formatted(
                                copy.cycles(laboratory, false, false, LARGE).median(),
                                twice.cycles(laboratory, false, false, LARGE).median(),
                                best.cycles(laboratory, false, false, LARGE).median(),
                                best.cycles(laboratory, false, false, SMALL).median()));
        final long trap = laboratory
                .measure("measure-ipc", copy.machine)
                .of("ipc-call", "words", 0, "state", "warm")
                .cycles()
                .median();
        answers.add(
                "XPC is %.1f times as fast as the kernel's fast path (%d cycles) for an empty message, and %.1f times as fast as one copy for 4 KiB (published, recalled: %d and %d)."
                        .formatted(
                                (double) trap
                                        / best.cycles(laboratory, false, false, SMALL)
                                                .median(),
                                trap,
                                ratio(laboratory, copy, best, false, LARGE),
                                Published.figure("figure6", "ratio same core small", "")
                                        .value(),
                                Published.figure("figure6", "ratio same core 4 KiB", "")
                                        .value()));
        answers.add(
                "Across cores: %.1f times for an empty message and %.1f times for 4 KiB (published, recalled: %d and %d)."
                        .formatted(
                                ratio(laboratory, copy, best, true, SMALL),
                                ratio(laboratory, copy, best, true, LARGE),
                                Published.figure("figure6", "ratio cross core small", "")
                                        .value(),
                                Published.figure("figure6", "ratio cross core 4 KiB", "")
                                        .value()));
        answers.add(
                "If the server also reads every word, 4 KiB take %d cycles with one copy and %d by XPC: handing over does not make the message's own work go away."
                        .formatted(
                                copy.cycles(laboratory, false, true, LARGE).median(),
                                best.cycles(laboratory, false, true, LARGE).median()));
        return answers;
    }

    private static double ratio(
            final Laboratory laboratory, final Way slow, final Way fast, final boolean across, final int size) {
        return (double) slow.cycles(laboratory, across, false, size).median()
                / fast.cycles(laboratory, across, false, size).median();
    }

    private static final List<String> METHOD = List.of(
            "Copies: the client copies the message into memory that it shares with the server and calls it through an endpoint; with two copies the server takes a"
                    + " private copy first, as it must if the client could change the message after it was checked. XPC: the message was made in the"
                    + " relay segment, and the mask hands so much of it over.",
            "*has it*: until the server could begin to work on the message; *reads it*: until it has read every word. The message was written just before, so it is"
                    + " in the L1D as far as it fits.",
            "Across cores: the server's thread runs on another hart and is woken by an interrupt; XPC runs the server's code on the caller's hart, and the other"
                    + " hart has called the same server just before, so that the server's lines are in its cache. The harts' cycle counters"
                    + " show one common time here, within a turn of 50 cycles; on hardware only the round trip could be told.",
            "Programs: `guest/programs/measure-ipc-message.c`, `measure-xpc-message.c`.");

    private static final List<String> DIFFERENCES = List.of(
            "The baseline's machine has no tagged TLB, as the paper's seL4 had none; the line *XPC, TLB flushed* has none either. Our kernel has one big lock.",
            "Across cores the kernel's way is dominated by waking the other hart: system call, SBI, interrupt, firmware, kernel lock. The paper does not say what its"
                    + " baseline's consists of. All its ratios are recalled.",
            "An empty message by shared memory also pays for the library that manages it; the fast path alone is in table 1.",
            "seL4 on RTL moves up to 960 bytes through the message buffer of its slow path: a third way, shown for comparison.");
}
