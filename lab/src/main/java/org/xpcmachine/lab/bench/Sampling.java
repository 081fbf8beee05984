// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes samples of the times at which repetitions ended. Those that began in the warm-up are left out. A sample is as many repetitions in a
 * row as take {@link #SHORTEST} together, so that a delay of the line that reports one does not matter.
 */
final class Sampling {
    static final Duration SHORTEST = Duration.ofMillis(100);

    private final long warmUpNanos;
    private final int wanted;
    private final List<Double> seconds = new ArrayList<>();
    private boolean warm;
    private long sampleStart;
    private int repetitions;

    /**
     * Takes {@code wanted} samples.
     *
     * @param warmUp from the start of the process
     */
    Sampling(final Duration warmUp, final int wanted) {
        this.warmUpNanos = warmUp.toNanos();
        this.wanted = wanted;
    }

    /** Takes a repetition that ended so many nanoseconds after the start of the process. */
    void add(final long nanos) {
        if (!warm) {
            warm = nanos >= warmUpNanos;
            sampleStart = nanos;
            return;
        }
        repetitions++;
        if (nanos - sampleStart >= SHORTEST.toNanos()) {
            seconds.add((nanos - sampleStart) / 1e9 / repetitions);
            sampleStart = nanos;
            repetitions = 0;
        }
    }

    boolean isComplete() {
        return seconds.size() >= wanted;
    }

    /** Returns seconds per repetition: the median of the samples. */
    double median() {
        return median(seconds);
    }

    static double median(final List<Double> values) {
        final List<Double> sorted = values.stream().sorted().toList();
        final int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
