// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.experiment;

import org.xpcmachine.lab.RunConfig;
import org.xpcmachine.machine.board.BoardConfig;
import org.xpcmachine.machine.xpc.XpcLayout.Control;
import org.xpcmachine.timing.RocketTiming;
import org.xpcmachine.timing.TimingConfig;

/**
 * The machine that an experiment runs on.
 *
 * @param xpc whether it has the engine
 * @param control the engine's control word, {@code xpcctl}, as the kernel sets it
 * @param spread whether the kernel spreads its objects over the sets of the L1D
 */
public record MachineSetup(TimingConfig timing, int harts, boolean xpc, long control, boolean spread) {
    private static final int LINES_SHIFT = 8;

    /** One hart with the engine, without an engine cache. */
    static MachineSetup of(final TimingConfig timing) {
        return new MachineSetup(timing, 1, true, Control.EN, false);
    }

    MachineSetup withTiming(final TimingConfig config) {
        return new MachineSetup(config, harts, xpc, control, spread);
    }

    MachineSetup withHarts(final int count) {
        return new MachineSetup(timing, count, xpc, control, spread);
    }

    MachineSetup withoutXpc() {
        return new MachineSetup(timing, harts, false, 0, spread);
    }

    MachineSetup withSpread(final boolean value) {
        return new MachineSetup(timing, harts, xpc, control, value);
    }

    MachineSetup withTaggedTlb() {
        return withTiming(timing.withTaggedTlb(true));
    }

    MachineSetup withNonBlockingLinkStack(final boolean value) {
        return withTiming(timing.withEngine(timing.engine().withNonBlockingLinkStack(value)));
    }

    /** An engine cache of so many lines that only a prefetch fills, or a call too. */
    MachineSetup withCache(final int lines, final boolean filledByCalls, final boolean tagged) {
        final long flags = (filledByCalls ? Control.FILL : 0) | (tagged ? Control.TAG : 0);
        return new MachineSetup(timing, harts, xpc, Control.EN | flags | (long) lines << LINES_SHIFT, spread);
    }

    /** The engine cache emptied when the kernel switches threads. */
    MachineSetup withFlushAtSwitch() {
        return new MachineSetup(timing, harts, xpc, control | Control.SWFLUSH, spread);
    }

    /** All mechanisms on: tagged TLB, non-blocking link stack, one line in the engine cache, tagged per thread. */
    MachineSetup withAllMechanisms() {
        return withTaggedTlb().withNonBlockingLinkStack(true).withCache(1, true, true);
    }

    /** Words of the kernel's command line. */
    String bootArguments() {
        return (xpc ? "xpcctl=0x" + Long.toHexString(control) : "") + (spread ? " layout=spread" : "");
    }

    BoardConfig board(final RocketTiming model) {
        final BoardConfig plain = BoardConfig.DEFAULT.withHarts(harts).withTiming(model);
        return xpc ? RunConfig.withXpc(plain) : plain;
    }

    /** Returns what tells it from the others, for people. */
    String text() {
        return "memory latency " + timing.memory().latency()
                + (harts > 1 ? ", " + harts + " harts" : "")
                + (timing.taggedTlb() ? ", tagged TLB" : "")
                + (xpc && !timing.engine().nonBlockingLinkStack() ? ", blocking link stack" : "")
                + (xpc ? ", xpcctl 0x" + Long.toHexString(control) : ", no engine")
                + (spread ? ", spread" : "");
    }
}
