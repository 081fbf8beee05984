// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.xpcmachine.machine.board.BoardConfig;

class TimingConfigTest {
    @Test
    void presetsAreFoundByNameAndTheDefaultComesFirst() {
        assertThat(TimingConfig.names()).first().isEqualTo(TimingConfig.DEFAULT);
        TimingConfig.names()
                .forEach(name -> assertThat(TimingConfig.preset(name).name()).isEqualTo(name));
        assertThatThrownBy(() -> TimingConfig.preset("fast")).hasMessageContaining("rocket-fpga-tagged");
    }

    /** Software finds out by the ASIDs that it must flush. */
    @Test
    void onlyHartsWithTaggedTlbsHaveAsids() {
        final TimingConfig untagged = TimingConfig.preset(TimingConfig.DEFAULT);
        assertThat(asidBits(untagged)).isZero();
        assertThat(asidBits(untagged.withTaggedTlb(true)))
                .isEqualTo(BoardConfig.DEFAULT.hart().asidBits());
    }

    private static int asidBits(final TimingConfig config) {
        return BoardConfig.DEFAULT.withTiming(new RocketTiming(config)).hart().asidBits();
    }

    @Test
    void aMachineThatCannotBeIsRefused() {
        final TimingConfig config = TimingConfig.preset(TimingConfig.DEFAULT);
        assertThatThrownBy(() -> config.withMemoryLatency(0)).hasMessageContaining("memory latency: 0");
    }
}
