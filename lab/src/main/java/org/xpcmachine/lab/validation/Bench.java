// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.validation;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.xpcmachine.machine.board.BoardConfig;
import org.xpcmachine.machine.board.BootImages;
import org.xpcmachine.machine.board.HostConsole;
import org.xpcmachine.machine.board.RocketBoard;
import org.xpcmachine.machine.board.StopReason;

/** Runs a measured image to its end and reads what it printed. */
final class Bench {
    /** Far beyond what any image takes. */
    private static final long STEP_LIMIT = 4_000_000_000L;

    private Bench() {}

    /**
     * Runs an image.
     *
     * @throws IllegalStateException if it does not end by itself, or ends with a failure
     */
    static Measurements run(final BoardConfig config, final BootImages.Image image) {
        final Capture console = new Capture();
        try (RocketBoard board = new RocketBoard(config, image, console)) {
            final StopReason reason = board.machine().run(STEP_LIMIT);
            if (reason != StopReason.EXIT || board.machine().exitCode() != 0) {
                throw new IllegalStateException(image.name() + " failed: "
                        + (reason == StopReason.EXIT ? "exit code " + board.machine().exitCode() : reason)
                        + lastLine(console.text()));
            }
            return ConsoleLog.parse(console.text());
        }
    }

    private static String lastLine(final String text) {
        return text.isEmpty() ? "" : "; it printed last: " + text.lines().reduce((a, b) -> b).orElse("");
    }

    /** Keeps what is printed. */
    private static final class Capture implements HostConsole {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public void write(final int b) {
            bytes.write(b);
        }

        @Override
        public int poll() {
            return CLOSED;
        }

        String text() {
            return bytes.toString(StandardCharsets.US_ASCII);
        }
    }
}
