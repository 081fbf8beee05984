// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ConsoleLogTest {
    private static Measurements parse(final String text) {
        return ConsoleLog.parse(text.lines().toList());
    }

    @Test
    void readsBenchmarksWithoutTheOverheadOfMeasuring() {
        final Series series =
                parse("SATP_RB 0x8000\nR alu_dep 64 301 74 65 65 65 65 65 65\n").series("alu_dep");
        assertThat(series.operations()).isEqualTo(64);
        assertThat(series.cold()).isEqualTo(300);
        assertThat(series.warm(Series.Warm.MEDIAN)).isEqualTo(64);
    }

    @Test
    void readsRegionsOfPrograms() {
        assertThat(parse("R p07_chase 4k cold 24070 20489 0x5f OK\nR p07_chase 4k warm 9 8 0x1 BAD\n")
                        .programs()
                        .values())
                .containsExactly(
                        new ProgramRun("p07_chase", "4k", "cold", 24070, 20489, "0x5f", true),
                        new ProgramRun("p07_chase", "4k", "warm", 9, 8, "0x1", false));
    }

    @Test
    void readsTrapsAndSwitchesPartByPart() {
        final Measurements measured =
                parse("T U_ecall entry 74 6 6 6 exit 5 5 5 5 total 88 20 20 20\nP x A->B 1 2 3 4 B->A 5 6 7 8\n");
        assertThat(measured.series())
                .containsOnlyKeys(
                        "U_ecall.entry", "U_ecall.exit", "U_ecall.round_trip", "switch_x.A_to_B", "switch_x.B_to_A");
        assertThat(measured.series("U_ecall.round_trip").counted()).isEqualTo(List.of(88L, 20L, 20L, 20L));
        assertThat(measured.series("switch_x.B_to_A").cold()).isEqualTo(5);
    }

    @Test
    void failsWhereTheProgramFailed() {
        assertThatThrownBy(() -> parse("BADTRAP cause=0x5\n")).hasMessageContaining("cause=0x5");
    }
}
