// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.gdb;

import java.util.OptionalLong;
import org.xpcmachine.machine.csr.Csr;
import org.xpcmachine.machine.execute.Core;
import org.xpcmachine.machine.hart.Hart;
import org.xpcmachine.machine.hart.Privilege;

/** The commands behind the debugger's {@code monitor}. */
final class Monitor {
    private static final String HELP = """
            monitor help                     this text
            monitor harts                    where each hart is
            monitor xpc                      registers of the selected hart's XPC engine
            monitor translate ADDRESS        the physical address of a virtual one, now, for that hart
            monitor physical on|off          take addresses of memory as physical, or as the hart sees them
            """;

    private final Target target;

    Monitor(final Target target) {
        this.target = target;
    }

    /** Returns what a command says, in whole lines. */
    String run(final String command, final int hart) {
        final String[] words = command.strip().split("\\s+");
        return switch (words[0]) {
            case "help", "" -> HELP;
            case "harts" -> harts();
            case "xpc" -> xpc(target.cores().get(hart));
            case "translate" -> words.length == 2 ? translate(hart, words[1]) : "say: translate ADDRESS\n";
            case "physical" -> physical(words);
            default -> "no such command: " + words[0] + " (see monitor help)\n";
        };
    }

    /** Returns one line that says where a hart is. */
    String place(final Core core) {
        final Hart hart = core.hart;
        return "%s-mode, pc %s, satp %x%s"
                .formatted(
                        Privilege.name(hart.privilege),
                        target.board.symbols().describe(hart.pc),
                        hart.satp,
                        hart.waiting ? ", waits for an interrupt" : "");
    }

    private String harts() {
        final StringBuilder text = new StringBuilder();
        for (final Core core : target.cores()) {
            text.append("hart %d: %s, %d steps, %d instructions%n"
                    .formatted(core.hart.id, place(core), core.hart.steps, core.hart.retired));
        }
        return text.toString();
    }

    private static String xpc(final Core core) {
        final StringBuilder text = new StringBuilder();
        for (final Csr csr : core.csrs.all()) {
            if (csr.name().startsWith("x")) {
                text.append("%-12s %016x%n".formatted(csr.name(), csr.read(core.hart)));
            }
        }
        return text.isEmpty() ? "this hart has no XPC engine\n" : text.toString();
    }

    private String translate(final int hart, final String word) {
        final long address;
        try {
            address = Long.parseUnsignedLong(word.startsWith("0x") ? word.substring(2) : word, 16);
        } catch (final NumberFormatException e) {
            return word + ": no hexadecimal address\n";
        }
        final OptionalLong pa = target.translate(hart, address);
        final String segment =
                target.cores().get(hart).hart.mmu.inWindow(address) ? ", by the relay segment" : "";
        return "%x: %s%s%n"
                .formatted(address, pa.isPresent() ? "%x".formatted(pa.getAsLong()) : "not mapped", segment);
    }

    private String physical(final String[] words) {
        if (words.length != 2 || !words[1].equals("on") && !words[1].equals("off")) {
            return "say: physical on, or physical off\n";
        }
        target.physical = words[1].equals("on");
        return "addresses are " + (target.physical ? "physical\n" : "as the hart sees them\n");
    }
}
