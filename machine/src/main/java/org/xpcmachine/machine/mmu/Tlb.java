// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.mmu;

import java.util.Arrays;
import org.xpcmachine.machine.memory.PhysicalMemory;

/**
 * Cached translations of one regime, direct-mapped by virtual page. An entry stands for a 4 KiB page of RAM that may be
 * read, written or fetched without further checks; whatever else (devices, pages that PMP splits, pages that hold decoded
 * instructions when written) has no entry, so that it takes the slow path every time.
 */
public final class Tlb {
    static final int SIZE = 256;
    static final int INDEX_MASK = SIZE - 1;
    static final long PAGE_MASK = -PhysicalMemory.PAGE_SIZE;

    /** No page has this tag: its low bits are not zero. */
    static final long EMPTY = -1;

    /** Page address, or {@link #EMPTY}. */
    final long[] readTag = new long[SIZE];

    final long[] writeTag = new long[SIZE];
    final long[] fetchTag = new long[SIZE];

    /** Virtual address + this = offset in RAM, for reads and writes. */
    final long[] offset = new long[SIZE];

    final CodePage[] code = new CodePage[SIZE];

    /** Level of the leaf PTE behind an entry: 0 for a 4 KiB page, 1 and up for its part of a superpage. */
    private final byte[] dataLevel = new byte[SIZE];

    private final byte[] codeLevel = new byte[SIZE];
    private boolean hasSuperpages;

    /** Identity: the satp and mode (see {@link Regime}) that the translations were made under. */
    long satp;

    int mode = -1;

    /** Data pages known to have no entry: [cleanFrom, cleanTo). Lets a relay segment come and go without a search. */
    private long cleanFrom;

    private long cleanTo;

    Tlb() {
        clear();
    }

    static int index(final long address) {
        return (int) (address >>> 12) & INDEX_MASK;
    }

    void assign(final long newSatp, final int newMode) {
        satp = newSatp;
        mode = newMode;
        clear();
    }

    void clear() {
        Arrays.fill(readTag, EMPTY);
        Arrays.fill(writeTag, EMPTY);
        Arrays.fill(fetchTag, EMPTY);
        Arrays.fill(code, null);
        hasSuperpages = false;
    }

    /** Drops everything that was translated by the leaf PTE for an address: its page, or all pages of its superpage. */
    void clearPage(final long address) {
        final int i = index(address);
        final long page = address & PAGE_MASK;
        clearData(i, page);
        if (fetchTag[i] == page) {
            fetchTag[i] = EMPTY;
            code[i] = null;
        }
        if (hasSuperpages) {
            clearSuperpage(address);
        }
    }

    private void clearSuperpage(final long address) {
        for (int i = 0; i < SIZE; i++) {
            final int data = 12 + 9 * dataLevel[i];
            if (data > 12 && ((readTag[i] ^ address) >>> data == 0 || (writeTag[i] ^ address) >>> data == 0)) {
                readTag[i] = EMPTY;
                writeTag[i] = EMPTY;
            }
            final int fetch = 12 + 9 * codeLevel[i];
            if (fetch > 12 && (fetchTag[i] ^ address) >>> fetch == 0) {
                fetchTag[i] = EMPTY;
                code[i] = null;
            }
        }
    }

    void clearCode(final CodePage page) {
        for (int i = 0; i < SIZE; i++) {
            if (code[i] == page) {
                fetchTag[i] = EMPTY;
                code[i] = null;
            }
        }
    }

    void clearWrites() {
        Arrays.fill(writeTag, EMPTY);
    }

    /** Enters a data page: an access of the kind that missed is allowed from now on; others keep what they had. */
    void fillData(final long page, final long ramOffset, final boolean write, final int level) {
        if (page < cleanTo && page + PhysicalMemory.PAGE_SIZE > cleanFrom) {
            cleanFrom = 0;
            cleanTo = 0;
        }
        final int i = index(page);
        final long addend = ramOffset - page;
        if (offset[i] != addend || dataLevel[i] != level) {
            readTag[i] = EMPTY;
            writeTag[i] = EMPTY;
            offset[i] = addend;
            dataLevel[i] = (byte) level;
        }
        hasSuperpages |= level > 0;
        if (write) {
            writeTag[i] = page;
        } else {
            readTag[i] = page;
        }
    }

    void fillCode(final long page, final CodePage codePage, final int level) {
        final int i = index(page);
        codeLevel[i] = (byte) level;
        hasSuperpages |= level > 0;
        fetchTag[i] = page;
        code[i] = codePage;
    }

    /** Drops the data entries of the pages that [from, to) touches; cheap if they were dropped before and not entered since. */
    void cleanData(final long from, final long to) {
        if (from >= cleanFrom && to <= cleanTo) {
            return;
        }
        final long first = from & PAGE_MASK;
        if (to - first >= SIZE * PhysicalMemory.PAGE_SIZE) {
            Arrays.fill(readTag, EMPTY);
            Arrays.fill(writeTag, EMPTY);
        } else {
            for (long page = first; page < to; page += PhysicalMemory.PAGE_SIZE) {
                clearData(index(page), page);
            }
        }
        cleanFrom = from;
        cleanTo = to;
    }

    private void clearData(final int i, final long page) {
        if (readTag[i] == page) {
            readTag[i] = EMPTY;
        }
        if (writeTag[i] == page) {
            writeTag[i] = EMPTY;
        }
    }
}
