// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device.virtio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xpcmachine.machine.device.net.Network;
import org.xpcmachine.machine.snapshot.SnapshotException;
import org.xpcmachine.machine.snapshot.StateReader;
import org.xpcmachine.machine.snapshot.StateWriter;

class VirtioNetTest {
    private static final int HEADER = 12;

    /** Keeps what it is sent. */
    private static final class Wire implements Network {
        final List<byte[]> sent = new ArrayList<>();
        final Deque<byte[]> arriving = new ArrayDeque<>();
        boolean full;
        int connections;
        int resets;

        @Override
        public boolean canSend() {
            return !full;
        }

        @Override
        public void send(final byte[] frame) {
            assertThat(frame.length).isLessThanOrEqualTo(MAX_FRAME);
            sent.add(frame);
        }

        @Override
        public byte[] receive() {
            return arriving.poll();
        }

        @Override
        public int connections() {
            return connections;
        }

        @Override
        public void reset() {
            resets++;
        }

        @Override
        public void onArrival(final Runnable action) {}

        @Override
        public void close() {}
    }

    private final Wire wire = new Wire();
    private final Driver driver = new Driver(new VirtioNet(wire)).start(0);

    @AfterEach
    void close() {
        driver.close();
    }

    private static byte[] bytes(final int length, final int value) {
        final byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    @Test
    void saysItsAddressAndItsMtu() {
        assertThat(driver.read(8)).isEqualTo(1);
        assertThat(driver.mmio.read(0x100, 4)).isEqualTo(0x12005452);
        assertThat(driver.mmio.read(0x104, 4)).isEqualTo(0x00015634);
        assertThat(driver.mmio.read(0x10a, 2)).isEqualTo(1500);
    }

    @Test
    void sendsFramesWithoutTheirHeaders() {
        driver.send(1, driver.out(bytes(HEADER, 0)), driver.out(bytes(60, 7)), driver.out(bytes(1454, 8)));
        assertThat(driver.used(1)).isZero();
        assertThat(wire.sent).hasSize(1);
        assertThat(wire.sent.getFirst()).hasSize(1514).startsWith(7).endsWith(8);
        driver.send(1, driver.out(bytes(HEADER + 1515, 0)));
        assertThat(driver.used(1)).as("too long a frame is lost").isZero();
        assertThat(wire.sent).hasSize(1);
        driver.send(1, driver.out(bytes(HEADER - 1, 0)));
        assertThat(driver.needsReset()).isTrue();
    }

    @Test
    void whatTheNetworkHasNoRoomForWaits() {
        wire.full = true;
        driver.send(1, driver.out(bytes(HEADER + 60, 7)));
        assertThat(driver.used(1)).isEqualTo(-1);
        wire.full = false;
        driver.mmio.poll();
        assertThat(driver.used(1)).isZero();
        assertThat(wire.sent).hasSize(1);
    }

    @Test
    void whatComesWaitsForRoomAndInterrupts() {
        wire.arriving.add(bytes(60, 5));
        wire.arriving.add(bytes(1514, 6));
        driver.mmio.poll();
        assertThat(wire.arriving).hasSize(2);
        assertThat(driver.mmio.isOpen()).isFalse();
        final Driver.Buffer header = driver.in(HEADER);
        final Driver.Buffer frame = driver.in(1514);
        driver.send(0, header, frame);
        assertThat(driver.mmio.isOpen()).isTrue();
        assertThat(driver.used(0)).isEqualTo(HEADER + 60);
        assertThat(driver.interrupt).isTrue();
        assertThat(driver.bytes(header)).containsExactly(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0);
        assertThat(Arrays.copyOf(driver.bytes(frame), 61)).startsWith(5).endsWith(5, 0);
        assertThat(wire.arriving).hasSize(1);
        driver.send(0, driver.in(HEADER + 1514));
        assertThat(driver.used(0)).isEqualTo(HEADER + 1514);
        wire.arriving.add(bytes(60, 5));
        driver.send(0, driver.in(HEADER + 59));
        assertThat(driver.needsReset()).isTrue();
    }

    @Test
    void aResetEndsTheConnections() {
        final int before = wire.resets;
        driver.send(0, driver.in(100));
        driver.write(0x70, 0);
        assertThat(wire.resets).isGreaterThan(before);
        assertThat(driver.mmio.isOpen()).isFalse();
    }

    @Test
    void aSnapshotKnowsThatTheDriverListensAndHoldsNoConnections() {
        driver.send(0, driver.in(HEADER + 1514));
        final StateWriter saved = new StateWriter();
        driver.mmio.exchange(saved);
        final Wire otherWire = new Wire();
        try (Driver other = new Driver(new VirtioNet(otherWire))) {
            other.mmio.exchange(new StateReader(saved.words()));
            assertThat(other.mmio.isOpen()).isTrue();
            assertThat(otherWire.resets).isEqualTo(1);
        }
        wire.connections = 3;
        assertThatThrownBy(() -> driver.mmio.exchange(new StateWriter()))
                .isInstanceOf(SnapshotException.class)
                .hasMessageContaining("of which the guest has 3");
    }

    @Test
    void anyDriverAtAllIsAnswered() {
        int answered = 0;
        for (int round = 0; round < 2; round++) {
            answered += HostileDriver.torment(new VirtioNet(wire), round, 2_000, random -> {
                wire.full = random.nextInt(4) == 0;
                wire.arriving.add(new byte[60]);
                return new byte[HEADER + random.nextInt(1600)];
            });
        }
        assertThat(answered).isGreaterThan(500);
    }
}
