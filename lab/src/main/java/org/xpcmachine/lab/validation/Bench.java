// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.xpcmachine.machine.board.BoardConfig;
import org.xpcmachine.machine.board.BootImages;
import org.xpcmachine.machine.board.RocketBoard;
import org.xpcmachine.machine.board.StopReason;

/** Runs a measured image to its end and reads what it printed. */
final class Bench {
    /** Far beyond what any image takes. */
    static final long STEP_LIMIT = 200_000_000L;

    private Bench() {}

    /** Runs an image as it is. */
    static Measurements run(final BoardConfig config, final BootImages.Image image) {
        return run(config, image, board -> {});
    }

    /**
     * Runs an image.
     *
     * @param adjustment what is done to the board between loading and running
     * @throws IllegalStateException if it does not end by itself, or ends with a failure
     */
    static Measurements run(
            final BoardConfig config, final BootImages.Image image, final Consumer<RocketBoard> adjustment) {
        final List<String> printed = new ArrayList<>();
        final LineConsole console = new LineConsole(printed::add);
        try (RocketBoard board = new RocketBoard(config, image, console)) {
            adjustment.accept(board);
            final StopReason reason = board.machine().run(STEP_LIMIT);
            if (reason != StopReason.EXIT || board.machine().exitCode() != 0) {
                throw new IllegalStateException(image.name() + " failed: "
                        + (reason == StopReason.EXIT
                                ? "exit code " + board.machine().exitCode()
                                : reason)
                        + (printed.isEmpty() ? "" : "; it printed last: " + printed.getLast()));
            }
            return ConsoleLog.parse(printed);
        }
    }
}
