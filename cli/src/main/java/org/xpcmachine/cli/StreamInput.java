// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;
import org.xpcmachine.machine.board.HostConsole;

/**
 * Input from a file or a pipe. What is there already is taken at once, so that a run with a file as its input is the
 * same every time; what is not is waited for on another thread.
 */
final class StreamInput {
    private final InputStream in;
    private CompletableFuture<Integer> waited;

    StreamInput(final InputStream in) {
        this.in = in;
    }

    /** Returns what {@link HostConsole#poll} does. */
    int poll() {
        if (waited == null) {
            if (available() > 0) {
                return read();
            }
            waited = CompletableFuture.supplyAsync(
                    this::read,
                    task -> Thread.ofPlatform().daemon().name("console input").start(task));
        }
        if (!waited.isDone()) {
            return HostConsole.NOTHING;
        }
        final int b = waited.join();
        if (b >= 0) {
            waited = null;
        }
        return b;
    }

    private int available() {
        try {
            return in.available();
        } catch (final IOException e) {
            return 0;
        }
    }

    /** The end of the stream, and its failure, close the console. */
    private int read() {
        try {
            final int b = in.read();
            return b < 0 ? HostConsole.CLOSED : b;
        } catch (final IOException e) {
            return HostConsole.CLOSED;
        }
    }
}
