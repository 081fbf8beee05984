// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.experiment;

import org.xpcmachine.lab.RunConfig;
import org.xpcmachine.machine.board.BoardConfig;
import org.xpcmachine.machine.hart.HartConfig;
import org.xpcmachine.machine.xpc.XpcLayout.Control;
import org.xpcmachine.timing.RocketTiming;
import org.xpcmachine.timing.TimingConfig;

/**
 * The machine that an experiment runs on.
 *
 * @param control the engine's control word, {@code xpcctl}, as the kernel sets it
 */
public record MachineSetup(TimingConfig timing, int harts, long control) {
    /** Bits of {@code satp.ASID} where the TLB is tagged. */
    private static final int ASID_BITS = 16;

    private static final int LINES_SHIFT = 8;

    /** The preset, without an engine cache. */
    public static final MachineSetup DEFAULT =
            new MachineSetup(TimingConfig.preset(TimingConfig.DEFAULT), 1, Control.EN);

    MachineSetup withTiming(final TimingConfig config) {
        return new MachineSetup(config, harts, control);
    }

    MachineSetup withHarts(final int count) {
        return new MachineSetup(timing, count, control);
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
        return new MachineSetup(timing, harts, Control.EN | flags | (long) lines << LINES_SHIFT);
    }

    BoardConfig board(final RocketTiming model) {
        final int asidBits = timing.taggedTlb() ? ASID_BITS : 0;
        return RunConfig.withXpc(BoardConfig.DEFAULT
                .withHarts(harts)
                .withHart(HartConfig.DEFAULT.withAsidBits(asidBits))
                .withTiming(model));
    }
}
