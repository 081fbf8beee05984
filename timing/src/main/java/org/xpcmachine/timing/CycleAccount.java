// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing;

/** Where one hart's cycles went. Whoever delays the hart charges for it; the charges add up to the time that has passed. */
public final class CycleAccount {
    private static final int CAUSES = CycleCause.values().length;

    private final long[] cycles = new long[CAUSES];

    /** Nothing has been charged. */
    public CycleAccount() {}

    /** Adds {@code count} cycles, 0 or more, to {@code cause}. */
    public void charge(final CycleCause cause, final long count) {
        cycles[cause.ordinal()] += count;
    }

    public long of(final CycleCause cause) {
        return cycles[cause.ordinal()];
    }

    /** Returns the sum over all causes. */
    public long total() {
        long sum = 0;
        for (final long count : cycles) {
            sum += count;
        }
        return sum;
    }
}
