// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.experiment;

import java.util.Arrays;
import java.util.Collection;

/** What was seen over many repetitions. */
public record Distribution(long count, long min, long median, long p90, long max) {
    /**
     * Returns the distribution of one value or more. A percentile is the smallest value that at least so many per cent of the
     * values do not exceed.
     */
    public static Distribution of(final Collection<Long> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("no values");
        }
        final long[] sorted = values.stream().mapToLong(Long::longValue).toArray();
        Arrays.sort(sorted);
        return new Distribution(
                sorted.length, sorted[0], percentile(sorted, 50), percentile(sorted, 90), sorted[sorted.length - 1]);
    }

    private static long percentile(final long[] sorted, final int percent) {
        return sorted[(sorted.length * percent + 99) / 100 - 1];
    }

    /** The columns that {@link #cells} fills. */
    static Column[] columns() {
        return new Column[] {
            Column.cycles("median"),
            Column.cycles("min"),
            Column.cycles("p90"),
            Column.cycles("max"),
            Column.integer("repetitions", "")
        };
    }

    Object[] cells() {
        return new Object[] {median, min, p90, max, count};
    }
}
