// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.frontend;

import org.xpcmachine.timing.CycleCause;

/** Fetch: from the program counter to the instruction in ID. STUB */
public final class FrontEnd {
    private long next;

    /** Returns the first cycle in which the instruction at {@code pc} can be in ID. */
    public long ready(final long pc, final int length) {
        return next;
    }

    /** Says why {@link #ready} was later than the cycle after the previous instruction's. */
    public CycleCause delay() {
        return CycleCause.FETCH;
    }

    /** The instruction that {@link #ready} was asked about left ID in cycle {@code issue}. */
    public void issued(final long issue) {
        next = issue + 1;
    }

    /** The instruction just issued at {@code pc} is a branch or jump that went on at {@code target}. */
    public void control(final long pc, final int length, final ControlKind kind, final boolean taken, final long target) {}

    /** Whatever was fetched is dropped; the fetch of {@code pc} begins (stage 0) in cycle {@code cycle}. */
    public void restart(final long pc, final long cycle) {
        next = cycle;
    }

    /** fence.i: the L1I is empty afterwards. */
    public void invalidate() {}

    /** sfence.vma: the arguments' registers hold {@code va}, {@code asid}; -1 if the register is x0. */
    public void flushTranslations(final long va, final long asid) {}

    /** Privilege, satp, or a status bit that translation depends on may have changed. */
    public void translationChanged() {}
}
