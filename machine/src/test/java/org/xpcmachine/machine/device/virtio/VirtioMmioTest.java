// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device.virtio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xpcmachine.machine.memory.BusFault;
import org.xpcmachine.machine.snapshot.SnapshotException;
import org.xpcmachine.machine.snapshot.StateExchange;
import org.xpcmachine.machine.snapshot.StateReader;
import org.xpcmachine.machine.snapshot.StateWriter;

/** The transport and the queue, by a device that answers with what it was told, doubled. */
class VirtioMmioTest {
    private static final long FEATURE = 1L << 3;

    /** Writes twice what it reads. */
    private static final class Doubler implements VirtioDevice {
        private int setting;

        @Override
        public int id() {
            return 42;
        }

        @Override
        public long features() {
            return FEATURE;
        }

        @Override
        public int queues() {
            return 2;
        }

        @Override
        public byte[] configuration() {
            return new byte[] {(byte) setting, 2, 3, 4, 5};
        }

        @Override
        public void configure(final int offset, final int value) {
            if (offset == 0) {
                setting = value;
            }
        }

        @Override
        public void exchange(final StateExchange state) {
            setting = state.pass(setting);
        }

        @Override
        public void available(final List<Virtqueue> queues, final int index) throws DriverError {
            final Virtqueue queue = queues.get(index);
            for (int left = queue.pending(); left > 0; left--) {
                final Chain chain = queue.take();
                final byte[] bytes = new byte[chain.readable()];
                chain.read(bytes, 0, bytes.length);
                chain.write(Driver.concat(bytes, bytes), 0, 2 * bytes.length);
                queue.give(chain, 2 * bytes.length);
            }
        }
    }

    private final Driver driver = new Driver(new Doubler());

    @AfterEach
    void close() {
        driver.close();
    }

    @Test
    void saysWhatItIs() {
        assertThat(driver.read(0)).isEqualTo(0x74726976);
        assertThat(driver.read(4)).isEqualTo(2);
        assertThat(driver.read(8)).isEqualTo(42);
        driver.write(0x14, 1);
        assertThat(driver.read(0x10)).isEqualTo(1);
        driver.write(0x14, 0);
        assertThat(driver.read(0x10)).isEqualTo(1 << 3 | 1 << 28 | 1 << 29);
        driver.write(0x30, 1);
        assertThat(driver.read(0x34)).isEqualTo(256);
        driver.write(0x30, 2);
        assertThat(driver.read(0x34)).isZero();
    }

    @Test
    void controlRegistersAreWordsAndTheConfigurationIsBytes() {
        assertThatThrownBy(() -> driver.mmio.read(0x70, 1)).isSameAs(BusFault.INSTANCE);
        assertThatThrownBy(() -> driver.mmio.write(0x70, 8, 0)).isSameAs(BusFault.INSTANCE);
        driver.mmio.write(0x100, 2, 0x0707);
        assertThat(driver.mmio.read(0x100, 1)).isEqualTo(7);
        assertThat(driver.mmio.read(0x100, 8)).isEqualTo(0x05_0403_0207L);
        assertThat(driver.mmio.read(0xff8 + 4, 4)).isZero();
    }

    @Test
    void featuresThatWereNotOfferedAndAnOldDriverAreRefused() {
        driver.start(1L << 4);
        assertThat(driver.read(0x70) & VirtioMmio.FEATURES_OK).isZero();
        driver.write(0x70, 0);
        driver.write(0x70, 3 | VirtioMmio.FEATURES_OK);
        assertThat(driver.read(0x70)).isEqualTo(3);
    }

    @Test
    void aRequestIsDoneInTheStoreThatAnnouncesIt() {
        driver.start(FEATURE);
        final Driver.Buffer answer = driver.in(8);
        driver.send(1, driver.out(new byte[] {1, 2}), driver.out(new byte[] {3}), answer);
        assertThat(driver.used(1)).isEqualTo(6);
        assertThat(driver.bytes(answer)).containsExactly(1, 2, 3, 1, 2, 3, 0, 0);
        assertThat(driver.interrupt).isTrue();
        assertThat(driver.read(0x60)).isEqualTo(1);
        driver.write(0x64, 1);
        assertThat(driver.interrupt).isFalse();
        assertThat(driver.read(0x60)).isZero();
    }

