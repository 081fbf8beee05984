// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SamplingTest {
    private static final long MS = 1_000_000;

    @Test
    void leavesOutWhatBeganInTheWarmUp() {
        final Sampling sampling = new Sampling(Duration.ofSeconds(1), 2);
        for (final long end : List.of(900, 1800, 2000, 2200)) {
            assertThat(sampling.isComplete()).isFalse();
            sampling.add(end * MS);
        }
        assertThat(sampling.isComplete()).isTrue();
        assertThat(sampling.median()).isEqualTo(0.2, within(1e-12));
    }

    @Test
    void putsShortRepetitionsTogether() {
        final Sampling sampling = new Sampling(Duration.ZERO, 3);
        int added = 0;
        for (long end = 0; !sampling.isComplete(); end += 3 * MS, added++) {
            sampling.add(end);
        }
        assertThat(added).isEqualTo(1 + 3 * 34);
        assertThat(sampling.median()).isEqualTo(0.003, within(1e-12));
    }

    @Test
    void oneDelayedSampleDoesNotMatter() {
        final Sampling sampling = new Sampling(Duration.ZERO, 3);
        List.of(100, 300, 800, 1000).forEach(end -> sampling.add(end * MS));
        assertThat(sampling.median()).isEqualTo(0.2, within(1e-12));
    }

    @Test
    void medianOfAnEvenNumberLiesBetweenTheTwoInTheMiddle() {
        assertThat(Sampling.median(List.of(4.0, 1.0, 3.0, 2.0))).isEqualTo(2.5);
    }

    @Test
    void readsTheLineOfARepetitionAndNoOther() {
        assertThat(Repetition.parse("rep 3 ffffffffffffffff 120 1\r")).contains(new Repetition(3, -1, 120, 1));
        for (final String other : List.of("", "rep", "rep 1 ff 120 1", "FAIL rep", "rep 1 0000000000000000 -5 1")) {
            assertThat(Repetition.parse(other)).as(other).isEmpty();
        }
    }
}
