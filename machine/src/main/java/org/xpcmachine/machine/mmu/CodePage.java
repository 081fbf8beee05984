// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.mmu;

import java.util.Arrays;

/** Decoded instructions of one physical page: one slot a halfword, 0 = not decoded yet (see {@code Decoded} in isa). */
public final class CodePage {
    public static final int SLOTS = 2048;

    /** Stands for code that must be translated and read anew at every fetch: slots stay 0. */
    static final CodePage UNCACHED = new CodePage(-1);

    /** Arrivals by jump at one address after which it counts as hot. */
    public static final short HOT = 1000;

    /** Stores to the page without an instruction decoded in between, after which it counts as data again. */
    private static final int PATIENCE = 256;

    /** Physical address of the page. */
    public final long address;

    public final long[] decoded = new long[SLOTS];

    /** What was made of the page's code, for whoever executes it; null while there is nothing. */
    public Translations translations;

    /** Arrivals by jump, a slot each, up to {@link #HOT}. */
    private final short[] arrivals = new short[SLOTS];

    /** Whether slots may be filled; false for {@link #UNCACHED} and for a page that became data while being executed. */
    private boolean cached;

    private int storesSinceDecode;

    CodePage(final long address) {
        this.address = address;
        cached = address != -1;
    }

    /** What was made of a page's code, to be dropped when the code changes. */
    public interface Translations {
        /**
         * Bytes of the page were stored to.
         *
         * @return whether anything was dropped
         */
        boolean written(int offset, int size);

        /** Drops everything: the page is no longer code. */
        void clear();

        /** Whether any of it was executed since the last call. */
        boolean wasUsed();
    }

    /** Counts an arrival by jump at an address in the page; true if there have been {@link #HOT} before. */
    public boolean arrived(final long pc) {
        final int slot = slot(pc);
        if (arrivals[slot] == HOT) {
            return true;
        }
        arrivals[slot]++;
        return false;
    }

    /** Makes {@link #arrived} true from now on, or only after {@link #HOT} more arrivals. */
    public void setHot(final long pc, final boolean hot) {
        arrivals[slot(pc)] = hot ? HOT : 0;
    }

    /** Returns the slot of an address in the page. */
    public static int slot(final long pc) {
        return (int) pc >>> 1 & SLOTS - 1;
    }

    boolean isCached() {
        return cached;
    }

    void remember(final int slot, final long instruction) {
        decoded[slot] = instruction;
        storesSinceDecode = 0;
    }

    /** Whether the page has been stored to for so long, without its code being executed, that it no longer is code. */
    boolean becameData() {
        if (++storesSinceDecode <= PATIENCE) {
            return false;
        }
        storesSinceDecode = 0;
        return translations == null || !translations.wasUsed();
    }

    /** Makes the page {@linkplain #UNCACHED uncached}: it is of no more use. */
    void discard() {
        cached = false;
        Arrays.fill(decoded, 0);
        if (translations != null) {
            translations.clear();
        }
    }

    /**
     * Forgets what covers {@code size} bytes at {@code offset} in the page; an instruction may start 2 bytes before.
     *
     * @return whether anything was made of that code
     */
    boolean forget(final int offset, final int size) {
        final int first = Math.max(0, (offset >> 1) - 1);
        final int end = Math.min(SLOTS, (offset + size + 1) >> 1);
        Arrays.fill(decoded, first, end, 0);
        return translations != null && translations.written(offset, size);
    }
}
