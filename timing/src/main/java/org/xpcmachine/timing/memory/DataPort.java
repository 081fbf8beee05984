// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.memory;

/**
 * A hart's data side: D-TLB, L1D, the pending store, and the page walker behind them. Times are cycles in which an instruction
 * leaves ID; an access that does not succeed at once is replayed, and leaves ID again later. STUB
 */
public final class DataPort {
    /** Returns the cycle, {@code issue} or later, in which a load must leave ID to succeed; the difference has been charged. */
    public long load(final long va, final int size, final long issue) {
        return issue;
    }

    /** Likewise for a store. */
    public long store(final long va, final int size, final long issue) {
        return issue;
    }

    /** Likewise for LR (no store), SC and AMO. */
    public long atomic(final long va, final int size, final boolean lr, final long issue) {
        return issue;
    }

    /** Returns the cycle, {@code issue} or later, in which a fence can leave ID: all stores are in the cache. */
    public long drained(final long issue) {
        return issue;
    }

    /** sfence.vma: the arguments' registers hold {@code va}, {@code asid}; -1 if the register is x0. */
    public void flushTranslations(final long va, final long asid) {}

    /** Privilege, satp, or a status bit that translation depends on may have changed. */
    public void translationChanged() {}

    /** The engine, or the page walker, requests the word at physical address {@code pa} in {@code cycle}; returns when it has it. */
    public long read(final long pa, final long cycle) {
        return cycle + 2;
    }

    /** Likewise, writes. */
    public long write(final long pa, final long cycle) {
        return cycle + 2;
    }

    /** How many accesses of instructions the port has served. */
    public long served() {
        return 0;
    }
}
