// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.mmu;

import java.util.Arrays;
import org.xpcmachine.machine.snapshot.StateExchange;
import org.xpcmachine.machine.snapshot.Stateful;

/** Decoded instructions of one physical page: one slot a halfword, 0 = not decoded yet (see {@code Decoded} in isa). */
public final class CodePage implements Stateful {
    public static final int SLOTS = 2048;

    /** Stands for code that must be translated and read anew at every fetch: slots stay 0. */
    static final CodePage UNCACHED = new CodePage(-1, 0);

    /** Arrivals by jump at one address after which it counts as hot. */
    public static final short HOT = 1000;

    /** Physical address of the page. */
    public final long address;

    public final long[] decoded = new long[SLOTS];

    /** What was made of the page's code, for whoever executes it; null while there is nothing. */
    public Translations translations;

    /** Arrivals by jump, a slot each, up to {@link #HOT}. */
    private final short[] arrivals = new short[SLOTS];

    /** Whether slots may be filled; false for {@link #UNCACHED} and for a page that became data while being executed. */
    private boolean cached;

    /**
     * The page whose instructions are fetched one by one through this one, which remembers none, because breakpoints are
     * looked for; null for an ordinary page.
     */
    final CodePage behind;

    private int patience;
    private int storesSinceDecode;

    /** Makes a page that counts as data after {@code patience} stores without an instruction decoded in between. */
    CodePage(final long address, final int patience) {
        this.address = address;
        this.patience = patience;
        cached = address != -1;
        behind = null;
    }

    /** Makes a page through which the instructions of another are fetched one by one. */
    CodePage(final CodePage behind) {
        address = behind.address;
        patience = 0;
        this.behind = behind;
    }

    /** What was made of a page's code, to be dropped when the code changes. */
    public interface Translations {
        /** Bytes of the page were stored to. */
        void written(int offset, int size);

        /** The page is no longer code. */
        void clear();
    }

    /** Counts an arrival by jump at an address in the page; true if there have been {@link #HOT} before. */
    public boolean arrived(final long pc) {
        final int slot = slot(pc);
        if (!cached) {
            return false;
        }
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

    /** Counts a store; true if the page no longer is code. What was executed meanwhile, and by what engine, makes no difference. */
    boolean becameData() {
        return ++storesSinceDecode > patience;
    }

    @Override
    public void exchange(final StateExchange state) {
        patience = state.pass(patience);
        storesSinceDecode = state.pass(storesSinceDecode);
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
     */
    void forget(final int offset, final int size) {
        final int first = Math.max(0, (offset >> 1) - 1);
        final int end = Math.min(SLOTS, (offset + size + 1) >> 1);
        Arrays.fill(decoded, first, end, 0);
        if (translations != null) {
            translations.written(offset, size);
        }
    }
}
