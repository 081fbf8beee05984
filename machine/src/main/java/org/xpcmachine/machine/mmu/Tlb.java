// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.mmu;

import java.util.Arrays;
import org.xpcmachine.machine.memory.PhysicalMemory;

/**
 * Cached translations of one regime, direct-mapped by virtual page; the part for data grows with what is used. An entry stands for a 4 KiB page of RAM that may be
 * read, written or fetched without further checks; whatever else (devices, pages that PMP splits, pages that hold decoded
 * instructions when written) has no entry, so that it takes the slow path every time.
 */
public final class Tlb {
    /** Entries for code, and least for data. */
    static final int SIZE = 256;

    /** Most entries for data. */
    private static final int LARGEST = 1 << 14;

    /** The data entries are doubled when this many have been entered for each that there is. */
    private static final int CROWDED = 3;

    /** Words of a data entry, and what they hold. */
    static final int ENTRY = 4;

    static final int READ_TAG = 0;
    static final int WRITE_TAG = 1;
    static final int OFFSET = 2;

    static final long PAGE_MASK = -PhysicalMemory.PAGE_SIZE;

    /** No page has this tag: its low bits are not zero. */
    static final long EMPTY = -1;

    /**
     * Data entries, {@link #ENTRY} words each: tag for reads, tag for writes, offset. A tag is the page's address or
     * {@link #EMPTY}; virtual address + offset = offset in RAM.
     */
    long[] data = new long[SIZE * ENTRY];

    /** Page address, or {@link #EMPTY}. */
    final long[] fetchTag = new long[SIZE];

    final CodePage[] code = new CodePage[SIZE];

    /** Level of the leaf PTE behind an entry: 0 for a 4 KiB page, 1 and up for its part of a superpage. */
    private byte[] dataLevel = new byte[SIZE];

    private final byte[] codeLevel = new byte[SIZE];
    private boolean hasSuperpages;

    /** Data pages entered since the data entries were cleared or doubled. */
    private int entered;

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
        return (int) (address >>> 12) & SIZE - 1;
    }

    /** Position in {@link #data} of the entry for an address. */
    static int dataIndex(final long[] data, final long address) {
        return (int) (address >>> 10) & data.length - ENTRY;
    }

    /** Tag of an entry that serves an access of {@code size} bytes: one that crosses into the next page finds none. */
    static long tag(final long address, final int size) {
        return address + (size - 1) & PAGE_MASK;
    }

    void assign(final long newSatp, final int newMode) {
        satp = newSatp;
        mode = newMode;
        clear();
    }

    void clear() {
        clearData();
        Arrays.fill(fetchTag, EMPTY);
        Arrays.fill(code, null);
        hasSuperpages = false;
    }

    /** Empties the data entries, and halves their number if few were used. */
    private void clearData() {
        final int size = dataLevel.length;
        if (size > SIZE && entered < size / 4) {
            resize(size / 2);
        } else {
            Arrays.fill(data, EMPTY);
        }
        entered = 0;
    }

    private void resize(final int size) {
        data = new long[size * ENTRY];
        dataLevel = new byte[size];
        Arrays.fill(data, EMPTY);
        entered = 0;
    }

    /** Drops everything that was translated by the leaf PTE for an address: its page, or all pages of its superpage. */
    void clearPage(final long address) {
        final int i = index(address);
        final long page = address & PAGE_MASK;
        clearData(page);
        if (fetchTag[i] == page) {
            fetchTag[i] = EMPTY;
            code[i] = null;
        }
        if (hasSuperpages) {
            clearSuperpage(address);
        }
    }

    private void clearSuperpage(final long address) {
        for (int i = 0; i < dataLevel.length; i++) {
            final int size = 12 + 9 * dataLevel[i];
            final int at = i * ENTRY;
            if (size > 12
                    && ((data[at + READ_TAG] ^ address) >>> size == 0
                            || (data[at + WRITE_TAG] ^ address) >>> size == 0)) {
                clearTags(at);
            }
        }
        for (int i = 0; i < SIZE; i++) {
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
        for (int at = 0; at < data.length; at += ENTRY) {
            data[at + WRITE_TAG] = EMPTY;
        }
    }

    private void clearTags(final int at) {
        data[at + READ_TAG] = EMPTY;
        data[at + WRITE_TAG] = EMPTY;
    }

    /** Enters a data page: an access of the kind that missed is allowed from now on; others keep what they had. */
    void fillData(final long page, final long ramOffset, final boolean write, final int level) {
        if (page < cleanTo && page + PhysicalMemory.PAGE_SIZE > cleanFrom) {
            cleanFrom = 0;
            cleanTo = 0;
        }
        if (++entered > CROWDED * dataLevel.length && dataLevel.length < LARGEST) {
            resize(2 * dataLevel.length);
        }
        final int at = dataIndex(data, page);
        final int i = at / ENTRY;
        final long offset = ramOffset - page;
        if (data[at + OFFSET] != offset || dataLevel[i] != level) {
            clearTags(at);
            data[at + OFFSET] = offset;
            dataLevel[i] = (byte) level;
        }
        hasSuperpages |= level > 0;
        data[at + (write ? WRITE_TAG : READ_TAG)] = page;
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
        if (to - first >= dataLevel.length * PhysicalMemory.PAGE_SIZE) {
            clearData();
        } else {
            for (long page = first; page < to; page += PhysicalMemory.PAGE_SIZE) {
                clearData(page);
            }
        }
        cleanFrom = from;
        cleanTo = to;
    }

    private void clearData(final long page) {
        final int at = dataIndex(data, page);
        if (data[at + READ_TAG] == page) {
            data[at + READ_TAG] = EMPTY;
        }
        if (data[at + WRITE_TAG] == page) {
            data[at + WRITE_TAG] = EMPTY;
        }
    }
}
