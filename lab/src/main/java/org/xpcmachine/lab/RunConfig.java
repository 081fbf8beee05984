// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab;

import java.util.Optional;
import org.xpcmachine.machine.board.BoardConfig;
import org.xpcmachine.machine.board.BootImages;
import org.xpcmachine.machine.snapshot.Snapshot;
import org.xpcmachine.machine.xpc.XpcConfig;
import org.xpcmachine.machine.xpc.XpcExtension;

/**
 * What to run, on what, and for how long.
 *
 * @param maxSteps most steps on each hart, restarts included; {@link #NO_LIMIT} for no limit
 * @param start what the first machine goes on from; empty for power-on
 */
public record RunConfig(BootImages images, BoardConfig board, long maxSteps, Optional<Snapshot> start) {
    public static final long NO_LIMIT = Long.MAX_VALUE;

    /** From power-on. */
    public RunConfig(final BootImages images, final BoardConfig board, final long maxSteps) {
        this(images, board, maxSteps, Optional.empty());
    }

    /** Returns {@code board} with the XPC engine on every hart. */
    public static BoardConfig withXpc(final BoardConfig board) {
        return board.with(new XpcExtension(XpcConfig.DEFAULT), "xxpc");
    }
}
