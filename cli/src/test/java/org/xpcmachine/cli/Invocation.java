// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * What the command returned and printed.
 *
 * @param code its exit code
 */
record Invocation(int code, String out, String err) {
    /** Runs the command without input. */
    static Invocation of(final String... arguments) {
        return withInput("", arguments);
    }

    /** Runs the command in this process; {@code input} is what is piped in. */
    static Invocation withInput(final String input, final String... arguments) {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        final ByteArrayOutputStream err = new ByteArrayOutputStream();
        final Streams streams = new Streams(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new Output(out, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false,
                false);
        final int code = Xpc.execute(streams, arguments);
        return new Invocation(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
