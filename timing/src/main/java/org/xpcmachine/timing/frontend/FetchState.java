// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.frontend;

import java.util.Arrays;

/** What the front end holds between two events, once for all times at which it holds the same, with the steps that were made from there. */
public final class FetchState {
    private static final long FACTOR = 0x9e37_79b9_7f4a_7c15L;

    final long[] image;
    private final int hash;

    /** Cycles since the last instruction left ID. */
    final long sinceIssue;

    final boolean mispredicted;

    /** The steps from here, by {@link FetchStep#next}. */
    FetchStep first;

    FetchState(final long[] image, final long sinceIssue, final boolean mispredicted) {
        this.image = image;
        this.sinceIssue = sinceIssue;
        this.mispredicted = mispredicted;
        hash = hash(image);
    }

    /** Images differ in few bits: each must reach all of the hash. */
    private static int hash(final long[] words) {
        long mixed = 0;
        for (final long word : words) {
            mixed = (mixed ^ word) * FACTOR;
            mixed ^= mixed >>> Integer.SIZE;
        }
        return (int) mixed;
    }

    private int steps;

    /** Adds a step; with {@code most} there already, they are forgotten first. */
    void add(final FetchStep step, final int most) {
        if (steps++ >= most) {
            first = null;
            steps = 1;
        }
        step.next = first;
        first = step;
    }

    /** What was used last is looked at first. */
    void moveToFront(final FetchStep before, final FetchStep step) {
        before.next = step.next;
        step.next = first;
        first = step;
    }

    @Override
    public boolean equals(final Object other) {
        return other instanceof final FetchState state && Arrays.equals(image, state.image);
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
