// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.board;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xpcmachine.machine.memory.Bus;
import org.xpcmachine.machine.memory.BusFault;
import org.xpcmachine.machine.memory.Region;
import org.xpcmachine.machine.xpc.XpcConfig;
import org.xpcmachine.machine.xpc.XpcExtension;

/** A guest may write anything anywhere and execute anything: no host exception comes of it. */
class HostileGuestTest {
    private static final long SEED = Long.getLong("xpc.seed", 20261123L);
    private static final int ACCESSES = 200_000;
    private static final int STEPS = 100_000;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void devicesAnswerNonsenseWithAFaultAtMost(final int round) {
        final Random random = new Random(SEED + round);
        try (VirtBoard board = board(8, new byte[4])) {
            final Bus bus = board.machine().cores().getFirst().hart.mmu.bus;
            assertThatCode(() -> {
                        for (int i = 0; i < ACCESSES; i++) {
                            access(bus, random);
                        }
                        board.machine().run(STEPS);
                    })
                    .as("seed %d", SEED + round)
                    .doesNotThrowAnyException();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15})
    void randomBytesRunAsCodeDoNoHarm(final int round) {
        final Random random = new Random(SEED + round);
        final byte[] image = new byte[1 << 20];
        random.nextBytes(image);
        try (VirtBoard board = board(1 + round % 3, image)) {
            board.machine().cores().forEach(core -> {
                for (int i = 1; i < 32; i++) {
                    core.hart.x[i] =
                            random.nextBoolean() ? random.nextLong() : VirtBoard.RAM_BASE + random.nextInt(1 << 20);
                }
                core.hart.mtvec = VirtBoard.RAM_BASE + 4 * random.nextInt(1 << 18);
                core.hart.mstatus |= 3L << 13;
            });
            assertThatCode(() -> board.machine().run(STEPS))
                    .as("seed %d", SEED + round)
                    .doesNotThrowAnyException();
        }
    }

    private static VirtBoard board(final int harts, final byte[] image) {
        final BoardConfig config = BoardConfig.DEFAULT
                .withHarts(harts)
                .withMemory(BoardConfig.MIN_MEMORY)
                .with(new XpcExtension(XpcConfig.DEFAULT), "xxpc");
        return new VirtBoard(config, BootImages.of("test", image), HostConsole.SILENT);
    }

    private static void access(final Bus bus, final Random random) {
        final Region region = bus.regions().get(random.nextInt(bus.regions().size()));
        final int size = 1 << random.nextInt(4);
        final long offset = random.nextBoolean() ? random.nextInt(64) : Math.floorMod(random.nextLong(), region.size());
        final long address = region.base() + (offset & -size);
        final long value = random.nextInt(4) == 0 ? random.nextLong() : random.nextInt(256);
        try {
            if (random.nextBoolean()) {
                bus.read(address, size);
            } else {
                bus.write(address, size, value);
            }
        } catch (final BusFault fault) {
            // The answer of a device that knows no better.
        }
    }
}
