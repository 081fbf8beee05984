// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xpcmachine.machine.board.BootImages;
import org.xpcmachine.machine.board.HostConsole;
import org.xpcmachine.machine.board.RocketBoard;
import org.xpcmachine.timing.config.FrontEndConfig;

/** Every instruction of random programs takes the same cycles whether the pipeline is stepped cycle by cycle or remembers. */
class RememberedProgramTest {
    private static final long SEED = Long.getLong("xpc.seed", 20261125);
    private static final long CYCLES = Long.getLong("xpc.cycles", 500_000);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11})
    void rememberingChangesNoCycleOfHostilePrograms(final int number) {
        final Random random = new Random(SEED + number);
        compare(number, number % 4 == 0 ? HostileProgram.noise(random) : HostileProgram.plausible(random));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11})
    void rememberingChangesNoCycleOfLoops(final int number) {
        compare(number, LoopProgram.image(new Random(SEED + number)));
    }

    private static void compare(final int number, final byte[] image) {
        TimingConfig config = TimingConfig.preset(
                TimingConfig.names().get(number % TimingConfig.names().size()));
        if (number % 3 != 0) {
            final int targets = 2 + number % 5;
            config = config.withFrontEnd(new FrontEndConfig(16, 2, targets, 2, 2, 64));
        }
        final long[] stepped = run(config, image, false);
        assertThat(run(config, image, true)).as("seed %d", SEED + number).isEqualTo(stepped);
    }

    /** Returns the number of instructions and traps, the cycles, the causes, and a hash of what each took. */
    private static long[] run(final TimingConfig config, final byte[] image, final boolean remembers) {
        final RocketTiming timing = new RocketTiming(config, remembers);
        final long[] seen = new long[3 + CycleCause.values().length];
        try (RocketBoard board = new RocketBoard(
                RocketBoard.DEFAULT.withTiming(timing), new BootImages.Image("noise", image), HostConsole.SILENT)) {
            timing.observe((hart, pc, from, to) -> {
                seen[0]++;
                seen[1] = Arrays.hashCode(new long[] {seen[1], pc, from, to});
            });
            board.machine().run(CYCLES);
        }
        seen[2] = timing.now(0);
        for (final CycleCause cause : CycleCause.values()) {
            seen[3 + cause.ordinal()] = timing.account(0).of(cause);
        }
        return seen;
    }
}
