// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.xpcmachine.isa.Disassembler;
import org.xpcmachine.machine.board.GuestMemory;
import org.xpcmachine.machine.board.VirtBoard;
import org.xpcmachine.machine.execute.Core;
import org.xpcmachine.machine.hart.Privilege;
import org.xpcmachine.machine.loader.SymbolTable;
import org.xpcmachine.machine.observe.Event;

/**
 * What a machine looks like where it ended, for whoever wants to know why: registers, last traps, the code around pc.
 */
public final class CrashReport {
    private static final int CODE_BEFORE = 16;
    private static final int CODE_LENGTH = 28;
    private static final int SYMBOL_WIDTH = 17;

    /** How far behind a symbol without a size an address still seems to belong to it. */
    private static final long NEAR = 0x10000;

    private final VirtBoard board;
    private final TrapHistory history;
    private final AddressSpaceNames names;
    private final GuestSymbols symbols;
    private final List<String> lines = new ArrayList<>();

    private CrashReport(final GuestRun run, final GuestImages images) {
        board = run.board();
        history = run.history();
        names = new AddressSpaceNames(board);
        symbols = new GuestSymbols(board, names, images);
    }

    /**
     * Returns the report's lines, none wider than 80 columns unless a symbol is.
     *
     * @param images where symbols of the guest's programs are found
     */
    public static List<String> of(final GuestRun run, final GuestImages images) {
        final CrashReport report = new CrashReport(run, images);
        report.write();
        return report.lines;
    }

    private void write() {
        final TrapHistory.Registers fault = history.fault();
        if (fault != null) {
            lines.add("At the exception in " + Privilege.name(fault.privilege()) + "-mode:");
            addRegisters(fault);
            addCode(fault);
        }
        for (final Core core : board.machine().cores()) {
            final TrapHistory.Registers now = TrapHistory.Registers.of(core.hart);
            lines.add(fault == null ? "Registers:" : "At the end:");
            if (fault == null) {
                addRegisters(now);
                addCode(now);
            } else {
                lines.add(place(now));
            }
        }
        addTraps();
    }

    private String place(final TrapHistory.Registers r) {
        final String mode = Privilege.name(r.privilege());
        final String space = r.privilege() == Privilege.M ? "" : "  in " + names.name(r.satp());
        return "  hart %d  %s-mode  pc %016x %s%s"
                .formatted(
                        r.hart(),
                        mode,
                        r.pc(),
                        symbol(r.privilege(), r.satp(), r.pc()).orElse(""),
                        space);
    }

    private void addRegisters(final TrapHistory.Registers r) {
        lines.add(place(r));
        for (int i = 1; i < 32; i += 2) {
            lines.add(("  " + register(r, i) + (i + 1 < 32 ? register(r, i + 1) : "")).stripTrailing());
        }
    }

    private String register(final TrapHistory.Registers r, final int number) {
        final String name = symbol(r.privilege(), r.satp(), r.x()[number]).orElse("");
        final String cut = name.length() > SYMBOL_WIDTH ? name.substring(0, SYMBOL_WIDTH - 1) + "~" : name;
        return "%-3s %016x %-17s ".formatted(org.xpcmachine.isa.Registers.x(number), r.x()[number], cut);
    }

    private void addCode(final TrapHistory.Registers r) {
        final long satp = GuestMemory.satp(r.privilege(), r.satp());
        final SymbolTable table = symbols.of(satp, r.pc());
        final byte[] code = new GuestMemory(board.ram()).read(satp, r.pc() - before(satp, r.pc()), CODE_LENGTH);
        if (code.length == 0) {
            lines.add("  (no memory at pc)");
            return;
        }
        for (final Listing.Line line :
                new Listing(Disassembler.Style.ALIASES).lines(code, r.pc() - before(satp, r.pc()), table)) {
            if (line.symbol() != null) {
                lines.add("  <" + line.symbol() + ">:");
            }
            lines.add((line.address() == r.pc() ? "> " : "  ") + line.format());
        }
    }

    /** Returns how far before {@code pc} the code is shown from: a distance from which decoding meets pc. */
    private int before(final long satp, final long pc) {
        final GuestMemory memory = new GuestMemory(board.ram());
        for (int distance = CODE_BEFORE; distance > 0; distance -= 2) {
            final byte[] code = memory.read(satp, pc - distance, distance);
            if (code.length == distance && meetsEnd(code)) {
                return distance;
            }
        }
        return 0;
    }

    private static boolean meetsEnd(final byte[] code) {
        int at = 0;
        while (at < code.length) {
            at += (code[at] & 3) == 3 ? 4 : 2;
        }
        return at == code.length;
    }

    private void addTraps() {
        if (history.traps().isEmpty()) {
            lines.add("No trap was taken.");
            return;
        }
        lines.add("Last traps, latest first (guest microseconds):");
        for (final Event.Trap trap : history.traps().reversed()) {
            lines.add("  %14.3f  hart %d  %s>%s  %s, value 0x%x"
                    .formatted(
                            trap.time() / 1e3,
                            trap.hart(),
                            Privilege.name(trap.from()),
                            Privilege.name(trap.to()),
                            Causes.name(trap.cause()),
                            trap.tval()));
            lines.add("                  at %016x %s in %s"
                    .formatted(
                            trap.pc(),
                            symbol(trap.from(), trap.satp(), trap.pc()).orElse(""),
                            trap.from() == Privilege.M ? "M-mode" : names.name(trap.satp())));
        }
    }

    private Optional<String> symbol(final int privilege, final long satp, final long address) {
        final SymbolTable table = symbols.of(GuestMemory.satp(privilege, satp), address);
        return table.at(address).filter(s -> address - s.address() < NEAR).map(s -> table.describe(address));
    }
}
