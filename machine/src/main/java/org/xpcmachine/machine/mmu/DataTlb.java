// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.mmu;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.xpcmachine.machine.memory.PhysicalMemory;
import org.xpcmachine.machine.memory.RawMemory;
import org.xpcmachine.machine.snapshot.SnapshotException;
import org.xpcmachine.machine.snapshot.StateExchange;

/**
 * Cached translations for loads and stores of one regime, direct-mapped by virtual page. An entry stands for a 4 KiB page of RAM
 * that may be read or written without further checks. The table grows while pages are entered more often than it has room, and
 * shrinks when it is emptied and little was in it.
 *
 * <p>Entries are in host memory, four words each: tag for reads, tag for writes, addend, level. A tag is the page's address or
 * {@link #EMPTY}; virtual address + addend = host address of the byte; level is that of the leaf PTE, 0 for a 4 KiB page.
 */
final class DataTlb {
    static final int READ_TAG = 0;
    static final int WRITE_TAG = 8;
    static final int ADDEND = 16;

    /** A page that is watched has this bit in its tags, which therefore match no access on the fast path. */
    private static final long WATCHED = 2;

    private static final int LEVEL = 24;
    private static final int ENTRY = 32;

    private static final int SMALLEST = 256;
    private static final int LARGEST = 1 << 14;

    /** The table is doubled when this many pages have been entered for each entry that there is. */
    private static final int CROWDED = 3;

    private static final long PAGE_MASK = -PhysicalMemory.PAGE_SIZE;

    /** No page has this tag: its low bits are not zero. */
    private static final long EMPTY = -1;

    /** Host address of the table, and which bits of a virtual address / 128 are the offset of its entry: see {@link #entry}. */
    long table;

    long mask;

    /** Owns the table. */
    private MemorySegment memory;

    private int size;

    /** Pages entered since the table was made or emptied. */
    private int entered;

    private boolean hasSuperpages;

    private final Superpages superpages = new Superpages();

    /** Pages known to have no entry: [cleanFrom, cleanTo). Lets a relay segment come and go without a search. */
    private long cleanFrom;

    private long cleanTo;

    DataTlb() {
        resize(SMALLEST);
    }

    /** Returns the host address of the entry for a virtual address. */
    static long entry(final long table, final long mask, final long va) {
        return table + (va >>> 7 & mask);
    }

    /** Tag of an entry that serves an access of {@code size} bytes: one that crosses into the next page finds none. */
    static long tag(final long va, final int size) {
        return va + (size - 1) & PAGE_MASK;
    }

    private void resize(final int newSize) {
        size = newSize;
        memory = Arena.ofAuto().allocate((long) size * ENTRY, ENTRY);
        table = memory.address();
        mask = (long) (size - 1) * ENTRY;
        empty();
    }

    private void empty() {
        memory.fill((byte) EMPTY);
        entered = 0;
        if (hasSuperpages) {
            hasSuperpages = false;
            superpages.clear();
        }
    }

    void clear() {
        if (size > SMALLEST && entered < size / 4) {
            resize(size / 2);
        } else {
            empty();
        }
    }

    void clearWrites() {
        for (long at = table; at <= table + mask; at += ENTRY) {
            RawMemory.putLong(at + WRITE_TAG, EMPTY);
        }
    }

    /** Drops everything that was translated by the leaf PTE for an address: its page, or all pages of its superpage. */
    void clearPage(final long va) {
        drop(va & PAGE_MASK);
        for (int level = 1; hasSuperpages && level <= Superpages.LEVELS; level++) {
            if (superpages.mayHave(va, level)) {
                clearSuperpage(va, level);
            }
        }
    }

    private void clearSuperpage(final long va, final int level) {
        final int bits = 12 + 9 * level;
        for (long at = table; at <= table + mask; at += ENTRY) {
            final boolean covers = (RawMemory.getLong(at + READ_TAG) ^ va) >>> bits == 0
                    || (RawMemory.getLong(at + WRITE_TAG) ^ va) >>> bits == 0;
            if (covers && RawMemory.getLong(at + LEVEL) == level) {
                clearTags(at);
            }
        }
    }

    /** Enters a page: an access of the kind that missed is allowed from now on; others keep what they had. */
    void fill(final long page, final long hostAddress, final boolean write, final int level, final boolean watched) {
        if (page < cleanTo && page + PhysicalMemory.PAGE_SIZE > cleanFrom) {
            cleanFrom = 0;
            cleanTo = 0;
        }
        if (++entered > CROWDED * size && size < LARGEST) {
            resize(2 * size);
        }
        final long at = entry(table, mask, page);
        final long addend = hostAddress - page;
        if (RawMemory.getLong(at + ADDEND) != addend || RawMemory.getLong(at + LEVEL) != level) {
            clearTags(at);
            RawMemory.putLong(at + ADDEND, addend);
            RawMemory.putLong(at + LEVEL, level);
        }
        hasSuperpages |= level > 0;
        superpages.note(page, level);
        RawMemory.putLong(at + (write ? WRITE_TAG : READ_TAG), watched ? page | WATCHED : page);
    }

