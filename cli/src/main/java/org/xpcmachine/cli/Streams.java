// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;

/**
 * Where a command reads and writes.
 *
 * @param terminal whether input and output are the user's terminal
 * @param colour whether output may be coloured
 */
record Streams(InputStream in, Output out, PrintStream err, boolean terminal, boolean colour) {
    /** Returns those of the process. */
    static Streams ofProcess() {
        final boolean terminal = System.console() != null && System.console().isTerminal();
        final String noColour = System.getenv("NO_COLOR");
        final boolean dumb = "dumb".equals(System.getenv("TERM"));
        return new Streams(
                System.in,
                new Output(new FileOutputStream(FileDescriptor.out), System.out.charset()),
                System.err,
                terminal,
                terminal && !dumb && (noColour == null || noColour.isEmpty()));
    }
}
