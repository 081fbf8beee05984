// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Figures of others are data, say where they are from, and fit together. */
class PublishedTest {
    @Test
    void everyFigureHasASource() {
        for (final String experiment : new String[] {"table1", "table1-rtl", "figure5", "figure6", "instructions"}) {
            assertThat(Published.of(experiment)).isNotEmpty().allSatisfy(figure -> {
                assertThat(figure.source()).isNotBlank();
                assertThat(figure.origin()).isNotEqualTo(Origin.OURS);
            });
        }
    }

    @Test
    void thePaperSumsUp() {
        for (final String size : new String[] {"0 B", "4 KiB"}) {
            final long parts = Published.of("table1").stream()
                    .filter(figure ->
                            figure.variant().equals(size) && !figure.item().equals("sum"))
                    .mapToLong(Published.Figure::value)
                    .sum();
            assertThat(parts).isEqualTo(Published.figure("table1", "sum", size).value());
        }
    }

    @Test
    void whatIsNotThereIsNotInvented() {
        assertThatThrownBy(() -> Published.figure("table1", "trap", "1 GiB")).hasMessageContaining("nothing published");
    }
}
