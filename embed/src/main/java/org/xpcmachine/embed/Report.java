// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.embed;

import java.util.ArrayList;
import java.util.List;
import org.xpcmachine.isa.Registers;

/** What a machine looks like, for whoever wants to know why its run ended as it did. */
final class Report {
    private static final int CONSOLE_LINES = 12;
    private static final List<String> TRAPS = List.of("mcause", "mepc", "mtval", "scause", "sepc", "stval");

    private Report() {}

    static List<String> of(final XpcMachine machine) {
        final List<String> lines = new ArrayList<>();
        for (int i = 0; i < machine.harts(); i++) {
            addHart(machine, machine.hart(i), lines);
        }
        final List<String> printed = machine.console().lines().toList();
        lines.add(printed.isEmpty() ? "Nothing was printed." : "Last on the console:");
        printed.stream()
                .skip(Math.max(0, printed.size() - CONSOLE_LINES))
                .map(line -> "  " + line)
                .forEach(lines::add);
        return lines;
    }

    private static void addHart(final XpcMachine machine, final GuestHart hart, final List<String> lines) {
        lines.add("hart %d  %s-mode  pc %016x %s%s"
                .formatted(
                        hart.number(),
                        hart.mode(),
                        hart.pc(),
                        machine.symbol(hart.pc()),
                        hart.isWaiting() ? "  waits for an interrupt" : ""));
        final List<String> names = new ArrayList<>();
        for (int i = 1; i < 32; i++) {
            names.add(Registers.x(i));
        }
        addRegisters(hart, names, lines);
        addRegisters(hart, TRAPS, lines);
    }

    private static void addRegisters(final GuestHart hart, final List<String> names, final List<String> lines) {
        for (int from = 0; from < names.size(); from += 3) {
            final StringBuilder line = new StringBuilder(" ");
            for (final String name : names.subList(from, Math.min(from + 3, names.size()))) {
                line.append(" %-6s %016x".formatted(name, hart.get(name)));
            }
            lines.add(line.toString());
        }
    }
}
