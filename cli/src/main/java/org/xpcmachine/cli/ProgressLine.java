// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.cli;

/** A line on standard error that says how far something is, on a terminal and once it takes longer than two seconds. */
final class ProgressLine {
    private static final long PATIENCE = 2_000_000_000L;
    private static final String ERASE = "\r\u001b[K";

    private final Streams streams;
    private final long start = System.nanoTime();
    private boolean shown;

    ProgressLine(final Streams streams) {
        this.streams = streams;
    }

    void show(final int done, final int of) {
        if (streams.terminal() && System.nanoTime() - start > PATIENCE) {
            shown = true;
            streams.err().print(ERASE + "xpc: " + done + " of " + of + " images run");
            streams.err().flush();
        }
    }

    void clear() {
        if (shown) {
            streams.err().print(ERASE);
            streams.err().flush();
        }
    }
}
