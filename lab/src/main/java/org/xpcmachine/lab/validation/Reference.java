// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.validation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What was measured on Rocket in hardware simulation; see the README beside the tables. */
public final class Reference {
    private static final int REPETITIONS = 8;

    private final Map<Setup, Measurements> measured = new EnumMap<>(Setup.class);
    private final List<UnitCost> unitCosts = new ArrayList<>();

    /** Reads the tables. */
    public Reference() {
        Arrays.stream(Setup.values()).forEach(setup -> measured.put(setup, new Measurements()));
        CsvTable.resource("micro.csv").forEach(row -> at(row).add(benchmark(row)));
        CsvTable.resource("traps.csv").forEach(row -> at(row).add(trap(row)));
        CsvTable.resource("programs.csv").forEach(row -> at(row).add(program(row)));
        CsvTable.resource("unit-costs.csv").forEach(row -> unitCosts.add(unitCost(row)));
    }

    private Measurements at(final Map<String, String> row) {
        return measured.get(setup(row));
    }

    private static Setup setup(final Map<String, String> row) {
        return Setup.of(row.get("config"), row.get("latency"));
    }

    private static Series benchmark(final Map<String, String> row) {
        final List<Long> cycles = IntStream.range(0, REPETITIONS)
                .mapToObj(i -> Long.valueOf(row.get("rep" + i)))
                .toList();
        final int operations = Integer.parseInt(row.get("ops"));
        return new Series(row.get("bench"), row.get("group"), operations, cycles, ConsoleLog.READ_OVERHEAD);
    }

    private static Series trap(final Map<String, String> row) {
        final List<Long> cycles =
                Stream.of(row.get("reps").split(" ")).map(Long::valueOf).toList();
        return new Series(row.get("bench"), "trap", 1, cycles, 0);
    }

    private static ProgramRun program(final Map<String, String> row) {
        return new ProgramRun(
                row.get("program"),
                row.get("region"),
                row.get("run"),
                Long.parseLong(row.get("mcycle")),
                Long.parseLong(row.get("minstret")),
                row.get("checksum"),
                true);
    }

    private static UnitCost unitCost(final Map<String, String> row) {
        return new UnitCost(
                row.get("section"),
                row.get("metric"),
                row.get("published"),
                row.get("unit"),
                setup(row),
                Formula.listOf(row.get("formulas")),
                row.get("derivation"),
                row.get("uncertainty"));
    }

    /** Returns what was measured in one configuration. */
    public Measurements measured(final Setup setup) {
        return measured.get(setup);
    }

    List<UnitCost> unitCosts() {
        return unitCosts;
    }
}
