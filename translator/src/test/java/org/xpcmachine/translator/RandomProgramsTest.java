// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.translator;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xpcmachine.machine.board.BoardConfig;
import org.xpcmachine.machine.lockstep.Program;
import org.xpcmachine.machine.lockstep.Stream;

/**
 * Random programs do the same translated as interpreted: registers, counters, events, memory, also wherever a run is
 * interrupted. {@code -Dxpc.seed=N} sets the first seed, {@code -Dxpc.translator.seeds=N} how many there are.
 */
class RandomProgramsTest {
    private static final long FIRST_SEED = Long.getLong("xpc.seed", 1);
    private static final long SEEDS = Long.getLong("xpc.translator.seeds", 1);

    private static final long LONGEST_RUN = 200_000;

    @ParameterizedTest
    @EnumSource
    void doTheSame(final Stream stream) {
        for (long seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
            final SplittableRandom random = new SplittableRandom(seed);
            final Program program = stream.program(seed);
            final TranslatorConfig config =
                    new TranslatorConfig(false, true, random.nextInt(1, 200), random.nextInt(20, 400));
            try (Twins twins = new Twins(BoardConfig.DEFAULT.withMemory(Program.RAM_SIZE), config, program.image())) {
                twins.runToEnd("%s, seed %d, %s".formatted(stream, seed, config), random, LONGEST_RUN);
            }
        }
    }
}
