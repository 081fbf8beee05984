// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.board;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xpcmachine.isa.Assembler;
import org.xpcmachine.machine.device.virtio.DriverError;
import org.xpcmachine.machine.device.virtio.VirtioDevice;
import org.xpcmachine.machine.device.virtio.Virtqueue;
import org.xpcmachine.machine.snapshot.StateExchange;

/** A machine with a device that the world outside may act on waits for it. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OpenMachineTest {
    private static final long TICKS_PER_MILLI = VirtBoard.TIMEBASE / 1000;
    private static final int MILLIS = 100;

    /** Wakes the device's driver, waits with a timer that is due in 100 s, and exits with a0 = 0 if the device interrupted. */
    private static final String PROGRAM = """
            li   s0, 0x10001000
            li   t0, 1
            sw   t0, 0x24(s0)
            sw   t0, 0x20(s0)         # VERSION_1
            li   t0, 11
            sw   t0, 0x70(s0)
            li   t0, 15
            sw   t0, 0x70(s0)         # live
            li   t0, 0xc000004
            li   t1, 1
            sw   t1, 0(t0)            # priority
            li   t0, 0xc002000
            li   t1, 2
            sw   t1, 0(t0)            # enabled for the first hart's M-mode
            li   t0, 0x2004000
            li   t1, 1000000000
            sd   t1, 0(t0)
            li   t0, 0x880
            csrw mie, t0
            wfi
            csrr a2, time
            csrr a3, mip
            li   t0, 0x100000
            li   t1, 0x5555
            sw   t1, 0(t0)
            j    .
            """;

    /** Interrupts once it has been touched. */
    private static final class Touchable implements VirtioDevice {
        private final boolean open;
        private volatile boolean touched;
        private Runnable arrival;

        Touchable(final boolean open) {
            this.open = open;
        }

        void touch() {
            touched = true;
            arrival.run();
        }

        @Override
        public int id() {
            return 42;
        }

        @Override
        public long features() {
            return 0;
        }

        @Override
        public int queues() {
            return 0;
        }

        @Override
        public byte[] configuration() {
            return new byte[0];
        }

        @Override
        public void available(final List<Virtqueue> queues, final int index) {}

        @Override
        public boolean hearsOutside() {
            return true;
        }

        @Override
        public void poll(final List<Virtqueue> queues) throws DriverError {
            if (touched) {
                throw new DriverError("touched");
            }
        }

        @Override
        public void onArrival(final Runnable action) {
            arrival = action;
        }

        @Override
        public boolean isOpen() {
            return open;
        }

        @Override
        public void exchange(final StateExchange state) {}
    }

    private static long[] run(final Touchable device, final int harts) throws InterruptedException {
        final String others = "bnez a0, sleep\n j first\nsleep: wfi\n j sleep\nfirst:\n";
        try (VirtBoard board = new VirtBoard(
                BoardConfig.DEFAULT
                        .withMemory(BoardConfig.MIN_MEMORY)
                        .withHarts(harts)
                        .withVirtio(console -> device),
                BootImages.of(
                        "test",
                        Assembler.assemble(VirtBoard.RAM_BASE, others + PROGRAM).bytes()),
                HostConsole.SILENT)) {
            final Thread outside = Thread.ofPlatform().start(() -> {
                try {
                    Thread.sleep(MILLIS);
                } catch (final InterruptedException e) {
                    throw new AssertionError(e);
                }
                device.touch();
            });
            assertThat(board.machine().run(Long.MAX_VALUE)).isEqualTo(StopReason.EXIT);
            outside.join();
            final long[] x = board.machine().cores().getFirst().hart.x;
            return new long[] {x[12], x[13]};
        }
    }

    @Test
    void timePassesAsTheHostsWhileItWaits() throws InterruptedException {
        for (final int harts : new int[] {1, 2}) {
            final long[] timeAndPending = run(new Touchable(true), harts);
            assertThat(timeAndPending[1] & 1L << 11).as("the device woke it").isNotZero();
            assertThat(timeAndPending[0]).isBetween(MILLIS * TICKS_PER_MILLI / 2, 40_000 * TICKS_PER_MILLI);
        }
    }

    @Test
    void withoutSuchADeviceTimeGoesToTheNextEventAtOnce() throws InterruptedException {
        final long[] timeAndPending = run(new Touchable(false), 1);
        assertThat(timeAndPending[1] & 1L << 7).as("the timer woke it").isNotZero();
        assertThat(timeAndPending[0]).isBetween(1_000_000_000L, 1_000_000_020L);
    }
}
