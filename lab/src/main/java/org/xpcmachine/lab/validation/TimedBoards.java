// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.validation;

import org.xpcmachine.machine.board.BoardConfig;
import org.xpcmachine.machine.board.RocketBoard;
import org.xpcmachine.timing.RocketTiming;
import org.xpcmachine.timing.TimingConfig;

/** Makes the machine that stands for a measured configuration. */
public final class TimedBoards {
    private TimedBoards() {}

    /** Returns a machine that takes a cycle for each instruction. */
    public static BoardConfig functional(final Setup setup) {
        return RocketBoard.DEFAULT;
    }

    /** Returns a machine with the timing of Rocket. */
    public static BoardConfig timed(final Setup setup) {
        return functional(setup).withTiming(timing(setup));
    }

    static RocketTiming timing(final Setup setup) {
        return new RocketTiming(TimingConfig.preset(TimingConfig.DEFAULT)
                .withMemoryLatency(setup.memoryLatency())
                .withL2(setup.hasL2()));
    }
}
