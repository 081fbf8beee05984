// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.memory;

import org.xpcmachine.machine.memory.PhysicalMemory;
import org.xpcmachine.timing.config.WalkerConfig;

/**
 * The page walker that a hart's TLBs share: it reads PTEs through the L1D, and keeps non-leaf ones in a small cache
 * of its own. Reads the guest's page tables, whatever is in them, and changes nothing.
 */
public final class PageWalker {
    static final int PAGE_SHIFT = 12;
    static final long FRAME_MASK = (1L << 44) - 1;

    private static final int LEVEL_BITS = 9;
    private static final int PTE_BYTES = 8;
    private static final int PTE_FRAME_SHIFT = 10;
    private static final long VALID = 1;
    private static final long READ_OR_EXECUTE = 2 | 8;
    private static final long GLOBAL = 32;

    /** Virtual page numbers of Sv48; shorter ones are sign-extended, and need no more bits to be told apart. */
    private static final long PAGE_MASK = (1L << 36) - 1;

    private final WalkerConfig config;
    private final PhysicalMemory ram;
    private final PhysicalPort port;
    private final NonLeafCache cache;
    private final SecondLevelTlb second;

    private boolean found;
    private int level;
    private long frame;
    private boolean global;

    /** {@code port} is the L1D's; {@code ram} holds the page tables. */
    public PageWalker(
            final WalkerConfig config, final boolean tagged, final PhysicalMemory ram, final PhysicalPort port) {
        this.config = config;
        this.ram = ram;
        this.port = port;
        cache = new NonLeafCache(config.nonLeafEntries());
        second = config.secondSets() == 0 ? null : new SecondLevelTlb(config.secondSets(), config.secondWays(), tagged);
    }

    /** Returns the virtual page number of {@code va}. */
    public static long page(final long va) {
        return va >>> PAGE_SHIFT & PAGE_MASK;
    }

    /**
     * Walks for {@code va}; a TLB's request arrives in cycle {@code cycle}. Returns the cycle of the response, in
     * which the TLB is filled; what was found is in {@link #found} and the rest until the next walk.
     */
    public long walk(final long va, final AddressSpace space, final long cycle) {
        final long page = page(va);
        if (second != null && second.lookup(page, space.asid)) {
            set(0, second.frame(), second.global());
            return cycle + config.secondHit();
        }
        found = false;
        long now = cycle + config.accept();
        long table = space.root;
        boolean inherited = false;
        for (int depth = space.levels - 1; depth >= 0; depth--) {
            final long address = table + (page >>> LEVEL_BITS * depth & (1 << LEVEL_BITS) - 1) * PTE_BYTES;
            final long known = depth > 0 ? cache.lookup(address) : NonLeafCache.MISS;
            if (known != NonLeafCache.MISS) {
                table = known << PAGE_SHIFT;
                now += config.cachedLevel();
                continue;
            }
            now = port.read(address, now) + config.decodeRead();
            final long pte = ram.contains(address, PTE_BYTES) ? ram.readLong(address) : 0;
            inherited |= (pte & GLOBAL) != 0;
            if ((pte & VALID) == 0) {
                return now;
            }
            if ((pte & READ_OR_EXECUTE) != 0) {
                set(depth, pte >>> PTE_FRAME_SHIFT & FRAME_MASK, inherited);
                if (second != null && depth == 0) {
                    second.insert(page, space.asid, frame, global);
                }
                return now;
            }
            if (depth > 0) {
                cache.insert(address, pte >>> PTE_FRAME_SHIFT & FRAME_MASK);
            }
            table = (pte >>> PTE_FRAME_SHIFT & FRAME_MASK) << PAGE_SHIFT;
        }
        return now;
    }

    private void set(final int ofLevel, final long ofFrame, final boolean isGlobal) {
        found = true;
        level = ofLevel;
        frame = ofFrame;
        global = isGlobal;
    }

    /** Whether the last walk reached a leaf. */
    public boolean found() {
        return found;
    }

    /** Level of the leaf: 0 for a base page. */
    int level() {
        return level;
    }

    /** Physical page number in the leaf. */
    public long frame() {
        return frame;
    }

    boolean global() {
        return global;
    }

    /** sfence.vma: arguments as in {@link TranslationBuffer#flush}. With an address, non-leaf PTEs stay. */
    public void flush(final long va, final long asid) {
        if (va == -1) {
            cache.clear();
        }
        if (second != null) {
            second.flush(va, asid);
        }
    }
}
