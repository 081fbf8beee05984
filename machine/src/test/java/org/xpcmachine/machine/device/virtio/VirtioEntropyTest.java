// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device.virtio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.xpcmachine.machine.snapshot.StateReader;
import org.xpcmachine.machine.snapshot.StateWriter;

class VirtioEntropyTest {
    private static byte[] take(final Driver driver, final int length) {
        final Driver.Buffer room = driver.in(length);
        driver.send(0, room);
        assertThat(driver.used(0)).isEqualTo(length);
        return driver.bytes(room);
    }

    @Test
    void numbersFollowFromTheSeed() {
        try (Driver first = new Driver(new VirtioEntropy(1)).start(0);
                Driver again = new Driver(new VirtioEntropy(1)).start(0);
                Driver other = new Driver(new VirtioEntropy(2)).start(0)) {
            final byte[] numbers = take(first, 5000);
            assertThat(take(again, 5000)).isEqualTo(numbers);
            assertThat(take(other, 5000)).isNotEqualTo(numbers);
            assertThat(take(first, 16)).isNotEqualTo(Arrays.copyOf(numbers, 16));
        }
    }

    @Test
    void aSnapshotGoesOnWithTheSameNumbers() {
        try (Driver driver = new Driver(new VirtioEntropy(1)).start(0)) {
            take(driver, 100);
            final StateWriter saved = new StateWriter();
            driver.mmio.exchange(saved);
            final byte[] next = take(driver, 64);
            driver.mmio.exchange(new StateReader(saved.words()));
            driver.start(0);
            assertThat(take(driver, 64)).isEqualTo(next);
        }
    }

    @Test
    void anyDriverAtAllIsAnswered() {
        int answered = 0;
        for (int round = 0; round < 2; round++) {
            answered += HostileDriver.torment(new VirtioEntropy(3), round, 2_000, random -> new byte[64]);
        }
        assertThat(answered).isGreaterThan(500);
    }
}
