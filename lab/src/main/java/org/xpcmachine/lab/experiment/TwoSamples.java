// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.experiment;

import java.util.Collection;

/**
 * Whether two samples differ more than chance explains: the two-sample test of Kolmogorov and Smirnov. Single values do not
 * tell, since a rare one is soon in one sample alone.
 *
 * @param distance the largest difference of the two empirical distribution functions, 0 (the same) to 1 (no overlap)
 * @param critical what two samples of these sizes from one distribution exceed once in a thousand cases; on values with
 *     ties less often
 */
record TwoSamples(double distance, double critical) {
    /** c(0.001) of the asymptotic form: the square root of -ln(0.001 / 2) / 2. */
    private static final double QUANTILE = Math.sqrt(-Math.log(0.001 / 2) / 2);

    /** Compares two samples of one value or more each. */
    static TwoSamples of(final Collection<Long> one, final Collection<Long> other) {
        if (one.isEmpty() || other.isEmpty()) {
            throw new IllegalArgumentException("no values");
        }
        double distance = 0;
        for (final Long value : one) {
            distance = Math.max(distance, Math.abs(shareUpTo(value, one) - shareUpTo(value, other)));
        }
        for (final Long value : other) {
            distance = Math.max(distance, Math.abs(shareUpTo(value, one) - shareUpTo(value, other)));
        }
        return new TwoSamples(distance, QUANTILE * Math.sqrt(1.0 / one.size() + 1.0 / other.size()));
    }

    boolean differ() {
        return distance > critical;
    }

    private static double shareUpTo(final long most, final Collection<Long> values) {
        return (double) values.stream().filter(value -> value <= most).count() / values.size();
    }
}
