// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.mmu;

import java.util.Arrays;
import org.xpcmachine.machine.memory.PhysicalMemory;
import org.xpcmachine.machine.snapshot.StateExchange;

/**
 * Cached translations of one regime, direct-mapped by virtual page: those for data in {@link DataTlb}, those for code here. An entry
 * stands for a 4 KiB page of RAM that may be read, written or fetched without further checks; whatever else (devices, pages that PMP
 * splits, pages that hold decoded instructions when written) has no entry, so that it takes the slow path every time.
 */
final class Tlb {
    static final long PAGE_MASK = -PhysicalMemory.PAGE_SIZE;

    private static final int SIZE = 256;

    /** No page has this tag: its low bits are not zero. */
    private static final long EMPTY = -1;

    final DataTlb data = new DataTlb();

    /** Page address, or {@link #EMPTY}. */
    final long[] fetchTag = new long[SIZE];

    final CodePage[] code = new CodePage[SIZE];

    /** Level of the leaf PTE behind an entry: 0 for a 4 KiB page, 1 and up for its part of a superpage. */
    private final byte[] codeLevel = new byte[SIZE];

    private boolean hasSuperpages;

    /** Identity: the satp and mode (see {@link Regime}) that the translations were made under. */
    long satp;

    int mode = -1;

    Tlb() {
        clear();
    }

    static int index(final long address) {
        return (int) (address >>> 12) & SIZE - 1;
    }

    void assign(final long newSatp, final int newMode) {
        satp = newSatp;
        mode = newMode;
        clear();
    }

    void clear() {
        data.clear();
        Arrays.fill(fetchTag, EMPTY);
        Arrays.fill(code, null);
        hasSuperpages = false;
    }

    /** Drops everything that was translated by the leaf PTE for an address: its page, or all pages of its superpage. */
    void clearPage(final long address) {
        data.clearPage(address);
        final int i = index(address);
        if (fetchTag[i] == (address & PAGE_MASK)) {
            dropCode(i);
        }
        for (int j = 0; hasSuperpages && j < SIZE; j++) {
            final int bits = 12 + 9 * codeLevel[j];
            if (bits > 12 && (fetchTag[j] ^ address) >>> bits == 0) {
                dropCode(j);
            }
        }
    }

    void clearCode(final CodePage page) {
        for (int i = 0; i < SIZE; i++) {
            if (code[i] == page || code[i] != null && code[i].behind == page) {
                dropCode(i);
            }
        }
    }

    /** Makes the fetches from pages with breakpoints go one by one, and those from others not. */
    void updateStepped(final DebugPoints points) {
        for (int i = 0; i < SIZE; i++) {
            final CodePage page = code[i];
            if (page != null && points.isStepped(fetchTag[i]) != (page.behind != null)) {
                code[i] = page.behind == null ? new CodePage(page) : page.behind;
            }
        }
    }

    private void dropCode(final int i) {
        fetchTag[i] = EMPTY;
        code[i] = null;
    }

    void fillCode(final long page, final CodePage codePage, final int level) {
        final int i = index(page);
        codeLevel[i] = (byte) level;
        hasSuperpages |= level > 0;
        fetchTag[i] = page;
        code[i] = codePage;
    }

    /** Passes everything; the pages of code are those of {@code cache}, which has been restored before. */
    void exchange(final StateExchange state, final PhysicalMemory ram, final CodeCache cache) {
        satp = state.pass(satp);
        mode = state.pass(mode);
        data.exchange(state, ram);
        for (int i = 0; i < SIZE; i++) {
            fetchTag[i] = state.pass(fetchTag[i]);
            if (fetchTag[i] == EMPTY) {
                code[i] = null;
                continue;
            }
            final long frame = state.pass(state.restores() ? 0 : code[i].address);
            codeLevel[i] = (byte) state.pass(codeLevel[i], 0, 3);
            if (state.restores()) {
                code[i] = cache.known(frame);
            }
        }
        hasSuperpages = state.pass(hasSuperpages);
    }
}
