// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.lockstep;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * A random page table tree: most entries are good, and every kind of bad one occurs. Virtual addresses are chosen such
 * that, whatever the level of the leaf, they map one of two regions of 2 MiB: that of data, or that of code.
 */
final class PageTables {
    /** Physical regions of data and of code, and how many pages of each are used. */
    static final long DATA = Image.BASE + (6L << 20);

    static final long CODE = Image.BASE + (8L << 20);
    static final int PAGES = 16;

    /** The page that may be mapped to where there is no memory; see {@link Explained#SPLIT_FAULT}. */
    static final int NOWHERE = 13;

    private static final int V = 1;
    private static final int R = 2;
    private static final int W = 4;
    private static final int X = 8;
    private static final int D_A_G_U = 0xf0;
    private static final int D_A_U = 0xd0;
    private static final int[] TOP = {0, 1, 255, 256, 511};
    private static final int MEMORY = 2;
    private static final int[] MIDDLE = {0, MEMORY, 311};

    /** An entry that a virtual address, and those in the same page only, depends on. */
    record Leaf(long entry, long va, boolean data, int page) {}

    private final SplittableRandom random;
    private final Image image;
    private final boolean sv48;
    private final long root;
    private final List<Leaf> leaves = new ArrayList<>();

    /** Indices in the root of Sv48 without a further table: of pages of 512 GiB, only one address is tried. */
    private final Set<Integer> wide = new HashSet<>();

    private long free;

    /** Builds a tree in the free pages from {@code free} on. */
    PageTables(final SplittableRandom random, final Image image, final boolean sv48, final long free) {
        this.random = random;
        this.image = image;
        this.sv48 = sv48;
        this.free = free;
        root = page();
        for (final int index : TOP) {
            if (sv48) {
                final long gigabytes = entry(root, index, 3, 0);
                if (gigabytes == 0) {
                    wide.add(index);
                }
                for (final int middle : gigabytes == 0 ? new int[0] : MIDDLE) {
                    fillGigabyte(gigabytes, middle, (long) index << 39 | (long) middle << 30);
                }
            } else {
                fillGigabyte(root, index, (long) index << 30);
            }
        }
    }

    /** Address after the tree. */
    long end() {
        return free;
    }

    /** Mode and root for satp. */
    long satp() {
        return (sv48 ? 9L : 8L) << 60 | root >>> 12;
    }

    /** A leaf of level 0. */
    Leaf leaf() {
        return leaves.get(random.nextInt(leaves.size()));
    }

    /** A virtual address of a page, whose tree may end anywhere; sometimes not a canonical one. */
    long address(final boolean data, final int page) {
        final int top = TOP[random.nextInt(TOP.length)];
        final int middle = wide.contains(top) ? MEMORY : MIDDLE[random.nextInt(MIDDLE.length)];
        final long upper = sv48 ? (long) top << 39 | (long) middle << 30 : (long) top << 30;
        final long va = canonical(upper | region(data) & 0x3fff_ffffL | (long) page << 12);
        return random.nextInt(40) == 0 ? va ^ 1L << random.nextInt(sv48 ? 47 : 38, 64) : va;
    }

    /** A random entry of level 0 for a page. */
    long leafEntry(final boolean data, final int page) {
        return random.nextInt(12) == 0 ? malformed() : leafEntry(0, region(data), page == NOWHERE);
    }

    private static long region(final boolean data) {
        return data ? DATA : CODE;
    }

    private long canonical(final long va) {
        final int unused = sv48 ? 16 : 25;
        return va << unused >> unused;
    }

    private long page() {
        free += 4096;
        return free - 4096;
    }

    private void fillGigabyte(final long table, final int index, final long va) {
        final long megabytes = entry(table, index, 2, 0x8000_0000L);
        if (megabytes == 0) {
            return;
        }
        for (final boolean data : new boolean[] {true, false}) {
            final int at = (int) (region(data) >>> 21) & 0x1ff;
            final long pages = entry(megabytes, at, 1, region(data));
            for (int i = 0; pages != 0 && i < PAGES; i++) {
                image.putLong(pages + 8 * i, leafEntry(data, i));
                leaves.add(new Leaf(pages + 8 * i, canonical(va | (long) at << 21 | (long) i << 12), data, i));
            }
        }
    }

    /** Makes an entry of an upper level; returns the table that it points to, or 0. */
    private long entry(final long table, final int index, final int level, final long target) {
        final int kind = random.nextInt(16);
        if (kind == 0) {
            image.putLong(table + 8L * index, malformed());
            return 0;
        }
        if (kind < 4) {
            image.putLong(table + 8L * index, leafEntry(level, target, false));
            return 0;
        }
        final long next = page();
        final int flags = random.nextInt(24) == 0 ? random.nextInt() & D_A_U : random.nextInt() & 0x20;
        image.putLong(table + 8L * index, next >>> 2 | flags | random.nextInt() & 0x300 | V);
        return next;
    }

    /** Invalid, reserved, or a pointer where no table can follow. */
    private long malformed() {
        final long page = DATA >>> 2;
        return switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> page | random.nextInt() & 0x3fe;
            case 2 -> page | V | W | (random.nextInt() & X) | random.nextInt() & D_A_G_U;
            default -> page | V | R | W | X | D_A_G_U | 1L << random.nextInt(54, 64);
        };
    }

    /** A leaf, good but for permissions most of the time, to a page or superpage of the region at {@code target}. */
    private long leafEntry(final int level, final long target, final boolean nowhere) {
        long frame = target >>> 12;
        if (level == 0) {
            frame += random.nextInt(PAGES);
            if (random.nextInt(30) == 0) {
                return frame << 10 | V;
            }
        } else if (random.nextInt(5) == 0) {
            frame ^= 1L << random.nextInt(9 * level);
        }
        if (nowhere && random.nextBoolean()) {
            frame = random.nextBoolean() ? 0 : 1L << random.nextInt(38, 44);
        }
        int flags = random.nextInt() & (D_A_G_U | 0x300 | R | W | X);
        if (random.nextBoolean()) {
            flags |= R | X;
        }
        if ((flags & R) == 0 && random.nextInt(8) != 0) {
            flags &= ~W;
        }
        // A pointer to data would lead anywhere, see Explained.TABLE_WITHOUT_MEMORY.
        if (level > 0 && (flags & (R | X)) == 0) {
            flags |= X;
        }
        return frame << 10 | flags | V;
    }
}