    @Test
    void theRingGoesRound() {
        driver.start(0);
        for (int i = 0; i < 70_000; i++) {
            final Driver.Buffer answer = new Driver.Buffer(Driver.BUFFERS + 64, 2, true);
            driver.ram.write(Driver.BUFFERS, 1, i);
            driver.send(0, new Driver.Buffer(Driver.BUFFERS, 1, false), answer);
            assertThat(driver.used(0)).isEqualTo(2);
            assertThat(driver.bytes(answer)).containsExactly((byte) i, (byte) i);
        }
    }

    @Test
    void indirectDescriptors() {
        driver.start(VirtioMmio.INDIRECT_DESC);
        final Driver.Buffer answer = driver.in(4);
        driver.chain(Driver.INDIRECT_TABLE, 0, driver.out(new byte[] {7}), driver.out(new byte[] {8}), answer);
        driver.descriptor(Driver.page(0), 5, Driver.INDIRECT_TABLE, 48, Driver.INDIRECT);
        driver.offer(0, 5);
        driver.kick(0);
        assertThat(driver.usedHeads(0)).containsExactly(5);
        assertThat(driver.bytes(answer)).containsExactly(7, 8, 7, 8);
    }

    @Test
    void interruptsComeAsTheDriverAsks() {
        driver.start(0);
        driver.ram.write(Driver.page(0) + Driver.DRIVER_AREA, 2, 1);
        driver.send(0, driver.out(new byte[1]), driver.in(2));
        assertThat(driver.interrupt).isFalse();

        driver.start(VirtioMmio.EVENT_IDX);
        driver.ram.write(Driver.page(0) + Driver.DRIVER_AREA + 4 + 2 * Driver.SIZE, 2, 1);
        driver.send(0, driver.out(new byte[1]), driver.in(2));
        assertThat(driver.interrupt).isFalse();
        driver.send(0, driver.out(new byte[1]), driver.in(2));
        assertThat(driver.interrupt).isTrue();
        assertThat(driver.ram.read(Driver.page(0) + Driver.DEVICE_AREA + 4 + 8 * Driver.SIZE, 2))
                .isEqualTo(2);
    }

    @Test
    void nothingHappensBeforeTheDriverIsReadyOrAfterAReset() {
        driver.start(0);
        driver.write(0x70, 0);
        driver.chain(Driver.page(0), 0, driver.out(new byte[1]), driver.in(2));
        driver.offer(0, 0);
        driver.kick(0);
        assertThat(driver.used(0)).isEqualTo(-1);
        assertThat(driver.read(0x70)).isZero();
    }

    @Test
    void aReadyQueueDoesNotMove() {
        driver.start(0);
        driver.write(0x30, 0);
        driver.address(0x80, 0x1234);
        driver.write(0x38, 3);
        driver.send(0, driver.out(new byte[1]), driver.in(2));
        assertThat(driver.used(0)).isEqualTo(2);
    }

    @Test
    void nonsenseMakesTheDeviceNeedAReset() {
        final long far = Driver.BASE + Driver.RAM_SIZE;
        nonsense("descriptor 8 of 8", () -> driver.offer(0, 8));
        nonsense(
                "9 requests offered in a queue of 8",
                () -> driver.ram.write(Driver.page(0) + Driver.DRIVER_AREA + 2, 2, 9));
        nonsense("chain leaves its table, or never ends", () -> {
            driver.descriptor(Driver.page(0), 0, Driver.BUFFERS, 1, Driver.NEXT);
            driver.ram.write(Driver.page(0) + 14, 2, 0);
            driver.offer(0, 0);
        });
        nonsense("buffer outside RAM: 2 bytes at 0x803fffff", () -> {
            driver.descriptor(Driver.page(0), 0, far - 1, 2, 0);
            driver.offer(0, 0);
        });
        nonsense("buffer outside RAM: 4294967295 bytes at 0xffffffffffffffff", () -> {
            driver.descriptor(Driver.page(0), 0, -1, 0xffff_ffffL, 0);
            driver.offer(0, 0);
        });
        nonsense("buffer to be read behind one to be written", () -> {
            driver.chain(Driver.page(0), 0, driver.in(1), driver.out(new byte[1]));
            driver.offer(0, 0);
        });
        nonsense("indirect table of 16 bytes at 0x80008000", () -> {
            // not negotiated
            driver.descriptor(Driver.page(0), 0, Driver.INDIRECT_TABLE, 16, Driver.INDIRECT);
            driver.offer(0, 0);
        });
        nonsense("request too short: 0 bytes where 2 are needed", () -> {
            driver.chain(Driver.page(0), 0, driver.out(new byte[1]));
            driver.offer(0, 0);
        });
        nonsense("request of more than 16777216 bytes", () -> {
            for (int i = 0; i < 5; i++) {
                driver.descriptor(Driver.page(0), i, Driver.BASE, 4 << 20, Driver.NEXT);
            }
            driver.offer(0, 0);
        });
    }

