// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.xpcmachine.lab.experiment.Column;
import org.xpcmachine.lab.experiment.CsvText;
import org.xpcmachine.lab.experiment.JsonText;
import org.xpcmachine.lab.experiment.ResultFolder;
import org.xpcmachine.lab.experiment.Table;
import org.xpcmachine.lab.experiment.TextTable;

/** What a benchmark found, as tables. */
public final class BenchReport {
    private static final String FILE = "bench.json";
    private static final String MIPS = "MIPS";
    private static final String PER_SECOND = "trips/s";

    private final Table kernels = new Table(
            "bench-kernels",
            "Speed: millions of guest instructions per second of this host",
            Column.text("kernel"),
            Column.real("ours", MIPS),
            Column.real("QEMU", MIPS),
            Column.real("ours / QEMU", ""),
            Column.real("ours, timed", MIPS),
            Column.integer("repetition", "instructions"));

    private final Table switches = new Table(
            "bench-switches",
            "Round trips between two address spaces, per second of this host",
            Column.text("round trip"),
            Column.real("ours", PER_SECOND),
            Column.text("of QEMU"),
            Column.real("QEMU", PER_SECOND),
            Column.real("ours / QEMU", ""),
            Column.real("ours, timed", PER_SECOND));

    private final Table results = new Table(
            "bench-result",
            "Time to result: from the start of the process to its end, or to the shell's prompt",
            Column.text("program"),
            Column.real("ours", "s"),
            Column.real("QEMU", "s"),
            Column.real("ours / QEMU", ""));

    private final List<Double> ratios = new ArrayList<>();
    private String slowest;
    private Double lowest;
    private Double qemuSwitches;

    BenchReport() {}

    void add(final Kernel kernel, final Speed ours, final Optional<Speed> qemu, final Optional<Speed> timed) {
        if (kernel.kind() == Kernel.Kind.COMPUTES) {
            addComputing(kernel, ours, qemu, timed);
        } else {
            addRoundTrips(kernel, ours, qemu, timed);
        }
    }

    private void addComputing(
            final Kernel kernel, final Speed ours, final Optional<Speed> qemu, final Optional<Speed> timed) {
        final long instructions = ours.repetition().instructions();
        final Double theirs = qemu.map(speed -> speed.mips(instructions)).orElse(null);
        final Double ratio = ratio(ours.mips(instructions), theirs);
        if (ratio != null) {
            ratios.add(ratio);
            if (lowest == null || ratio < lowest) {
                lowest = ratio;
                slowest = kernel.name();
            }
        }
        kernels.add(
                kernel.name(),
                ours.mips(instructions),
                theirs,
                ratio,
                timed.map(speed -> speed.mips(speed.repetition().instructions()))
                        .orElse(null),
                instructions);
    }

    /** A call without the kernel stands beside QEMU's round trip through the kernel, if that was measured before. */
    private void addRoundTrips(
            final Kernel kernel, final Speed ours, final Optional<Speed> qemu, final Optional<Speed> timed) {
        qemuSwitches = qemu.map(Speed::unitsPerSecond).orElse(qemuSwitches);
        switches.add(
                kernel.name(),
                ours.unitsPerSecond(),
                qemuSwitches == null ? null : Kernel.SWITCHES,
                qemuSwitches,
                ratio(ours.unitsPerSecond(), qemuSwitches),
                timed.map(Speed::unitsPerSecond).orElse(null));
    }

    void addToResult(final Kernel kernel, final double ours, final Optional<Double> qemu) {
        results.add(kernel.name(), ours, qemu.orElse(null), ratio(ours, qemu.orElse(null)));
    }

    private static Double ratio(final double ours, final Double theirs) {
        return theirs == null ? null : (Double) (ours / theirs);
    }

    private Table summary() {
        final Table summary = new Table(
                "bench-summary",
                "Kernels, ours / QEMU",
                Column.text("of the ratios"),
                Column.real("value", ""),
                Column.text("kernel"));
        if (!ratios.isEmpty()) {
            final double logarithms = ratios.stream().mapToDouble(Math::log).sum();
            summary.add("geometric mean", Math.exp(logarithms / ratios.size()), "all " + ratios.size());
            summary.add("lowest", lowest, slowest);
        }
        return summary;
    }

    /** Returns the tables that have rows. */
    public List<Table> tables() {
        return Stream.of(kernels, summary(), switches, results)
                .filter(table -> !table.rows().isEmpty())
                .toList();
    }

    /** Returns lines for a terminal. */
    public List<String> text() {
        final List<String> lines = new ArrayList<>();
        for (final Table table : tables()) {
            lines.add(table.title());
            TextTable.of(table).forEach(line -> lines.add("  " + line));
            lines.add("");
        }
        return lines;
    }

    /** Returns the text of an object whose members are the tables. */
    public String json() {
        return JsonText.of(tables());
    }

    /** Writes a CSV file for each table, and one of JSON for all. */
    public void write(final ResultFolder folder) {
        folder.write(FILE, json());
        tables().forEach(table -> folder.write(table.name() + ".csv", CsvText.of(table)));
    }
}
