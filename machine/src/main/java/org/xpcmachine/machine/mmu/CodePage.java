// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.mmu;

import java.util.Arrays;

/** Decoded instructions of one physical page: one slot a halfword, 0 = not decoded yet (see {@code Decoded} in isa). */
public final class CodePage {
    public static final int SLOTS = 2048;

    /** Stands for code that must be translated and read anew at every fetch: slots stay 0. */
    static final CodePage UNCACHED = new CodePage(-1);

    /** Stores to the page without an instruction decoded in between, after which it counts as data again. */
    private static final int PATIENCE = 256;

    /** Physical address of the page. */
    public final long address;

    public final long[] decoded = new long[SLOTS];

    /** Whether slots may be filled; false for {@link #UNCACHED} and for a page that became data while being executed. */
    private boolean cached;

    private int storesSinceDecode;

    CodePage(final long address) {
        this.address = address;
        cached = address != -1;
    }

    boolean isCached() {
        return cached;
    }

    void remember(final int slot, final long instruction) {
        decoded[slot] = instruction;
        storesSinceDecode = 0;
    }

    /**
     * Forgets what covers {@code size} bytes at {@code offset} in the page; an instruction may start 2 bytes before.
     *
     * @return false if the page has been stored to for so long that it no longer is code; it is of no more use then
     */
    boolean forget(final int offset, final int size) {
        if (++storesSinceDecode > PATIENCE) {
            cached = false;
            Arrays.fill(decoded, 0);
            return false;
        }
        final int first = Math.max(0, (offset >> 1) - 1);
        final int end = Math.min(SLOTS, (offset + size + 1) >> 1);
        Arrays.fill(decoded, first, end, 0);
        return true;
    }
}
