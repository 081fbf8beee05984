// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.experiment;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.xpcmachine.isa.Assembler;
import org.xpcmachine.isa.Assembly;
import org.xpcmachine.lab.RunConfig;
import org.xpcmachine.machine.board.BoardConfig;
import org.xpcmachine.machine.board.BootImages;
import org.xpcmachine.machine.board.HostConsole;
import org.xpcmachine.machine.board.StopReason;
import org.xpcmachine.machine.board.VirtBoard;
import org.xpcmachine.machine.memory.PhysicalMemory;
import org.xpcmachine.machine.xpc.XpcLayout.Capability;
import org.xpcmachine.machine.xpc.XpcLayout.Control;
import org.xpcmachine.machine.xpc.XpcLayout.Entry;
import org.xpcmachine.timing.RocketTiming;
import org.xpcmachine.timing.TimingConfig;

/**
 * Calls without a kernel: a machine whose tables the host writes, and a loop in user mode that calls x-entries of one address space
 * without translation. For tables larger than the guest kernel's.
 */
final class BareCalls {
    private static final long MEMORY = 256L << 20;
    private static final long BASE = VirtBoard.RAM_BASE;
    private static final long IDS = BASE + 0x1_0000;
    private static final long RESULTS = BASE + 0x2_0000;
    private static final long LINK_STACK = BASE + 0x3_0000;
    private static final long CAPABILITIES = BASE + 0x10_0000;
    private static final long ENTRIES = BASE + (64L << 20);
    private static final long MOST_CYCLES = 1_000_000_000L;

    private static final int PAGE = 4096;
    private static final int LEAF_IDS = 1 << Capability.LEAF_SHIFT;

    /** The largest number of calls in one run. */
    static final int MOST_CALLS = 4096;

    /** How a thread's capabilities are stored. */
    enum Format {
        BITMAP,
        RADIX
    }

    /**
     * What a run found.
     *
     * @param cycles of each call, from its {@code rdcycle} to the one that is the x-entry
     * @param tableBytes of the caller's capability table
     */
    record Result(List<Long> cycles, long tableBytes) {}

    private BareCalls() {}

    /**
     * Calls x-entries in order.
     *
     * @param entries x-entries in the table, a power of two from 64 to 2^20
     * @param ids to be called, at most {@link #MOST_CALLS}; the caller may call these and no others
     */
    static Result run(final TimingConfig timing, final Format format, final int entries, final List<Integer> ids) {
        final Assembly program = Assembler.assemble(BASE, program(format, entries, ids.size()));
        final BoardConfig config =
                RunConfig.withXpc(BoardConfig.DEFAULT.withMemory(MEMORY).withTiming(new RocketTiming(timing)));
        try (VirtBoard board =
                new VirtBoard(config, BootImages.of("bare calls", program.bytes()), HostConsole.SILENT)) {
            final long tableBytes = writeTables(board.ram(), format, entries, ids, program.address("entry"));
            for (int i = 0; i < ids.size(); i++) {
                board.ram().writeLong(IDS + (long) Long.BYTES * i, ids.get(i));
            }
            final StopReason reason = board.machine().run(MOST_CYCLES);
            if (reason != StopReason.EXIT || board.machine().exitCode() != 0) {
                throw new IllegalStateException("the calls without a kernel ended by " + reason);
            }
            final List<Long> cycles = new ArrayList<>();
            for (int i = 0; i < ids.size(); i++) {
                cycles.add(board.ram().readLong(RESULTS + (long) Long.BYTES * i));
            }
            return new Result(cycles, tableBytes);
        }
    }

    private static long capability(final Format format, final int entries) {
        final int size = Integer.numberOfTrailingZeros(entries) - Capability.SIZE_BIAS;
        return (long) (format == Format.RADIX ? Capability.RADIX : Capability.BITMAP) << Capability.FORMAT_SHIFT
                | CAPABILITIES
                | size;
    }

    /** Returns the bytes of the capability table. */
    private static long writeTables(
            final PhysicalMemory ram,
            final Format format,
            final int entries,
            final List<Integer> ids,
            final long entry) {
        final Set<Integer> leaves = new HashSet<>();
        for (final int id : ids) {
            final long at = ENTRIES + (long) Entry.SIZE * id;
            ram.writeLong(at + Entry.SATP, 0);
            ram.writeLong(at + Entry.PC, entry);
            ram.writeLong(at + Entry.FLAGS, 1);
            long table = CAPABILITIES;
            int bit = id;
            if (format == Format.RADIX) {
                final int leaf = id / LEAF_IDS;
                leaves.add(leaf);
                table = CAPABILITIES + (long) PAGE * (1 + leaf);
                ram.writeLong(CAPABILITIES + (long) Long.BYTES * leaf, table | 1);
                bit = id % LEAF_IDS;
            }
            final long word = table + (long) Long.BYTES * (bit / Long.SIZE);
            ram.writeLong(word, ram.readLong(word) | 1L << bit);
        }
        return format == Format.BITMAP ? entries / Byte.SIZE : (long) PAGE * (1 + leaves.size());
    }

    private static String program(final Format format, final int entries, final int calls) {
        return """
                    la    t0, failed
                    csrw  mtvec, t0
                    li    t0, -1
                    csrw  pmpaddr0, t0
                    li    t0, 0x1f
                    csrw  pmpcfg0, t0
                    li    t0, 7
                    csrw  mcounteren, t0
                    csrw  scounteren, t0
                    li    t0, %d
                    csrw  0x5c1, t0
                    li    t0, %d
                    csrw  0x5c2, t0
                    li    t0, %d
                    csrw  0x5c3, t0
                    li    t0, %d
                    csrw  0x5c4, t0
                    csrw  0x5c5, t0
                    li    t1, 4096
                    add   t0, t0, t1
                    csrw  0x5c6, t0
                    li    t0, %d
                    csrw  0x5c0, t0
                    la    t0, user
                    csrw  mepc, t0
                    csrw  mstatus, zero
                    mret
                user:
                    li    s0, %d
                    li    s1, %d
                    li    s2, %d
                next:
                    ld    t1, 0(s0)
                    csrr  a0, cycle
                    xcall t1
                    sub   a1, a1, a0
                    sd    a1, 0(s1)
                    addi  s0, s0, 8
                    addi  s1, s1, 8
                    addi  s2, s2, -1
                    bnez  s2, next
                    li    t0, 0x100000
                    li    t1, 0x5555
                    sw    t1, 0(t0)
                end:
                    j     end
                failed:
                    li    t0, 0x100000
                    li    t1, 0x13333
                    sw    t1, 0(t0)
                    j     end
                    .align 6
                entry:
                    csrr  a1, cycle
                    xret
                """.formatted(
                        ENTRIES, entries, capability(format, entries), LINK_STACK, Control.EN, IDS, RESULTS, calls);
    }
}
