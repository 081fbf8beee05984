// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.xpcmachine.machine.memory.BusFault;

class TestFinisherTest {
    private final RecordedPower power = new RecordedPower();
    private final TestFinisher finisher = new TestFinisher(power);

    @Test
    void passesFailsAndResets() {
        finisher.write(0, 4, 0x5555);
        finisher.write(0, 4, 0xffff_3333L);
        finisher.write(0, 4, 42 << 16 | 0x3333);
        finisher.write(0, 2, 0x7777);
        assertThat(power.requests).containsExactly("exit 0", "exit 65535", "exit 42", "reset");
    }

    @Test
    void ignoresOtherValuesAndOffsets() {
        finisher.write(0, 4, 0);
        finisher.write(0, 4, 0x1234);
        finisher.write(4, 4, 0x5555);
        assertThat(finisher.read(0, 4)).isZero();
        assertThat(power.requests).isEmpty();
    }

    @Test
    void refusesOtherWidths() {
        assertThatThrownBy(() -> finisher.write(0, 8, 0x5555)).isSameAs(BusFault.INSTANCE);
        assertThatThrownBy(() -> finisher.read(0, 1)).isSameAs(BusFault.INSTANCE);
    }
}
