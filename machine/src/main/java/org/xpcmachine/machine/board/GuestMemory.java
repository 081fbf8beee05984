// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.board;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.function.LongConsumer;
import org.xpcmachine.machine.hart.Hart;
import org.xpcmachine.machine.hart.Privilege;
import org.xpcmachine.machine.hart.Status;
import org.xpcmachine.machine.memory.PhysicalMemory;

/**
 * Looks into a guest's memory by virtual address, as an observer may: nothing changes, not even a page table's A bit,
 * permissions do not matter, and what is not there is said to be absent. Translates by Sv39 and Sv48.
 */
public final class GuestMemory {
    private static final int BARE = 0;
    private static final int SV39 = 8;
    private static final long FRAME_NUMBER = (1L << 44) - 1;
    private static final long VALID = 1;
    private static final long LEAF = 0xe;
    private static final long USER = 0x10;

    private final PhysicalMemory ram;

    public GuestMemory(final PhysicalMemory ram) {
        this.ram = ram;
    }

    /** Returns the {@code satp} that addresses of a hart in that mode go through: none in M. */
    public static long satp(final int privilege, final long satp) {
        return privilege == Privilege.M ? BARE : satp;
    }

    /** Returns the physical address of {@code va} in the address space {@code satp}, if it is mapped. */
    public OptionalLong translate(final long satp, final long va) {
        final int mode = (int) (satp >>> 60);
        if (mode == BARE) {
            return OptionalLong.of(va);
        }
        long table = (satp & FRAME_NUMBER) << 12;
        for (int level = mode == SV39 ? 2 : 3; level >= 0; level--) {
            final int shift = 12 + 9 * level;
            final long entry = table + (va >>> shift & 0x1ff) * Long.BYTES;
            final long pte = ram.contains(entry, Long.BYTES) ? ram.readLong(entry) : 0;
            if ((pte & VALID) == 0) {
                return OptionalLong.empty();
            }
            final long page = (pte >>> 10 & FRAME_NUMBER) << 12;
            if ((pte & LEAF) != 0) {
                final long inPage = (1L << shift) - 1;
                return OptionalLong.of(page & ~inPage | va & inPage);
            }
            table = page;
        }
        return OptionalLong.empty();
    }

    /** Returns where {@code hart} finds {@code va} now for loads and stores: through its relay segment, else its page tables. */
    public OptionalLong translate(final Hart hart, final long va) {
        if (hart.mmu.inWindow(va)) {
            return OptionalLong.of(va + hart.mmu.windowOffset());
        }
        final boolean modified = (hart.mstatus & Status.MPRV) != 0 && hart.privilege == Privilege.M;
        final int privilege = modified ? (int) (hart.mstatus >>> Status.MPP_SHIFT) & 3 : hart.privilege;
        return translate(satp(privilege, hart.satp), va);
    }

    /** Gives every 4 KiB frame of RAM that {@code satp} maps for user mode. */
    public void forEachUserFrame(final long satp, final LongConsumer frames) {
        final int mode = (int) (satp >>> 60);
        if (mode != BARE) {
            walk((satp & FRAME_NUMBER) << 12, mode == SV39 ? 2 : 3, frames);
        }
    }

    private void walk(final long table, final int level, final LongConsumer frames) {
        for (int i = 0; i < 512 && ram.contains(table, PhysicalMemory.PAGE_SIZE); i++) {
            final long pte = ram.readLong(table + (long) i * Long.BYTES);
            final long page = (pte >>> 10 & FRAME_NUMBER) << 12;
            if ((pte & VALID) != 0 && (pte & LEAF) == 0 && level > 0) {
                walk(page, level - 1, frames);
            } else if ((pte & VALID) != 0 && (pte & LEAF) != 0 && (pte & USER) != 0) {
                for (long frame = page; frame < page + (1L << 12 + 9 * level); frame += PhysicalMemory.PAGE_SIZE) {
                    frames.accept(frame);
                }
            }
        }
    }

    /** Returns the 8 bytes at {@code va}, which are aligned, if they are in RAM. */
    public OptionalLong readLong(final long satp, final long va) {
        final OptionalLong pa = translate(satp, va);
        return pa.isPresent() && ram.contains(pa.getAsLong(), Long.BYTES)
                ? OptionalLong.of(ram.readLong(pa.getAsLong()))
                : OptionalLong.empty();
    }

    /** Copies up to {@code length} bytes from {@code va}; fewer if the rest is not there. */
    public byte[] read(final long satp, final long va, final int length) {
        final byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            final OptionalLong pa = translate(satp, va + i);
            if (pa.isEmpty() || !ram.contains(pa.getAsLong(), 1)) {
                return Arrays.copyOf(bytes, i);
            }
            bytes[i] = (byte) ram.read(pa.getAsLong(), 1);
        }
        return bytes;
    }

    /** Returns the text at {@code va} up to a NUL, of at most {@code limit} bytes. */
    public String readString(final long satp, final long va, final int limit) {
        final byte[] bytes = read(satp, va, limit);
        int length = 0;
        while (length < bytes.length && bytes[length] != 0) {
            length++;
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}
