// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.memory;

import java.util.Arrays;

/** A second-level TLB of base pages, set-associative; what is replaced rotates through the ways of a set. */
final class SecondLevelTlb {
    private static final long NONE = -1;

    private final int sets;
    private final int ways;
    private final boolean tagged;
    private final long[] page;
    private final int[] space;
    private final long[] frames;
    private final boolean[] globals;
    private final int[] next;
    private int hit;

    SecondLevelTlb(final int sets, final int ways, final boolean tagged) {
        this.sets = sets;
        this.ways = ways;
        this.tagged = tagged;
        page = new long[sets * ways];
        space = new int[sets * ways];
        frames = new long[sets * ways];
        globals = new boolean[sets * ways];
        next = new int[sets];
        Arrays.fill(page, NONE);
    }

    private int set(final long ofPage) {
        return (int) Math.floorMod(ofPage, (long) sets);
    }

    /** Whether it holds {@code ofPage}; then {@link #frame} and {@link #global} tell of it. */
    boolean lookup(final long ofPage, final int asid) {
        final int first = set(ofPage) * ways;
        for (int i = first; i < first + ways; i++) {
            if (page[i] == ofPage && (!tagged || globals[i] || space[i] == asid)) {
                hit = i;
                return true;
            }
        }
        return false;
    }

    long frame() {
        return frames[hit];
    }

    boolean global() {
        return globals[hit];
    }

    void insert(final long ofPage, final int asid, final long frame, final boolean global) {
        final int set = set(ofPage);
        final int i = set * ways + next[set];
        next[set] = (next[set] + 1) % ways;
        page[i] = ofPage;
        space[i] = asid;
        frames[i] = frame;
        globals[i] = global;
    }

    /** Arguments as in {@link TranslationBuffer#flush}. */
    void flush(final long va, final long asid) {
        for (int i = 0; i < page.length; i++) {
            final boolean here = va == -1 || page[i] == PageWalker.page(va);
            final boolean concerned = asid == -1 || !globals[i] && (!tagged || space[i] == (int) asid);
            if (here && concerned) {
                page[i] = NONE;
            }
        }
    }
}
