// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.translator;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.xpcmachine.machine.mmu.CodePage;

/** The regions that begin in a page, by slot, and those that have code in it. */
final class PageRegions implements CodePage.Translations {
    private final Region[] entries = new Region[CodePage.SLOTS];

    /** Every region with code in this page, and the slots of its code. */
    private final Map<Region, BitSet> parts = new HashMap<>();

    /** Slots that belong to any region. */
    private final BitSet covered = new BitSet(CodePage.SLOTS);

    /** Slots for which a region has been asked for and not come yet. */
    private final BitSet requested = new BitSet(CodePage.SLOTS);

    private final CodePage page;
    private final Translator translator;

    private PageRegions(final CodePage page, final Translator translator) {
        this.page = page;
        this.translator = translator;
    }

    /** Returns the regions of a page, which has none at first. */
    static PageRegions of(final CodePage page, final Translator translator) {
        if (page.translations == null) {
            page.translations = new PageRegions(page, translator);
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

    /** Takes a region out of force. */
    void leave(final int slot, final Region region) {
        if (entries[slot] == region) {
            entries[slot] = null;
            page.setHot(2L * slot, false);
        }
    }

    /** Notes that slots of this page belong to a region. */
    void cover(final Region region, final BitSet slots) {
        parts.put(region, slots);
        covered.or(slots);
    }

    /** Forgets what was noted of a region. */
    void uncover(final Region region) {
        parts.remove(region);
        covered.clear();
        parts.values().forEach(covered::or);
    }

    @Override
    public void written(final int offset, final int size) {
        final int first = offset >> 1;
        final int last = offset + size - 1 >> 1;
        if (hits(covered, first, last)) {
            final List<Region> gone = parts.entrySet().stream()
                    .filter(part -> hits(part.getValue(), first, last))
                    .map(Map.Entry::getKey)
                    .toList();
            gone.forEach(translator::drop);
        }
    }

    private static boolean hits(final BitSet slots, final int first, final int last) {
        final int next = slots.nextSetBit(first);
        return next >= 0 && next <= last;
    }

    @Override
    public void clear() {
        List.copyOf(parts.keySet()).forEach(translator::drop);
    }
}
