// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device.virtio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.Random;
import org.xpcmachine.machine.memory.BusFault;

/** A driver that does anything: some of it nearly right, so that it gets far, some of it nonsense. */
final class HostileDriver {
    private static final long SEED = Long.getLong("xpc.seed", 20261126L);

    private final Random random;
    private final Driver driver;
    private final VirtioDevice device;

    /** One in so many things is odd. */
    private int rarity;

    /** Makes bytes that begin a request nearly right. */
    interface Requests {
        byte[] next(Random random);
    }

    /**
     * Lets the driver work on a device that it closes. Fails at any exception but a bus fault.
     *
     * @return how many requests were answered, so that a test can tell that some got through
     */
    static int torment(final VirtioDevice device, final int round, final int rounds, final Requests requests) {
        final long seed = SEED + round;
        int answered = 0;
        try (Driver driver = new Driver(device)) {
            final HostileDriver hostile = new HostileDriver(driver, device, seed);
            for (int i = 0; i < rounds; i++) {
                answered += hostile.round(requests);
            }
        } catch (final RuntimeException | Error e) {
            fail("seed " + seed, e);
        }
        return answered;
    }

    private HostileDriver(final Driver driver, final VirtioDevice device, final long seed) {
        this.driver = driver;
        this.device = device;
        random = new Random(seed);
    }

    /** One life of the device. */
    private int round(final Requests requests) {
        final boolean calm = random.nextInt(4) == 0;
        // A device that is asked nonsense at once never gets anywhere.
        rarity = calm ? 2_000 : 24;
        driver.start(random.nextInt(4) == 0 ? 0 : random.nextLong() & device.features() | EVENTS[random.nextInt(4)]);
        if (!calm && random.nextInt(8) == 0) {
            setUpOddly(random.nextInt(device.queues()));
        }
        int answered = 0;
        for (int i = 1 + random.nextInt(calm ? 64 : 8); i > 0; i--) {
            final int queue = random.nextInt(device.queues());
            fill(queue, requests);
            driver.kick(queue);
            driver.mmio.poll();
            for (int used = 0; used < device.queues(); used++) {
                answered += driver.usedHeads(used).size();
            }
            if (random.nextInt(calm ? 40 : 4) == 0) {
                access();
            }
            if (driver.needsReset()) {
                assertThat(driver.mmio.error()).isNotEmpty();
            }
        }
        return answered;
    }

    /** Makes a queue of another size or at other places, some of which cannot be, or lie on top of each other. */
    private void setUpOddly(final int queue) {
        driver.write(0x30, queue);
        driver.write(0x44, 0);
        driver.write(0x38, random.nextInt(4) == 0 ? random.nextInt() : 1 << random.nextInt(10));
        for (final int area : new int[] {0x80, 0x90, 0xa0}) {
            if (random.nextBoolean()) {
                driver.address(area, random.nextInt(4) == 0 ? random.nextLong() : place() & -(1L << random.nextInt(5)));
            }
        }
        driver.write(0x44, random.nextInt());
    }

    /** Returns an address in RAM; often where queues are, or RAM ends. */
    private long place() {
        return switch (random.nextInt(4)) {
            case 0 -> Driver.BASE + random.nextInt(0x3000);
            case 1 -> Driver.BASE + Driver.RAM_SIZE - 1 - random.nextInt(0x1000);
            default -> Driver.BUFFERS + random.nextInt(Driver.RAM_SIZE - 0x20000);
        };
    }

    private static final long[] EVENTS = {
        0, VirtioMmio.EVENT_IDX, VirtioMmio.INDIRECT_DESC, VirtioMmio.EVENT_IDX | VirtioMmio.INDIRECT_DESC
    };

    private void fill(final int queue, final Requests requests) {
        final int count = 2 + random.nextInt(Driver.SIZE - 1) - (odd() ? 1 : 0);
        final long table = random.nextInt(3) == 0 ? Driver.INDIRECT_TABLE : Driver.page(queue);
        int readable = odd() || count < 2 ? random.nextInt(count + 1) : 1 + random.nextInt(count - 1);
        for (int i = 0; i < count; i++) {
            final byte[] bytes = requests.next(random);
            final long at = odd()
                    ? random.nextBoolean() ? random.nextLong() : place()
                    : Driver.BUFFERS + random.nextInt(Driver.RAM_SIZE - 0x20000);
            final int length = odd() ? random.nextInt() : random.nextInt(3) == 0 ? random.nextInt(9000) : bytes.length;
            if (at > 0 && driver.ram.contains(at, bytes.length)) {
                driver.ram.copyIn(at, bytes, 0, bytes.length);
            }
            int flags = (i < count - 1 ? Driver.NEXT : 0) | (readable-- > 0 ? 0 : Driver.WRITE);
            if (odd()) {
                flags ^= 1 << random.nextInt(4);
            }
            driver.descriptor(table, i, at, length & 0xffff_ffffL, flags);
            if (odd()) {
                driver.ram.write(table + 16L * i + 14, 2, random.nextInt(odd() ? 0x10000 : Driver.SIZE));
            }
        }
        if (table == Driver.INDIRECT_TABLE) {
            final long bytes = odd() ? random.nextInt(1 << 20) : 16L * count;
            driver.descriptor(Driver.page(queue), 0, table, bytes, Driver.INDIRECT);
        }
        driver.offer(queue, odd() ? random.nextInt(0x10000) : 0);
        if (odd()) {
            driver.ram.write(Driver.page(queue) + random.nextInt(0x1000), 1, random.nextInt());
        }
    }

    /** True now and then. */
    private boolean odd() {
        return random.nextInt(rarity) == 0;
    }

    private void access() {
        final int size = 1 << random.nextInt(4);
        final long offset = (random.nextInt(8) == 0 ? random.nextInt(0x1000) : random.nextInt(0x140)) & -size;
        try {
            if (random.nextBoolean()) {
                driver.mmio.read(offset, size);
            } else {
                driver.mmio.write(
                        offset,
                        size,
                        random.nextBoolean() ? random.nextInt(256) : random.nextLong() & -1L >>> 64 - 8 * size);
            }
        } catch (final BusFault fault) {
            // An answer.
        }
    }
}
