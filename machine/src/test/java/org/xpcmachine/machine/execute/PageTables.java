// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.execute;

import org.xpcmachine.machine.hart.Privilege;
import org.xpcmachine.machine.hart.Status;
import org.xpcmachine.machine.memory.PhysicalMemory;

/** Builds page tables of Sv39 or Sv48 in a guest's RAM, for tests, and says what they mean. */
public final class PageTables {
    /** What an access does. */
    public enum Kind {
        READ,
        WRITE,
        EXECUTE
    }

    public static final long V = 1;
    public static final long R = 2;
    public static final long W = 4;
    public static final long X = 8;
    public static final long U = 16;
    public static final long G = 32;
    public static final long A = 64;
    public static final long D = 128;

    private static final long PAGE = PhysicalMemory.PAGE_SIZE;

    private final PhysicalMemory ram;
    private final int levels;
    private final long root;
    private long free;

    /**
     * Makes an empty table.
     *
     * @param area physical address of room for the tables
     * @param levels 3 for Sv39, 4 for Sv48
     */
    public PageTables(final PhysicalMemory ram, final long area, final int levels) {
        this.ram = ram;
        this.levels = levels;
        root = area;
        free = area + PAGE;
    }

    public long satp(final int asid) {
        return (levels + 5L) << 60 | (long) asid << 44 | root >>> 12;
    }

    /**
     * Writes the leaf PTE for {@code va} at {@code level} (0: 4 KiB), and the pointers to it as needed.
     *
     * @return the physical address of the leaf
     */
    public long map(final long va, final long pa, final int level, final long flags) {
        long table = root;
        for (int i = levels - 1; i > level; i--) {
            final long entry = entry(table, va, i);
            if (ram.readLong(entry) == 0) {
                ram.writeLong(entry, free >>> 12 << 10 | V);
                free += PAGE;
            }
            table = ram.readLong(entry) >>> 10 << 12;
        }
        final long leaf = entry(table, va, level);
        ram.writeLong(leaf, pa >>> 12 << 10 | flags);
        return leaf;
    }

    /** Maps {@code size} bytes in pages of 4 KiB. */
    public void mapRange(final long va, final long pa, final long size, final long flags) {
        for (long offset = 0; offset < size; offset += PAGE) {
            map(va + offset, pa + offset, 0, flags);
        }
    }

    /** Returns the physical address of the leaf or missing entry for {@code va}. */
    private long leaf(final long va, final int[] level) {
        long table = root;
        for (level[0] = levels - 1; ; level[0]--) {
            final long entry = entry(table, va, level[0]);
            final long pte = ram.readLong(entry);
            if (level[0] == 0 || (pte & V) == 0 || (pte & (R | W | X)) != 0) {
                return entry;
            }
            table = pte >>> 10 << 12;
        }
    }

    /** Returns the leaf for {@code va}, whether or not it is valid. */
    public long pte(final long va) {
        return ram.readLong(leaf(va, new int[1]));
    }

    /** Returns the physical address for {@code va} by its leaf, whatever the leaf permits. */
    public long translate(final long va) {
        final int[] level = new int[1];
        final long pte = ram.readLong(leaf(va, level));
        return pte >>> 10 << 12 | va & (1L << 12 + 9 * level[0]) - 1;
    }

    /** The specification's rule for a leaf (12.3.2, steps 3 to 9); {@code updates} is {@code menvcfg.ADUE}. */
    public static boolean permits(
            final long pte, final int mode, final long status, final boolean updates, final Kind kind) {
        if (!has(pte, V) || has(pte, W) && !has(pte, R) || !has(pte, R) && !has(pte, X)) {
            return false;
        }
        final boolean user = has(pte, U);
        final boolean modeAllows =
                mode == Privilege.U ? user : !user || kind != Kind.EXECUTE && has(status, Status.SUM);
        final boolean kindAllows = switch (kind) {
            case READ -> has(pte, R) || has(status, Status.MXR) && has(pte, X);
            case WRITE -> has(pte, W);
            case EXECUTE -> has(pte, X);
        };
        final boolean used = has(pte, A) && (kind != Kind.WRITE || has(pte, D));
        return modeAllows && kindAllows && (updates || used);
    }

    private static boolean has(final long set, final long bits) {
        return (set & bits) == bits;
    }

    private static long entry(final long table, final long va, final int level) {
        return table + (va >>> 12 + 9 * level & 0x1ff) * 8;
    }
}