    /** Returns the host address for an access in one page that is watched and has an entry for it; 0 if not. */
    long watchedAddress(final long va, final boolean write) {
        final long at = entry(table, mask, va);
        final long tag = RawMemory.getLong(at + (write ? WRITE_TAG : READ_TAG));
        return tag == (va & PAGE_MASK | WATCHED) ? va + RawMemory.getLong(at + ADDEND) : 0;
    }

    /** Makes the tags of pages with watchpoints say so, and others not. */
    void updateWatched(final DebugPoints points) {
        for (long at = table; at <= table + mask; at += ENTRY) {
            updateTag(at + READ_TAG, points);
            updateTag(at + WRITE_TAG, points);
        }
    }

    private static long plain(final long tag) {
        return tag == EMPTY ? EMPTY : tag & ~WATCHED;
    }

    private static void updateTag(final long at, final DebugPoints points) {
        final long tag = RawMemory.getLong(at);
        if (tag != EMPTY) {
            final long page = plain(tag);
            RawMemory.putLong(at, points.isWatched(page, PhysicalMemory.PAGE_SIZE) ? page | WATCHED : page);
        }
    }

    /** Drops the entries of the pages that [from, to) touches; cheap if they were dropped before and not entered since. */
    void clean(final long from, final long to) {
        if (from >= cleanFrom && to <= cleanTo) {
            return;
        }
        final long first = from & PAGE_MASK;
        if (to - first >= size * PhysicalMemory.PAGE_SIZE) {
            clear();
        } else {
            for (long page = first; page < to; page += PhysicalMemory.PAGE_SIZE) {
                drop(page);
            }
        }
        cleanFrom = from;
        cleanTo = to;
    }

    /** Passes the entries, with physical addresses in place of the host's. */
    void exchange(final StateExchange state, final PhysicalMemory ram) {
        final long host = ram.segment().address();
        final int wanted = state.pass(size, SMALLEST, LARGEST);
        if (Integer.bitCount(wanted) != 1) {
            throw new SnapshotException("the snapshot has a TLB of " + wanted + " entries");
        }
        final int present = state.pass(state.restores() ? 0 : count(), 0, wanted);
        if (wanted != size) {
            resize(wanted);
        } else if (state.restores()) {
            empty();
        }
        int i = -1;
        for (int n = 0; n < present; n++) {
            i = state.pass(state.restores() ? 0 : next(i), 0, size - 1);
            final long at = table + (long) i * ENTRY;
            final long read = state.pass(plain(RawMemory.getLong(at + READ_TAG)));
            final long write = state.pass(plain(RawMemory.getLong(at + WRITE_TAG)));
            final long toRam = state.pass(RawMemory.getLong(at + ADDEND) - host + ram.base());
            final int level = state.pass((int) RawMemory.getLong(at + LEVEL), 0, 3);
            if (!isPossible(read, toRam, ram) || !isPossible(write, toRam, ram)) {
                throw new SnapshotException("the snapshot has a TLB entry for memory that is not there");
            }
            RawMemory.putLong(at + READ_TAG, read);
            RawMemory.putLong(at + WRITE_TAG, write);
            RawMemory.putLong(at + ADDEND, toRam - ram.base() + host);
            RawMemory.putLong(at + LEVEL, level);
            superpages.note(read == EMPTY ? write : read, level);
        }
        entered = state.pass(entered);
        hasSuperpages = state.pass(hasSuperpages);
        cleanFrom = state.pass(cleanFrom);
        cleanTo = state.pass(cleanTo);
    }

    private static boolean isPossible(final long tag, final long toRam, final PhysicalMemory ram) {
        return tag == EMPTY
                || ((tag | tag + toRam) & ~PAGE_MASK) == 0 && ram.contains(tag + toRam, PhysicalMemory.PAGE_SIZE);
    }

    /** Announces writes to every page that an entry lets be written to. */
    void announceWrites(final PhysicalMemory ram) {
        final long host = ram.segment().address();
        for (long at = table; at <= table + mask; at += ENTRY) {
            final long page = RawMemory.getLong(at + WRITE_TAG);
            if (page != EMPTY) {
                ram.announceWrites(page + RawMemory.getLong(at + ADDEND) - host + ram.base(), PhysicalMemory.PAGE_SIZE);
            }
        }
    }

    private boolean isUsed(final int i) {
        final long at = table + (long) i * ENTRY;
        return RawMemory.getLong(at + READ_TAG) != EMPTY || RawMemory.getLong(at + WRITE_TAG) != EMPTY;
    }

    private int count() {
        int used = 0;
        for (int i = 0; i < size; i++) {
            used += isUsed(i) ? 1 : 0;
        }
        return used;
    }

    /** Returns the first entry in use after entry {@code i}. */
    private int next(final int i) {
        int next = i + 1;
        while (!isUsed(next)) {
            next++;
        }
        return next;
    }

    private void drop(final long page) {
        final long at = entry(table, mask, page);
        if ((RawMemory.getLong(at + READ_TAG) & ~WATCHED) == page) {
            RawMemory.putLong(at + READ_TAG, EMPTY);
        }
        if ((RawMemory.getLong(at + WRITE_TAG) & ~WATCHED) == page) {
            RawMemory.putLong(at + WRITE_TAG, EMPTY);
        }
    }

    private static void clearTags(final long at) {
        RawMemory.putLong(at + READ_TAG, EMPTY);
        RawMemory.putLong(at + WRITE_TAG, EMPTY);
    }
}
