// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.validation;

import java.util.List;

/**
 * What one benchmark counted, repetition by repetition.
 *
 * @param group kind of benchmark; empty if not known
 * @param operations that one repetition counts over
 * @param counted cycles of each repetition, as the benchmark printed them
 * @param overhead of the measurement itself, contained in each
 */
public record Series(String name, String group, int operations, List<Long> counted, int overhead) {
    /** Repetitions from this one on are warm. */
    private static final int FIRST_WARM = 3;

    /** Which of the warm repetitions. */
    public enum Warm {
        MEDIAN,
        LEAST,
        MOST
    }

    public Series {
        counted = List.copyOf(counted);
        if (counted.size() <= FIRST_WARM) {
            throw new IllegalArgumentException(name + ": only " + counted.size() + " repetitions");
        }
    }

    /** Returns the cycles of a repetition, 0 for the first, which is cold. */
    public double repetition(final int i) {
        if (i < 0 || i >= counted.size()) {
            throw new IllegalArgumentException(name + " has no repetition " + i);
        }
        return counted.get(i) - overhead;
    }

    /** Returns the cycles of the first repetition. */
    public double cold() {
        return repetition(0);
    }

    /** Returns the cycles of a warm repetition. */
    public double warm(final Warm which) {
        final long[] warm = counted.stream()
                .skip(FIRST_WARM)
                .mapToLong(Long::longValue)
                .sorted()
                .toArray();
        final int last = warm.length - 1;
        return switch (which) {
                    case MEDIAN -> (warm[last / 2] + warm[warm.length / 2]) / 2.0;
                    case LEAST -> warm[0];
                    case MOST -> warm[last];
                }
                - overhead;
    }
}
