// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.mmu;

import java.util.Arrays;

/**
 * Which superpages may have entries in a TLB: all that have been noted, and some that have not. An operating system flushes page by
 * page what it maps for a moment, and most of the rest lies in superpages: this spares it a search for each.
 */
final class Superpages {
    /** Levels 1 to 3: 2 MiB, 1 GiB, 512 GiB. */
    static final int LEVELS = 3;

    private static final int WORDS = 16;

    private final long[] noted = new long[LEVELS * WORDS];

    private static int shift(final int level) {
        return 12 + 9 * level;
    }

    private static int word(final long va, final int level) {
        return (level - 1) * WORDS + (int) (va >>> shift(level) + 6 & WORDS - 1);
    }

    /** Notes that a page has an entry from a leaf PTE at a level; nothing to note at level 0. */
    void note(final long va, final int level) {
        if (level > 0) {
            noted[word(va, level)] |= 1L << (va >>> shift(level));
        }
    }

    /** Whether the superpage of a level that {@code va} is in may have entries. */
    boolean mayHave(final long va, final int level) {
        return (noted[word(va, level)] >>> (va >>> shift(level)) & 1) != 0;
    }

    void clear() {
        Arrays.fill(noted, 0);
    }
}
