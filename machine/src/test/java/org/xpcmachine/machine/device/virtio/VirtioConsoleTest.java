// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device.virtio;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xpcmachine.machine.device.ConsoleOutput;
import org.xpcmachine.machine.snapshot.StateReader;
import org.xpcmachine.machine.snapshot.StateWriter;

class VirtioConsoleTest {
    private final StringBuilder shown = new StringBuilder();
    private int window;
    private final VirtioConsole console = new VirtioConsole(new ConsoleOutput() {
        @Override
        public void write(final int b) {
            shown.append((char) b);
        }

        @Override
        public int window() {
            return window;
        }
    });
    private final Driver driver = new Driver(console).start(0);

    @AfterEach
    void close() {
        driver.close();
    }

    @Test
    void showsWhatTheDriverSends() {
        driver.send(
                1,
                driver.out("good ".getBytes(StandardCharsets.UTF_8)),
                driver.out("day".getBytes(StandardCharsets.UTF_8)));
        assertThat(driver.used(1)).isZero();
        assertThat(shown).hasToString("good day");
        driver.mmio.write(0x108, 4, '!');
        assertThat(shown).hasToString("good day!");
    }

    @Test
    void whatIsTypedWaitsForRoom() {
        assertThat(console.canReceive()).isFalse();
        console.receive('x');
        final Driver.Buffer two = driver.in(2);
        driver.send(0, two);
        assertThat(driver.used(0)).isEqualTo(-1);
        assertThat(console.canReceive()).isTrue();
        for (final int b : new int[] {'a', 'b', 'c'}) {
            console.receive(b);
        }
        driver.mmio.poll();
        assertThat(driver.used(0)).isEqualTo(2);
        assertThat(driver.bytes(two)).containsExactly('a', 'b');
        assertThat(driver.interrupt).isTrue();
        final Driver.Buffer one = driver.in(8);
        driver.send(0, one);
        assertThat(driver.used(0)).isEqualTo(1);
        assertThat(driver.bytes(one)).startsWith('c');
    }

    @Test
    void theDriverIsToldOfTheWindowsSizeAndOfEveryChange() {
        assertThat(console.features() & 1).as("nobody knows the size").isZero();
        window = 80 << 16 | 24;
        driver.write(0x70, 0);
        driver.start(1);
        assertThat(driver.mmio.read(0x100, 2)).isEqualTo(80);
        assertThat(driver.mmio.read(0x102, 2)).isEqualTo(24);
        driver.mmio.poll();
        assertThat(driver.mmio.read(0x60, 4)).as("nothing has changed").isZero();
        final long generation = driver.mmio.read(0xfc, 4);
        window = 132 << 16 | 50;
        driver.mmio.poll();
        assertThat(driver.mmio.read(0x60, 4)).isEqualTo(2);
        assertThat(driver.interrupt).isTrue();
        assertThat(driver.mmio.read(0xfc, 4)).isNotEqualTo(generation);
        assertThat(driver.mmio.read(0x100, 2)).isEqualTo(132);
        assertThat(driver.mmio.read(0x102, 2)).isEqualTo(50);
    }

    @Test
    void aResetForgetsWhatWasTyped() {
        driver.send(0, driver.in(1));
        driver.write(0x70, 0);
        assertThat(console.listens()).isFalse();
        assertThat(console.canReceive()).isFalse();
    }

    @Test
    void aSnapshotGoesOnWithWhatWasTyped() {
        driver.send(0, driver.in(1));
        console.receive('x');
        console.receive('y');
        final StateWriter saved = new StateWriter();
        driver.mmio.exchange(saved);
        driver.write(0x70, 0);
        driver.mmio.exchange(new StateReader(saved.words()));
        assertThat(console.listens()).isTrue();
        driver.mmio.poll();
        assertThat(driver.used(0)).isEqualTo(1);
        final Driver.Buffer rest = driver.in(4);
        driver.send(0, rest);
        assertThat(driver.used(0)).isEqualTo(1);
        assertThat(driver.bytes(rest)).startsWith('y');
    }

    @Test
    void anyDriverAtAllIsAnswered() {
        int answered = 0;
        for (int round = 0; round < 2; round++) {
            final VirtioConsole hostile = new VirtioConsole(b -> {});
            answered += HostileDriver.torment(hostile, round, 2_000, random -> {
                hostile.receive(random.nextInt());
                return new byte[64];
            });
        }
        assertThat(answered).isGreaterThan(500);
    }
}
