// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.cli;

import java.io.InputStream;
import java.io.OutputStream;

/** A console on plain streams: what is piped in is typed, what the guest prints goes out. */
final class StreamConsole implements Console {
    private final StreamInput input;
    private final ConsoleOutputBuffer output;

    StreamConsole(final InputStream in, final OutputStream out) {
        output = new ConsoleOutputBuffer(out);
        input = new StreamInput(in);
    }

    @Override
    public void write(final int b) {
        output.write(b);
    }

    @Override
    public int poll() {
        return input.poll();
    }

    @Override
    public void flush() {
        output.flush();
    }

    @Override
    public UserEnd userEnd() {
        return UserEnd.NOT;
    }

    @Override
    public void onEnd(final Runnable stop) {
        // Nobody can ask.
    }

    @Override
    public void close() {
        output.flush();
    }
}
