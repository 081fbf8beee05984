// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.translator;

import org.xpcmachine.machine.hart.Hart;
import org.xpcmachine.machine.mmu.CodePage;

/** A translated piece of guest code. It holds no state of a hart, and works at whatever virtual address it is mapped. */
abstract class Region {
    /** Places at which execution can be stopped by an exception, see {@link #place}. */
    private final long[] places;

    /** Pages of the region's code; those behind the first must be mapped where they were when control goes there. */
    private final CodePage[] pages;

    /**
     * The JVM compiles a method once it has been called often enough, and in the middle of its run if it loops for long, which it
     * has to do again for the next call. So the first runs are many and short.
     */
    private static final int SHORT_RUNS = 1000;

    private static final int SHORT = 2000;

    private int runs;

    /** Instructions that must at least be allowed for the region to be entered. */
    final int need;

    /** Made by the generated class. */
    Region(final long[] places, final CodePage[] pages, final int need) {
        this.places = places;
        this.pages = pages;
        this.need = need;
    }

    /** Packs the offset of an instruction and the number of those before it in its block. */
    static long place(final int offset, final int before) {
        return (long) before << Integer.SIZE | offset & 0xffff_ffffL;
    }

    /** Whether the code at a virtual address is that of the region's page {@code i}. */
    final boolean isMapped(final Passage p, final long va, final int i) {
        return p.mmu.isCode(va, pages[i]);
    }

    /** Returns how many instructions it may execute now, if {@code left} are allowed. */
    final int limit(final int left) {
        if (runs >= SHORT_RUNS || left <= SHORT) {
            return left;
        }
        runs++;
        return Math.max(need, SHORT);
    }

    /**
     * Executes from the region's entry.
     *
     * @param base virtual address of the page that holds the entry
     * @param left how many instructions may be executed, at least {@link #need}; {@code p.left} says what is left at the end
     * @return where execution goes on
     */
    abstract long run(Passage p, long base, int left);

    /** Whether floating-point instructions are legal, and {@code frm} says round to nearest even. */
    static boolean floatUsable(final Hart hart) {
        return !hart.fpOff() && hart.frm == 0;
    }

    /** An exception left the region at a place; registers have been written back. */
    final long stopped(final Passage p, final RuntimeException why, final long base, final int left, final int where) {
        final long place = places[where];
        final int before = (int) (place >>> Integer.SIZE);
        return p.stopped(why, base + (int) place, left - before);
    }
}
