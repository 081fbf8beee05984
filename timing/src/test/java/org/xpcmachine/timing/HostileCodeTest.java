// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xpcmachine.machine.board.BootImages;
import org.xpcmachine.machine.board.HostConsole;
import org.xpcmachine.machine.board.RocketBoard;
import org.xpcmachine.machine.board.StopReason;
import org.xpcmachine.timing.config.EngineConfig;

/**
 * Random bytes as code, in U and S mode, under page tables of random bytes, rewriting itself: the model keeps counting, whatever it fetches, and its
 * account adds up.
 */
class HostileCodeTest {
    private static final long SEED = Long.getLong("xpc.seed", 20261123);
    private static final int MANY = 1000;
    private static final long CYCLES = Long.getLong("xpc.cycles", 600_000);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
    @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void randomBytesAreCountedToo(final int number) {
        final Random random = new Random(SEED + number);
        final byte[] image = HostileProgram.noise(random);
        final TimingConfig config = TimingConfig.preset(
                        TimingConfig.names().get(number % TimingConfig.names().size()))
                .withEngine(EngineConfig.DEFAULT.withNonBlockingLinkStack(random.nextBoolean()));
        final RocketTiming timing = new RocketTiming(config);
        try (RocketBoard board = new RocketBoard(
                RocketBoard.DEFAULT.withTiming(timing), new BootImages.Image("noise", image), HostConsole.SILENT)) {
            final Set<Long> places = new HashSet<>();
            timing.observe((hart, pc, from, to) -> places.add(pc));
            final StopReason reason = board.machine().run(CYCLES);
            assertThat(reason).as("seed %d", SEED + number).isNotNull();
            assertThat(places).as("seed %d", SEED + number).hasSizeGreaterThan(MANY);
            assertThat(timing.account(0).total()).as("seed %d", SEED + number).isEqualTo(timing.now(0));
        }
    }
}
