// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.xpcmachine.machine.board.HostConsole;

/** Reads the keyboard on a thread of its own, so that a machine can ask for input without waiting for it. */
final class InputQueue {
    private static final int CAPACITY = 4096;

    private final BlockingQueue<Integer> bytes = new ArrayBlockingQueue<>(CAPACITY);
    private volatile boolean ended;

    /** What is done with each byte read. */
    interface Filter {
        /** Returns the byte for the guest, or a negative number for none. */
        int apply(int b);
    }

    /** Starts to read; the thread does not keep the process alive. */
    void start(final InputStream in, final Filter filter) {
        final Thread thread = new Thread(() -> read(in, filter), "console input");
        thread.setDaemon(true);
        thread.start();
    }

    private void read(final InputStream in, final Filter filter) {
        try {
            for (int b = in.read(); b >= 0; b = in.read()) {
                final int forGuest = filter.apply(b);
                if (forGuest >= 0) {
                    bytes.put(forGuest);
                }
            }
        } catch (final IOException e) {
            // The stream is gone: as good as its end.
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            ended = true;
        }
    }

    /** Returns what {@link HostConsole#poll} does. */
    int poll() {
        final boolean last = ended;
        final Integer b = bytes.poll();
        return b != null ? b : last ? HostConsole.CLOSED : HostConsole.NOTHING;
    }
}
