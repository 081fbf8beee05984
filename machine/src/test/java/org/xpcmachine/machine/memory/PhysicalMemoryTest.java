// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PhysicalMemoryTest {
    private static final long BASE = 0x8000_0000L;
    private static final long SIZE = 0x10000;

    private final PhysicalMemory memory = new PhysicalMemory(BASE, SIZE);

    @AfterEach
    void close() {
        memory.close();
    }

    @Test
    void beginsZeroed() {
        assertThat(memory.segment().byteSize()).isEqualTo(SIZE);
        for (long at = BASE; at < memory.end(); at += 8) {
            assertThat(memory.readLong(at)).isZero();
        }
    }

    @Test
    void isLittleEndianAndReadsZeroExtended() {
        memory.write(BASE + 8, 8, 0x8877_6655_8433_8281L);
        assertThat(memory.read(BASE + 8, 1)).isEqualTo(0x81);
        assertThat(memory.read(BASE + 8, 2)).isEqualTo(0x8281);
        assertThat(memory.read(BASE + 8, 4)).isEqualTo(0x8433_8281L);
        assertThat(memory.read(BASE + 8, 8)).isEqualTo(0x8877_6655_8433_8281L);
        assertThat(memory.read(BASE + 15, 1)).isEqualTo(0x88);
    }

    @Test
    void writesOnlyTheBytesAskedFor() {
        memory.write(BASE, 8, -1);
        memory.write(BASE + 1, 1, 0x1_00);
        memory.write(BASE + 3, 2, 0xabcd_1234L);
        assertThat(memory.readLong(BASE)).isEqualTo(0xffff_ff12_34ff_00ffL);
    }

    @Test
    void takesUnalignedAccessesUpToItsLastByte() {
        memory.write(BASE + 3, 8, 0x0102_0304_0506_0708L);
        assertThat(memory.read(BASE + 3, 8)).isEqualTo(0x0102_0304_0506_0708L);
        memory.write(memory.end() - 8, 8, 42);
        assertThat(memory.read(memory.end() - 8, 8)).isEqualTo(42);
    }

    @Test
    void containsAnswersForAnyAddress() {
        assertThat(memory.contains(BASE, SIZE)).isTrue();
        assertThat(memory.contains(BASE + SIZE, 0)).isTrue();
        assertThat(memory.contains(BASE + SIZE - 7, 8)).isFalse();
        assertThat(memory.contains(BASE - 1, 8)).isFalse();
        assertThat(memory.contains(BASE, SIZE + 1)).isFalse();
        assertThat(memory.contains(BASE, Long.MAX_VALUE)).isFalse();
        assertThat(memory.contains(-1, 8)).isFalse();
        assertThat(memory.contains(Long.MIN_VALUE, 8)).isFalse();
        assertThat(memory.contains(Long.MAX_VALUE, Long.MAX_VALUE)).isFalse();
    }

    @Test
    void copiesAndFills() {
        memory.copyIn(BASE + 5, new byte[] {9, 1, 2, 3, 9}, 1, 3);
        final byte[] out = new byte[5];
        memory.copyOut(BASE + 4, out, 0, 5);
        assertThat(out).containsExactly(0, 1, 2, 3, 0);
        memory.fill(BASE + 6, 1, (byte) 7);
        memory.copyOut(BASE + 4, out, 0, 5);
        assertThat(out).containsExactly(0, 1, 7, 3, 0);
    }

    @Test
    void refusesAccessOutsideItself() {
        assertThatThrownBy(() -> memory.read(BASE - 1, 1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> memory.write(memory.end() - 1, 2, 0)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void refusesSizesThatAreNoMemory() {
        assertThatIllegalArgumentException().isThrownBy(() -> new PhysicalMemory(BASE, 0).close());
        assertThatIllegalArgumentException().isThrownBy(() -> new PhysicalMemory(BASE, -4096).close());
        assertThatIllegalArgumentException().isThrownBy(() -> new PhysicalMemory(BASE, 100).close());
        assertThatIllegalArgumentException().isThrownBy(() -> new PhysicalMemory(12, 4096).close());
        assertThatIllegalArgumentException().isThrownBy(() -> new PhysicalMemory(1L << 56, 4096).close());
    }

    @Test
    void saysWhatToDoWhenTheHostHasNotEnough() {
        assertThatIllegalStateException()
                .isThrownBy(() -> new PhysicalMemory(BASE, 1L << 54).close())
                .withMessageContaining("17179869184 MiB")
                .withMessageContaining("-XX:MaxDirectMemorySize");
    }

    @Test
    void isGoneAfterClose() {
        memory.close();
        memory.close();
        assertThatIllegalStateException().isThrownBy(() -> memory.read(BASE, 1));
    }
}
