// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xpcmachine.machine.board.BoardConfig;
import org.xpcmachine.machine.board.RocketBoard;

/** Counting cycles changes no result, whatever is modelled; and every cycle has a cause. */
class TimingChangesNothingTest {
    private static final long SEED = Long.getLong("xpc.seed", 20261123);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15})
    void everyPresetLeavesWhatFunctionalExecutionLeaves(final int number) {
        final RandomProgram program = new RandomProgram(SEED + number);
        final RandomProgram.Outcome expected = program.run(RocketBoard.DEFAULT);
        assertThat(expected.retired()).isGreaterThan(1000);
        for (final String name : TimingConfig.names()) {
            final RocketTiming timing = new RocketTiming(TimingConfig.preset(name));
            final BoardConfig timed = RocketBoard.DEFAULT.withTiming(timing);
            assertThat(program.run(timed))
                    .as("seed %d, %s", SEED + number, name)
                    .isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void cyclesAddUpAndAreTheSameEveryTime(final int number) {
        final RandomProgram program = new RandomProgram(SEED + number);
        final RocketTiming timing = new RocketTiming(TimingConfig.preset(TimingConfig.DEFAULT));
        final long[] spent = new long[1];
        long first = 0;
        for (int run = 0; run < 2; run++) {
            program.run(RocketBoard.DEFAULT.withTiming(timing));
            spent[0] = timing.account(0).total();
            assertThat(timing.now(0)).isEqualTo(spent[0]);
            if (run == 0) {
                first = spent[0];
            }
        }
        assertThat(spent[0]).isEqualTo(first).isGreaterThan(1000);
    }
}