    private void nonsense(final String error, final Runnable action) {
        driver.start(0);
        action.run();
        driver.kick(0);
        assertThat(driver.mmio.error()).isEqualTo(error);
        assertThat(driver.needsReset()).isTrue();
        assertThat(driver.read(0x60)).isEqualTo(2);
        assertThat(driver.interrupt).isTrue();
        driver.start(0);
        assertThat(driver.interrupt).isFalse();
        driver.send(0, driver.out(new byte[1]), driver.in(2));
        assertThat(driver.used(0)).isEqualTo(2);
    }

    @Test
    void aQueueOutsideRamOrOfAnOddSizeIsAnError() {
        for (final long[] wrong :
                new long[][] {{3, 0}, {512, 0}, {0, 0}, {8, 1}, {8, Driver.RAM_SIZE - 8}, {8, -Driver.BASE}}) {
            driver.write(0x70, 0);
            driver.write(0x38, wrong[0]);
            driver.address(0x80, Driver.BASE + wrong[1]);
            driver.address(0x90, Driver.BASE);
            driver.address(0xa0, Driver.BASE);
            driver.write(0x44, 1);
            assertThat(driver.read(0x44)).isZero();
            assertThat(driver.needsReset()).isTrue();
        }
    }

    @Test
    void whatTheDeviceWritesBreaksReservationsOfTheSameBytes() {
        driver.start(0);
        final Driver.Buffer answer = driver.in(2);
        driver.hart.reservation = answer.address();
        driver.send(0, driver.out(new byte[1]), answer);
        assertThat(driver.hart.reservation).isEqualTo(-1);
        driver.hart.reservation = answer.address() + 8;
        driver.send(0, driver.out(new byte[1]), answer);
        assertThat(driver.hart.reservation).isEqualTo(answer.address() + 8);
    }

    @Test
    void anyDriverAtAllIsAnswered() {
        int answered = 0;
        for (int round = 0; round < 4; round++) {
            answered += HostileDriver.torment(new Doubler(), round, 2_000, random -> new byte[1 + random.nextInt(64)]);
        }
        assertThat(answered).isGreaterThan(1_000);
    }

    @Test
    void goesOnFromASnapshot() {
        driver.start(VirtioMmio.EVENT_IDX);
        driver.send(0, driver.out(new byte[1]), driver.in(2));
        assertThat(driver.used(0)).isEqualTo(2);
        driver.ram.write(Driver.page(0) + Driver.DRIVER_AREA + 4 + 2 * Driver.SIZE, 2, 1);
        final StateWriter saved = new StateWriter();
        driver.mmio.exchange(saved);
        driver.write(0x70, 0);
        driver.mmio.exchange(new StateReader(saved.words()));
        assertThat(driver.read(0x60)).isEqualTo(1);
        driver.send(0, driver.out(new byte[1]), driver.in(2));
        assertThat(driver.used(0)).isEqualTo(2);
    }

    @Test
    void aQueueOutsideRamIsNotRestored() {
        driver.start(0);
        final StateWriter saved = new StateWriter();
        driver.mmio.exchange(saved);
        final long[] words = saved.words();
        for (int i = 0; i < words.length; i++) {
            words[i] = words[i] == Driver.page(1) ? words[i] + Driver.RAM_SIZE : words[i];
        }
        assertThatThrownBy(() -> driver.mmio.exchange(new StateReader(words)))
                .isInstanceOf(SnapshotException.class)
                .hasMessageContaining("descriptors at 0x80401000");
    }
}
