// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Where one hart's cycles went. Whoever delays the hart charges for it; the charges add up to the time that has passed. */
public final class CycleAccount {
    private static final int CAUSES = CycleCause.values().length;

    private final long[] cycles = new long[CAUSES];
    private final List<CycleAccount> parts = new ArrayList<>();

    /** Nothing has been charged. */
    public CycleAccount() {}

    /** Returns a new account of what one unit charges for, which counts in this one as well. */
    public CycleAccount part() {
        final CycleAccount part = new CycleAccount();
        parts.add(part);
        return part;
    }

    /** Adds {@code count} cycles, 0 or more, to {@code cause}. */
    public void charge(final CycleCause cause, final long count) {
        cycles[cause.ordinal()] += count;
    }

    /** Adds to several: by ordinal, and how much, alternating. */
    public void charge(final int[] causesAndCounts) {
        for (int i = 0; i < causesAndCounts.length; i += 2) {
            cycles[causesAndCounts[i]] += causesAndCounts[i + 1];
        }
    }

    /** Writes what has been charged to each cause, by ordinal, apart from the {@link #part parts}. */
    public void copy(final long[] to) {
        System.arraycopy(cycles, 0, to, 0, CAUSES);
    }

    /** Returns what has been charged since {@link #copy}, as {@link #charge(int[])} takes it, apart from the parts. */
    public int[] chargedSince(final long[] before) {
        final int[] charges = new int[2 * CAUSES];
        int words = 0;
        for (int i = 0; i < CAUSES; i++) {
            if (cycles[i] != before[i]) {
                charges[words++] = i;
                charges[words++] = (int) (cycles[i] - before[i]);
            }
        }
        return Arrays.copyOf(charges, words);
    }

    public long of(final CycleCause cause) {
        long count = cycles[cause.ordinal()];
        for (final CycleAccount part : parts) {
            count += part.of(cause);
        }
        return count;
    }

    /** Returns the sum over all causes. */
    public long total() {
        long sum = 0;
        for (final long count : cycles) {
            sum += count;
        }
        for (final CycleAccount part : parts) {
            sum += part.total();
        }
        return sum;
    }
}
