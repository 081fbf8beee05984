// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.gdb;

import java.util.OptionalLong;
import org.xpcmachine.lab.AddressSpaceNames;
import org.xpcmachine.lab.GuestImages;
import org.xpcmachine.lab.GuestSymbols;
import org.xpcmachine.machine.board.GuestMemory;
import org.xpcmachine.machine.csr.Csr;
import org.xpcmachine.machine.execute.Core;
import org.xpcmachine.machine.hart.Hart;
import org.xpcmachine.machine.hart.Privilege;
import org.xpcmachine.machine.memory.PhysicalMemory;
import org.xpcmachine.machine.xpc.XpcLayout.Record;

/** The commands behind the debugger's {@code monitor}. */
final class Monitor {
    private static final String HELP = """
            monitor help                  this text
            monitor info                  where each hart is: mode, process, function
            monitor spaces                the processes and their satp, if the kernel says
            monitor xpc                   the XPC engine's registers of the selected hart
            monitor calls                 cross process calls that have not returned, latest first
            monitor translate ADDRESS     the physical address of a virtual one, now, for that hart
            monitor physical on|off       take addresses of memory as physical, or as the hart sees them
            """;

    /** Most calls that are listed: whatever the guest's registers say. */
    private static final int MOST_CALLS = 100;

    private final Target target;
    private final AddressSpaceNames names;
    private final GuestSymbols symbols;

    Monitor(final Target target, final GuestImages images) {
        this.target = target;
        names = new AddressSpaceNames(target.board);
        symbols = new GuestSymbols(target.board, names, images);
    }

    /** Returns what a command says, in whole lines. */
    String run(final String command, final int hart) {
        final String[] words = command.strip().split("\\s+");
        return switch (words[0]) {
            case "help", "" -> HELP;
            case "info" -> info();
            case "spaces" -> spaces();
            case "xpc" -> xpc(target.cores().get(hart));
            case "calls" -> calls(target.cores().get(hart));
            case "translate" -> words.length == 2 ? translate(hart, words[1]) : "say: translate ADDRESS\n";
            case "physical" -> physical(words);
            default -> "no such command: " + words[0] + " (see monitor help)\n";
        };
    }

    /** Returns where a hart is, as one phrase. */
    String place(final Core core) {
        final Hart hart = core.hart;
        final long satp = GuestMemory.satp(hart.privilege, hart.satp);
        return "%s-mode, %s, %s%s"
                .formatted(
                        Privilege.name(hart.privilege),
                        names.name(satp),
                        symbols.describe(satp, hart.pc),
                        hart.waiting ? ", waits for an interrupt" : "");
    }

    private String info() {
        final StringBuilder text = new StringBuilder();
        for (final Core core : target.cores()) {
            final Hart hart = core.hart;
            text.append("hart %d: %s; pc %x, satp %x; %d steps, %d instructions\n"
                    .formatted(hart.id, place(core), hart.pc, hart.satp, hart.steps, hart.retired));
        }
        return text.toString();
    }

    private String spaces() {
        for (final Core core : target.cores()) {
            names.name(core.hart.satp);
        }
        final StringBuilder text = new StringBuilder();
        for (final AddressSpaceNames.Space space : names.all()) {
            text.append("%016x  %s\n".formatted(space.satp(), space.name()));
        }
        return text.isEmpty() ? "this kernel has no process directory, or has not started yet\n" : text.toString();
    }

    private static String xpc(final Core core) {
        final StringBuilder text = new StringBuilder();
        for (final Csr csr : core.csrs.all()) {
            if (csr.name().startsWith("x")) {
                text.append("%-12s %016x\n".formatted(csr.name(), csr.read(core.hart)));
            }
        }
        return text.isEmpty() ? "this hart has no XPC engine\n" : text.toString();
    }

    private String calls(final Core core) {
        if (core.csrs.find("xlink").isEmpty()) {
            return "this hart has no XPC engine\n";
        }
        final PhysicalMemory ram = target.board.ram();
        final long base = register(core, "xlinkbase");
        long at = register(core, "xlink") - Record.SIZE;
        final StringBuilder text = new StringBuilder();
        for (int n = 0; n < MOST_CALLS && at >= base && ram.contains(at, Record.SIZE); n++) {
            final long satp = ram.readLong(at + Record.SATP);
            final long pc = ram.readLong(at + Record.PC);
            text.append("x-entry %d, called from %s, returns to %s (%x)\n"
                    .formatted(ram.readLong(at + Record.ID), names.name(satp), symbols.describe(satp, pc), pc));
            at -= Record.SIZE;
        }
        return text.isEmpty() ? "no call is open\n" : text.toString();
    }

    private static long register(final Core core, final String name) {
        return core.csrs.find(name).orElseThrow().read(core.hart);
    }

    private String translate(final int hart, final String word) {
        final long address;
        try {
            address = Long.parseUnsignedLong(word.startsWith("0x") ? word.substring(2) : word, 16);
        } catch (final NumberFormatException e) {
            return word + ": no hexadecimal address\n";
        }
        final OptionalLong pa = target.translate(hart, address);
        final String segment = target.cores().get(hart).hart.mmu.inWindow(address) ? ", by the relay segment" : "";
        return "%x: %s%s\n".formatted(address, pa.isPresent() ? "%x".formatted(pa.getAsLong()) : "not mapped", segment);
    }

    private String physical(final String[] words) {
        if (words.length != 2 || !words[1].equals("on") && !words[1].equals("off")) {
            return "say: physical on, or physical off\n";
        }
        target.physical = words[1].equals("on");
        return "addresses are " + (target.physical ? "physical\n" : "as the hart sees them\n");
    }
}
