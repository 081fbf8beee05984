// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Capabilities in a bitmap and in a radix tree. */
final class RadixTree implements Experiment {
    private static final List<Integer> ENTRIES = List.of(64, 512, 4096, 32768, 262_144, 1_048_576);
    private static final int WARM_UP = 64;
    private static final long SEED = 20190622;

    /** Which x-entries a client calls. */
    private enum Pattern {
        ONE("one x-entry"),
        ALL("any of the table");

        private final String text;

        Pattern(final String text) {
            this.text = text;
        }
    }

    private record Row(BareCalls.Format format, int entries, Pattern pattern, Distribution cycles, long bytes) {}

    @Override
    public String name() {
        return "radix";
    }

    @Override
    public String title() {
        return "Capabilities in a bitmap or in a radix tree";
    }

    @Override
    public String question() {
        return "What does a radix tree in place of the bitmap cost per call, and what memory does it save per thread, from 64 to a million"
                + " x-entries?";
    }

    @Override
    public Finding run(final Laboratory laboratory) {
        final List<Row> rows = new ArrayList<>();
        for (final int entries : ENTRIES) {
            for (final BareCalls.Format format : BareCalls.Format.values()) {
                laboratory.progress().at(name(format) + " of " + entries + " x-entries");
                for (final Pattern pattern : Pattern.values()) {
                    rows.add(measure(laboratory, format, entries, pattern));
                }
            }
        }
        return new Finding(
                METHOD,
                answers(rows),
                List.of(
                        "The paper uses a bitmap, and names the radix tree as a more scalable and slower choice, without figures."),
                List.of(table(rows)),
                List.of(calls(rows), memory(rows)));
    }

    private static Row measure(
            final Laboratory laboratory, final BareCalls.Format format, final int entries, final Pattern pattern) {
        final Random random = new Random(SEED);
        final List<Integer> ids = IntStream.range(0, WARM_UP + 4 * laboratory.repetitions())
                .map(i -> pattern == Pattern.ONE ? entries - 1 : 1 + random.nextInt(entries - 1))
                .boxed()
                .toList();
        final BareCalls.Result result =
                BareCalls.run(laboratory.machine().withAllMechanisms().timing(), format, entries, ids);
        return new Row(
                format,
                entries,
                pattern,
                Distribution.of(result.cycles().subList(WARM_UP, result.cycles().size())),
                result.tableBytes());
    }

    private static String name(final BareCalls.Format format) {
        return format == BareCalls.Format.BITMAP ? "bitmap" : "radix tree";
    }

    private static Table table(final List<Row> rows) {
        final Table table = new Table(
                "radix",
                "One call, and the caller's capability table",
                Column.integer("x-entries", ""),
                Column.text("format"),
                Column.text("calls"),
                Column.cycles("median"),
                Column.cycles("min"),
                Column.cycles("p90"),
                Column.cycles("max"),
                Column.integer("repetitions", ""),
                Column.integer("memory per thread", "bytes"),
                Column.origin());
        for (final Row row : rows) {
            table.add(
                    row.entries,
                    name(row.format),
                    row.pattern.text,
                    row.cycles.median(),
                    row.cycles.min(),
                    row.cycles.p90(),
                    row.cycles.max(),
                    row.cycles.count(),
                    row.bytes,
                    Origin.OURS);
        }
        return table;
    }

    private static Chart calls(final List<Row> rows) {
        final List<Chart.Series> series = new ArrayList<>();
        for (final BareCalls.Format format : BareCalls.Format.values()) {
            for (final Pattern pattern : Pattern.values()) {
                final List<Row> some = of(rows, format, pattern);
                series.add(new Chart.Series(
                        name(format) + ", " + pattern.text,
                        Origin.OURS,
                        some.stream().map(row -> (double) row.entries).toList(),
                        some.stream().map(row -> (double) row.cycles.median()).toList()));
            }
        }
        return Chart.lines("radix-calls", "Median call", "x-entries", "cycles", true, series);
    }

    private static Chart memory(final List<Row> rows) {
        final List<Chart.Series> series = new ArrayList<>();
        series.add(memory("bitmap", of(rows, BareCalls.Format.BITMAP, Pattern.ONE)));
        series.add(memory("radix tree, rights over one", of(rows, BareCalls.Format.RADIX, Pattern.ONE)));
        series.add(memory("radix tree, rights over all", of(rows, BareCalls.Format.RADIX, Pattern.ALL)));
        return Chart.lines("radix-memory", "Memory per thread", "x-entries", "bytes", true, series);
    }

    private static Chart.Series memory(final String name, final List<Row> rows) {
        return new Chart.Series(
                name,
                Origin.OURS,
                rows.stream().map(row -> (double) row.entries).toList(),
                rows.stream().map(row -> (double) row.bytes).toList());
    }

    private static List<Row> of(final List<Row> rows, final BareCalls.Format format, final Pattern pattern) {
        return rows.stream()
                .filter(row -> row.format == format && row.pattern == pattern)
                .toList();
    }

    private static List<String> answers(final List<Row> rows) {
        final Row bitmap = of(rows, BareCalls.Format.BITMAP, Pattern.ONE).getLast();
        final Row radix = of(rows, BareCalls.Format.RADIX, Pattern.ONE).getLast();
        final Row anyBitmap = of(rows, BareCalls.Format.BITMAP, Pattern.ALL).getLast();
        final Row anyRadix = of(rows, BareCalls.Format.RADIX, Pattern.ALL).getLast();
        return List.of(
                "With a million x-entries and one of them in use, the radix tree costs %+d cycles a call (%d for %d), and takes %d KiB per thread instead of %d."
                        .formatted(
                                radix.cycles.median() - bitmap.cycles.median(),
                                radix.cycles.median(),
                                bitmap.cycles.median(),
                                radix.bytes >> 10,
                                bitmap.bytes >> 10),
                "If any of the million is called, caches decide: %d cycles with the bitmap, %d with the tree, whose memory (%d KiB) is then no less than the bitmap's (%d KiB)."
                        .formatted(
                                anyBitmap.cycles.median(),
                                anyRadix.cycles.median(),
                                anyRadix.bytes >> 10,
                                anyBitmap.bytes >> 10),
                "The tree saves nothing below 32768 x-entries: one of its leaves is a bitmap for so many. It pays for threads that may call few of very many.");
    }

    private static final List<String> METHOD = List.of(
            "A loop in user mode, without kernel and translation, calls x-entries that are a `rdcycle` and `xret`; the host writes the tables. The guest kernel's own"
                    + " table has 1024 x-entries, so it cannot serve here.",
            "*One x-entry*: always the table's last; *any*: at random, with a fixed seed, over the whole table. No engine cache, so that every call tests the"
                    + " capability and loads the x-entry; 64 calls to warm up. From `rdcycle` before the `xcall` to the callee's first instruction.",
            "Memory: the bytes of the bitmap, or the root and the leaves that exist, 4 KiB each. Class: `BareCalls`.");
}
