// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BusTest {
    private static final long RAM = 0x8000_0000L;
    private static final long RAM_SIZE = 0x2000;
    private static final long DEVICE = 0x1000_0000L;

    private final List<String> log = new ArrayList<>();
    private final PhysicalMemory memory = new PhysicalMemory(RAM, RAM_SIZE);
    private final Bus bus = new Bus();

    BusTest() {
        bus.attach("ram", memory);
        bus.attach("device", DEVICE, 0x100, new Recorder());
    }

    /** Logs accesses, reads as all ones, and refuses bytes. */
    private final class Recorder implements Device {
        @Override
        public long read(final long offset, final int size) {
            refuseBytes(size);
            log.add("read " + offset + " " + size);
            return -1;
        }

        @Override
        public void write(final long offset, final int size, final long value) {
            refuseBytes(size);
            log.add("write " + offset + " " + size + " " + Long.toHexString(value));
        }

        private void refuseBytes(final int size) {
            if (size == 1) {
                throw BusFault.INSTANCE;
            }
        }
    }

    @AfterEach
    void close() {
        memory.close();
    }

    @Test
    void reachesMemoryAtAnyAlignment() {
        bus.write(RAM + 1, 4, 0xffff_ffff_8000_0001L);
        assertThat(memory.read(RAM + 1, 4)).isEqualTo(0x8000_0001L);
        assertThat(bus.read(RAM + 1, 4)).isEqualTo(0x8000_0001L);
        assertThat(bus.read(RAM, 8)).isEqualTo(0x80_0000_0100L);
    }

    @Test
    void givesDevicesOffsetsAndCutsValuesToSize() {
        assertThat(bus.read(DEVICE + 4, 4)).isEqualTo(0xffff_ffffL);
        assertThat(bus.read(DEVICE + 8, 8)).isEqualTo(-1);
        bus.write(DEVICE + 2, 2, -1);
        assertThat(log).containsExactly("read 4 4", "read 8 8", "write 2 2 ffff");
    }

    @Test
    void faultsWhereNothingAnswers() {
        final long[] nowhere = {
            0,
            -1,
            Long.MIN_VALUE,
            Long.MAX_VALUE,
            DEVICE - 4,
            DEVICE - 1,
            DEVICE + 0xfc,
            DEVICE + 0x100,
            RAM - 1,
            RAM + RAM_SIZE - 7,
            RAM + RAM_SIZE
        };
        for (final long address : nowhere) {
            assertThatThrownBy(() -> bus.read(address, 8)).isSameAs(BusFault.INSTANCE);
            assertThatThrownBy(() -> bus.write(address, 8, 0)).isSameAs(BusFault.INSTANCE);
        }
    }

    @Test
    void faultsOnMisalignedDeviceAccessAndRefusedWidth() {
        assertThatThrownBy(() -> bus.read(DEVICE + 2, 4)).isSameAs(BusFault.INSTANCE);
        assertThatThrownBy(() -> bus.read(DEVICE, 1)).isSameAs(BusFault.INSTANCE);
        assertThatThrownBy(() -> bus.write(DEVICE, 1, 0)).isSameAs(BusFault.INSTANCE);
        assertThat(log).isEmpty();
    }

    @Test
    void tellsWhichMemoryHoldsARange() {
        assertThat(bus.memoryAt(RAM, RAM_SIZE)).isSameAs(memory);
        assertThat(bus.memoryAt(RAM, RAM_SIZE + 1)).isNull();
        assertThat(bus.memoryAt(RAM + RAM_SIZE, 1)).isNull();
        assertThat(bus.memoryAt(DEVICE, 4)).isNull();
        assertThat(bus.memoryAt(-8, 8)).isNull();
    }

    @Test
    void listsRegionsByAddressAndRefusesOverlap() {
        assertThat(bus.regions()).extracting(Region::name).containsExactly("device", "ram");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> bus.attach("other", DEVICE + 0xff, 1, new Recorder()))
                .withMessageContaining("device [0x10000000, 0x10000100)")
                .withMessageContaining("other [0x100000ff, 0x10000100)");
        assertThatIllegalArgumentException().isThrownBy(() -> bus.attach("other", -1, 1, new Recorder()));
        assertThat(bus.regions()).hasSize(2);
    }

    @Test
    void anyAddressGivesAValueOrABusFault() {
        final long seed = 1;
        final Random random = new Random(seed);
        final long[] bases = {0, RAM, RAM + RAM_SIZE, DEVICE, DEVICE + 0x100, Long.MIN_VALUE, Long.MAX_VALUE};
        for (int i = 0; i < 100_000; i++) {
            final long address = i % 8 == 0 ? random.nextLong() : bases[i % bases.length] + random.nextInt(33) - 16;
            final int size = 1 << random.nextInt(4);
            try {
                final long value = bus.read(address, size);
                assertThat(size == 8 || value >>> 8 * size == 0)
                        .as("seed %d, round %d", seed, i)
                        .isTrue();
                bus.write(address, size, random.nextLong());
            } catch (final BusFault fault) {
                assertThat(fault.getStackTrace()).isEmpty();
            }
        }
    }
}
