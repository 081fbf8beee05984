// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.memory;

import java.util.Arrays;
import org.xpcmachine.timing.config.TlbConfig;
import org.xpcmachine.timing.replacement.TreeLru;

/**
 * A first-level TLB: sectored entries for base pages, and entries for larger ones; pseudo-LRU among each, invalid
 * ones first. It says where a page is; whether an access is allowed has been decided by functional execution.
 */
public final class TranslationBuffer {
    /** From {@link #lookup}: no entry. */
    public static final long MISS = -1;

    private static final int LEVEL_BITS = 9;

    private final TlbConfig config;
    private final int sectorShift;

    private final long[] sectorTag;
    private final int[] sectorSpace;

    /** Per page of each sector: its frame, or {@link #MISS}. */
    private final long[] frame;

    private final boolean[] global;
    private final TreeLru sectorAge;

    private final long[] superTag;
    private final int[] superShift;
    private final int[] superSpace;
    private final boolean[] superGlobal;
    private final long[] superFrame;
    private final TreeLru superAge;

    public TranslationBuffer(final TlbConfig config) {
        this.config = config;
        sectorShift = Integer.numberOfTrailingZeros(config.pagesPerSector());
        sectorTag = new long[config.sectors()];
        sectorSpace = new int[config.sectors()];
        frame = new long[config.sectors() * config.pagesPerSector()];
        global = new boolean[frame.length];
        sectorAge = new TreeLru(config.sectors());
        superTag = new long[config.superpages()];
        superShift = new int[config.superpages()];
        superSpace = new int[config.superpages()];
        superGlobal = new boolean[config.superpages()];
        superFrame = new long[config.superpages()];
        superAge = new TreeLru(config.superpages());
        Arrays.fill(frame, MISS);
        Arrays.fill(superFrame, MISS);
    }

    /** Returns the physical page number for virtual page {@code page} in {@code space}, or {@link #MISS}. */
    public long lookup(final long page, final AddressSpace space) {
        final int sector = sector(page, space);
        if (sector >= 0) {
            sectorAge.use(sector);
            final int i = (sector << sectorShift) + pageInSector(page);
            if (frame[i] != MISS && visible(sectorSpace[sector], global[i], space)) {
                return frame[i];
            }
        }
        for (int i = 0; i < superFrame.length; i++) {
            if (superHit(i, page) && visible(superSpace[i], superGlobal[i], space)) {
                superAge.use(i);
                return superFrame[i] | page & (1L << superShift[i]) - 1;
            }
        }
        return MISS;
    }

    /** Enters what {@code walker} has found for {@code page}; nothing if it found nothing. */
    public void insert(final long page, final AddressSpace space, final PageWalker walker) {
        if (!walker.found()) {
            return;
        }
        if (walker.level() > 0) {
            insertSuper(page, space, walker);
            return;
        }
        int sector = sector(page, space);
        if (sector < 0) {
            sector = freeSector();
            final int first = sector << sectorShift;
            Arrays.fill(frame, first, first + config.pagesPerSector(), MISS);
            sectorTag[sector] = page >>> sectorShift;
            sectorSpace[sector] = space.asid;
        }
        final int i = (sector << sectorShift) + pageInSector(page);
        frame[i] = walker.frame();
        global[i] = walker.global();
    }

    private void insertSuper(final long page, final AddressSpace space, final PageWalker walker) {
        int i = 0;
        while (i < superFrame.length && superFrame[i] != MISS) {
            i++;
        }
        if (i == superFrame.length) {
            i = superAge.oldest();
        }
        superShift[i] = LEVEL_BITS * walker.level();
        superTag[i] = page >>> superShift[i];
        superSpace[i] = space.asid;
        superGlobal[i] = walker.global();
        superFrame[i] = walker.frame() & -(1L << superShift[i]);
    }

    /** Returns the sector whose tag fits and that holds any page, or -1. */
    private int sector(final long page, final AddressSpace space) {
        final long tag = page >>> sectorShift;
        for (int i = 0; i < sectorTag.length; i++) {
            if (sectorTag[i] == tag && used(i) && (!config.tagged() || fits(i, space))) {
                return i;
            }
        }
        return -1;
    }

    private boolean fits(final int sector, final AddressSpace space) {
        if (sectorSpace[sector] == space.asid) {
            return true;
        }
        final int first = sector << sectorShift;
        for (int i = first; i < first + config.pagesPerSector(); i++) {
            if (frame[i] != MISS && !global[i]) {
                return false;
            }
        }
        return true;
    }

    private boolean used(final int sector) {
        final int first = sector << sectorShift;
        for (int i = first; i < first + config.pagesPerSector(); i++) {
            if (frame[i] != MISS) {
                return true;
            }
        }
        return false;
    }

    private int freeSector() {
        for (int i = 0; i < sectorTag.length; i++) {
            if (!used(i)) {
                return i;
            }
        }
        return sectorAge.oldest();
    }

    private int pageInSector(final long page) {
        return (int) page & config.pagesPerSector() - 1;
    }

    private boolean superHit(final int i, final long page) {
        return superFrame[i] != MISS && superTag[i] == page >>> superShift[i];
    }

    private boolean visible(final int asid, final boolean isGlobal, final AddressSpace space) {
        return !config.tagged() || isGlobal || asid == space.asid;
    }

    /**
     * sfence.vma for address {@code va}, or -1 for all, in the space {@code asid}, or -1 for all. Global pages stay
     * if a space is named; without tags any space means every space, and an address without regard to it.
     */
    public void flush(final long va, final long asid) {
        final long page = PageWalker.page(va);
        for (int i = 0; i < frame.length; i++) {
            final int sector = i >> sectorShift;
            final boolean here = va == -1
                    || sectorTag[sector] == page >>> sectorShift
                            && (i & config.pagesPerSector() - 1) == pageInSector(page);
            if (here && concerned(sectorSpace[sector], global[i], va, asid)) {
                frame[i] = MISS;
            }
        }
        for (int i = 0; i < superFrame.length; i++) {
            if ((va == -1 || superHit(i, page)) && concerned(superSpace[i], superGlobal[i], va, asid)) {
                superFrame[i] = MISS;
            }
        }
    }

    private boolean concerned(final int entryAsid, final boolean isGlobal, final long va, final long asid) {
        if (asid == -1) {
            return true;
        }
        return config.tagged() ? !isGlobal && entryAsid == (int) asid : va != -1 || !isGlobal;
    }
}
