// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class MeasurementTest {
    @Test
    void isALineOfTheConsole() {
        assertThat(Measurement.all("kernel: hello\nM ipc-call words=0 core=same rep=3 cycles=335\nM x cycles=1\n"))
                .containsExactly(
                        new Measurement("ipc-call", Map.of("words", "0", "core", "same"), 335),
                        new Measurement("x", Map.of(), 1));
    }

    @Test
    void isRefusedIfMalformed() {
        assertThatThrownBy(() -> Measurement.all("M x words=0")).hasMessageContaining("M x words=0");
        assertThatThrownBy(() -> Measurement.all("M x 335 cycles=1")).hasMessageContaining("M x 335");
        assertThatThrownBy(() -> Measurement.all("M x cycles=many")).hasMessageContaining("cycles=many");
    }

    @Test
    void isFoundByItsLabels() {
        final Measurements all = new Measurements(Measurement.all("""
                M call words=0 cycles=10
                M call words=0 cycles=12
                M call words=2 cycles=99
                M reply words=0 cycles=7
                """));
        assertThat(all.of("call", "words", 0).cycles()).isEqualTo(new Distribution(2, 10, 10, 12, 12));
        assertThatThrownBy(() -> all.of("call", "words", 4).cycles()).hasMessageContaining("printed nothing");
    }
}
