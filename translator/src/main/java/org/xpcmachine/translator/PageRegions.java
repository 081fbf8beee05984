// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.translator;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.xpcmachine.machine.mmu.CodePage;

/** The regions that begin in a page, by slot, and what of the page's code is part of a region. */
final class PageRegions implements CodePage.Translations {
    private final CodePage page;
    private final Region[] entries = new Region[CodePage.SLOTS];
    private final List<Part> parts = new ArrayList<>();

    /** Slots that belong to any region. */
    private BitSet covered = new BitSet(CodePage.SLOTS);

    /** Slots for which a region has been asked for and not come yet. */
    private final BitSet requested = new BitSet(CodePage.SLOTS);

    /** Set whenever a region is entered. */
    boolean used;

    /** The slots of this page that belong to a region, which begins at slot {@code entry} of page {@code owner}. */
    private record Part(PageRegions owner, int entry, Region region, BitSet slots) {
        void dropRegion() {
            owner.drop(entry, region);
        }
    }

    private PageRegions(final CodePage page) {
        this.page = page;
    }

    /** Returns the regions of a page, which has none at first. */
    static PageRegions of(final CodePage page) {
        if (page.translations == null) {
            page.translations = new PageRegions(page);
        }
        return (PageRegions) page.translations;
    }

    /** Returns the region that begins at {@code pc}, or null. */
    Region at(final long pc) {
        return entries[CodePage.slot(pc)];
    }

    /** Notes a request for the region that begins at a slot; false if there was one already. */
    boolean request(final int slot) {
        if (requested.get(slot)) {
            return false;
        }
        requested.set(slot);
        return true;
    }

    /** The request for a slot has been dealt with. */
    void close(final int slot) {
        requested.clear(slot);
    }

    /** Puts a region in force that begins in this page. */
    void enter(final int slot, final Region region) {
        entries[slot] = region;
        page.setHot(2L * slot, true);
    }

    /** Notes that slots of this page belong to the region that begins at slot {@code entry} of page {@code owner}. */
    void cover(final PageRegions owner, final int entry, final Region region, final BitSet slots) {
        parts.add(new Part(owner, entry, region, slots));
        covered.or(slots);
    }

    private void drop(final int slot, final Region region) {
        if (entries[slot] == region) {
            entries[slot] = null;
            page.setHot(2L * slot, false);
        }
    }

    @Override
    public boolean written(final int offset, final int size) {
        final int first = offset >> 1;
        final int last = offset + size - 1 >> 1;
        final int hit = covered.nextSetBit(first);
        if (hit < 0 || hit > last) {
            return false;
        }
        parts.removeIf(part -> {
            final int slot = part.slots.nextSetBit(first);
            final boolean gone = slot >= 0 && slot <= last;
            if (gone) {
                part.dropRegion();
            }
            return gone;
        });
        covered = new BitSet(CodePage.SLOTS);
        parts.forEach(part -> covered.or(part.slots));
        return true;
    }

    @Override
    public void clear() {
        parts.forEach(Part::dropRegion);
        parts.clear();
        covered.clear();
    }

    @Override
    public boolean wasUsed() {
        final boolean was = used;
        used = false;
        return was;
    }
}
