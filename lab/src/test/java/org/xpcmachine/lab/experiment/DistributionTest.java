// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DistributionTest {
    @Test
    void isTheValueThatSoManyPerCentDoNotExceed() {
        final List<Long> values =
                LongStream.rangeClosed(1, 10).map(i -> 11 - i).boxed().toList();
        assertThat(Distribution.of(values)).isEqualTo(new Distribution(10, 1, 5, 9, 10));
    }

    @Test
    void ofOneValueIsThatValue() {
        assertThat(Distribution.of(List.of(7L))).isEqualTo(new Distribution(1, 7, 7, 7, 7));
    }

    @Test
    void ofNothingIsNone() {
        assertThatThrownBy(() -> Distribution.of(List.of())).hasMessage("no values");
    }
}
