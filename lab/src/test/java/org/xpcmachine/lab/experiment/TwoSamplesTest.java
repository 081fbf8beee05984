// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TwoSamplesTest {
    @Test
    void theDistanceIsTheLargestGapOfTheDistributionFunctions() {
        assertThat(TwoSamples.of(List.of(1L, 2L, 3L, 4L), List.of(3L, 4L, 5L, 6L))
                        .distance())
                .isEqualTo(0.5);
        assertThat(TwoSamples.of(List.of(1L), List.of(1L)).distance()).isZero();
        assertThat(TwoSamples.of(List.of(1L, 1L), List.of(2L)).distance()).isEqualTo(1);
    }

    @Test
    void theCriticalDistanceIsThatOfTheTables() {
        // 1.949 is the usual table's c(0.001); 100 against 100 values.
        final List<Long> hundred = Collections.nCopies(100, 7L);
        assertThat(TwoSamples.of(hundred, hundred).critical()).isCloseTo(1.949 * Math.sqrt(0.02), within(1e-3));
    }

    @Test
    void samplesOfOneDistributionDoNotDifferAndShiftedOnesDo() {
        final Random random = new Random(20190622);
        final List<Long> one = sample(random, 0);
        assertThat(TwoSamples.of(one, sample(random, 0)).differ()).isFalse();
        assertThat(TwoSamples.of(one, sample(random, 1)).differ()).isTrue();
    }

    @Test
    void withoutValuesNothingCanBeSaid() {
        assertThatIllegalArgumentException().isThrownBy(() -> TwoSamples.of(List.of(), List.of(1L)));
    }

    /** 200 times, of which most are the shortest, as of a call that waits for the memory. */
    private static List<Long> sample(final Random random, final long shift) {
        return Stream.generate(() -> shift + Math.abs(Math.round(random.nextGaussian())))
                .limit(200)
                .toList();
    }
}
