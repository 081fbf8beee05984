// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab;

import org.xpcmachine.machine.board.BoardConfig;
import org.xpcmachine.machine.board.BootImages;
import org.xpcmachine.machine.xpc.XpcConfig;
import org.xpcmachine.machine.xpc.XpcExtension;

/**
 * What to run, on what, and for how long.
 *
 * @param maxSteps most steps on each hart, restarts included; {@link #NO_LIMIT} for no limit
 */
public record RunConfig(BootImages images, BoardConfig board, long maxSteps) {
    public static final long NO_LIMIT = Long.MAX_VALUE;

    /** Returns {@code board} with the XPC engine on every hart. */
    public static BoardConfig withXpc(final BoardConfig board) {
        return board.with(new XpcExtension(XpcConfig.DEFAULT), "xxpc");
    }
}
