// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.xpcmachine.machine.memory.PhysicalMemory;

class FlatBinaryTest {
    private static final long RAM = 0x8000_0000L;

    @Test
    void goesWhereItIsPutIfThatIsRam() {
        final FlatBinary binary = new FlatBinary("image", new byte[] {1, 2, 3});
        try (PhysicalMemory memory = new PhysicalMemory(RAM, 0x1000)) {
            binary.load(memory, RAM + 0xffd);
            assertThat(binary.size()).isEqualTo(3);
            assertThat(memory.read(RAM + 0xffc, 4)).isEqualTo(0x0302_0100);
            assertThatExceptionOfType(LoadException.class)
                    .isThrownBy(() -> binary.load(memory, RAM + 0xffe))
                    .withMessage("image: 3 bytes at 0x80000ffe do not fit into RAM [0x80000000, 0x80001000)");
        }
    }
}
