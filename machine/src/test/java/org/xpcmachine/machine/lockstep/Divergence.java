// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.lockstep;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.xpcmachine.isa.Decoder;
import org.xpcmachine.isa.Disassembler;
import org.xpcmachine.isa.Registers;
import org.xpcmachine.machine.board.StopReason;
import org.xpcmachine.machine.board.VirtBoard;
import org.xpcmachine.machine.hart.Hart;
import org.xpcmachine.machine.memory.PhysicalMemory;

/**
 * Finds the first difference between two RAMs after a program, and who made it, by running the program again in single
 * steps.
 */
final class Divergence {
    private static final int SHOWN = 6;

    private final Program program;
    private final MemorySegment ours;
    private final MemorySegment theirs;

    Divergence(final Program program, final MemorySegment ours, final MemorySegment theirs) {
        this.program = program;
        this.ours = ours;
        this.theirs = theirs;
    }

    Optional<String> describe() {
        final long end = program.compared() - Image.BASE;
        if (MemorySegment.mismatch(ours, 0, end, theirs, 0, end) < 0) {
            return Optional.empty();
        }
        final long first = mismatch(0, end);
        final long slot = mismatch(program.traceStart() - Image.BASE, end);
        final StringBuilder text = new StringBuilder();
        if (first != slot) {
            showDoublewords(text, first);
        }
        if (slot >= 0) {
            final long number = (slot + Image.BASE - program.traceStart()) / 8;
            text.append("first differing trace slot: ").append(number).append('\n');
            showDoublewords(text, slot);
        }
        replay(text, first, slot);
        return Optional.of(text.toString());
    }

    /** Offset of the first doubleword that differs, or -1. */
    private long mismatch(final long from, final long to) {
        final long at = MemorySegment.mismatch(ours, from, to, theirs, from, to);
        return at < 0 ? -1 : from + at & -8;
    }

    private void showDoublewords(final StringBuilder text, final long offset) {
        for (long at = offset; at < offset + 8 * SHOWN; at += 8) {
            final long a = ours.get(PhysicalMemory.LONG, at);
            final long b = theirs.get(PhysicalMemory.LONG, at);
            text.append("  0x%x: ours %016x, QEMU %016x%s%n".formatted(Image.BASE + at, a, b, a == b ? "" : "  <--"));
        }
    }

    /** Runs until one of the differing places is written, and shows the group that wrote it. */
    private void replay(final StringBuilder text, final long first, final long slot) {
        try (VirtBoard board = Lockstep.board(program)) {
            final Hart hart = board.machine().cores().getFirst().hart;
            final MemorySegment ram = board.ram().segment();
            final long watched = slot >= 0 ? slot : first;
            final long before = ram.get(PhysicalMemory.LONG, first);
            final long beforeWatched = ram.get(PhysicalMemory.LONG, watched);
            final State state = new State();
            long steps = 0;
            while (ram.get(PhysicalMemory.LONG, first) == before
                    && ram.get(PhysicalMemory.LONG, watched) == beforeWatched
                    && steps < Program.STEP_LIMIT) {
                if (Arrays.binarySearch(program.groups(), hart.pc) >= 0) {
                    state.take(hart);
                }
                if (board.machine().run(1) != StopReason.STEP_LIMIT) {
                    text.append("our machine never wrote there\n");
                    return;
                }
                steps++;
            }
            text.append("after ").append(steps).append(" steps, by the group\n");
            showGroup(text, ram, state, hart.pc);
        }
    }

    private void showGroup(final StringBuilder text, final MemorySegment ram, final State state, final long pc) {
        final long[] groups = program.groups();
        final int next = -Arrays.binarySearch(groups, state.pc + 1) - 1;
        final long end = next >= 0 && next < groups.length ? groups[next] : state.pc + 64;
        text.append(program.notes().getOrDefault(state.pc, "")).append('\n');
        long at = state.pc;
        while (at < end && at - Image.BASE < ram.byteSize() && at >= Image.BASE) {
            final int raw = ram.get(PhysicalMemory.INT, at - Image.BASE);
            final int length = Decoder.length(raw);
            text.append(String.format(
                    Locale.ROOT,
                    length == 2 ? "  %x:     %04x  %s%s%n" : "  %x: %08x  %s%s%n",
                    at,
                    length == 2 ? raw & 0xffff : raw,
                    Disassembler.disassemble(at, raw),
                    at == pc ? "   <- pc now" : ""));
            at += length;
        }
        text.append("registers before the group, fcsr 0x")
                .append(Integer.toHexString(state.fcsr))
                .append('\n');
        for (int i = 0; i < 32; i++) {
            text.append(String.format(
                    "  %-4s %016x  %-4s %016x%s",
                    Registers.x(i), state.x[i], Registers.f(i), state.f[i], i % 2 == 1 ? "\n" : ""));
        }
    }

    /** Registers at the start of a group. */
    private static final class State {
        private final long[] x = new long[Hart.SINK + 1];
        private final long[] f = new long[32];
        private long pc;
        private int fcsr;

        void take(final Hart hart) {
            System.arraycopy(hart.x, 0, x, 0, x.length);
            System.arraycopy(hart.f, 0, f, 0, f.length);
            pc = hart.pc;
            fcsr = hart.frm << 5 | hart.fflags.flags;
        }
    }
}
