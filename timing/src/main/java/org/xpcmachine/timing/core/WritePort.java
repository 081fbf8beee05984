// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.core;

/**
 * The write port of the integer registers. Instructions that write one use it in WB, whether or not the register is x0; the result of the
 * {@link MulDivUnit} waits for a cycle in which nobody does.
 */
final class WritePort {
    static final int NOBODY = -1;

    private static final int ID_TO_WB = 3;

    /** The last cycle in which an instruction used the port, as far as instructions are known. */
    private long lastUse;

    /** The slot that waits for its result; {@link #NOBODY} if none does. */
    private int waiting = NOBODY;

    private long offered;

    /** Cycle of the last write of a result that had waited. */
    private long written;

    boolean isAwaited() {
        return waiting != NOBODY;
    }

    int waiting() {
        return waiting;
    }

    /** A result for {@code slot} can be written in {@code cycle} or later. */
    void offer(final int slot, final long cycle) {
        waiting = slot;
        offered = cycle;
    }

    /** An instruction that writes an integer register in WB leaves ID in {@code issue}. True if the waiting result was written before. */
    boolean use(final long issue) {
        final long cycle = issue + ID_TO_WB;
        final boolean free = waiting != NOBODY && Math.max(offered, lastUse + 1) < cycle;
        if (free) {
            finish();
        }
        lastUse = cycle;
        return free;
    }

    /** No instruction is issued until the waiting result is written: returns when that is. */
    long finish() {
        waiting = NOBODY;
        written = Math.max(offered, lastUse + 1);
        return written;
    }

    /** Cycle of the last write of a result that had waited. */
    long written() {
        return written;
    }

    /** While a result {@link #isAwaited}: the first cycle in which it can be written. */
    long offered() {
        return offered;
    }

    long lastUse() {
        return lastUse;
    }

    void load(final int nowWaiting, final long nowOffered, final long nowLastUse, final long nowWritten) {
        waiting = nowWaiting;
        offered = nowOffered;
        lastUse = nowLastUse;
        written = nowWritten;
    }
}
