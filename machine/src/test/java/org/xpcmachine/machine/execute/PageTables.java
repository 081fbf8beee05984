// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.execute;

import org.xpcmachine.machine.memory.PhysicalMemory;

/** Builds page tables of Sv39 or Sv48 in a guest's RAM, for tests. */
public final class PageTables {
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

    private static long entry(final long table, final long va, final int level) {
        return table + (va >>> 12 + 9 * level & 0x1ff) * 8;
    }
}
