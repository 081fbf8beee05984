// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.cli;

import java.io.OutputStream;
import org.xpcmachine.machine.board.HostConsole;

/** The guest's console on the streams of this process, until closed. */
interface Console extends HostConsole, AutoCloseable {
    /** Says how the user ended the run, if so. */
    UserEnd userEnd();

    /** Gives the console what to call when the user wants the run to end. */
    void onEnd(Runnable stop);

    @Override
    void close();

    /** Opens the console that fits: the terminal in raw mode, or plain streams. */
    static Console open(final Streams streams, final OutputStream out) {
        return streams.terminal() && streams.in() == System.in
                ? TerminalConsole.open(out)
                : new StreamConsole(streams.in(), out);
    }
}
