// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;

/** A print stream that knows why it failed. Lines are written at once. */
final class Output extends PrintStream {
    /** What the host says when the reader of a pipe has gone, as {@code head} does. */
    private static final String NO_READER = "Broken pipe";

    private final Sink sink;

    Output(final OutputStream out, final Charset charset) {
        this(new Sink(out), charset);
    }

    private Output(final Sink sink, final Charset charset) {
        super(sink, true, charset);
        this.sink = sink;
    }

    /** Returns why output was lost, or null if none was. A reader who wants no more has lost nothing. */
    String problem() {
        flush();
        return sink.problem == null || sink.problem.equals(NO_READER) ? null : sink.problem;
    }

    private static final class Sink extends FilterOutputStream {
        private String problem;

        Sink(final OutputStream out) {
            super(out);
        }

        @Override
        public void write(final int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(final byte[] bytes, final int offset, final int length) throws IOException {
            try {
                out.write(bytes, offset, length);
            } catch (final IOException e) {
                problem = String.valueOf(e.getMessage());
                throw e;
            }
        }
    }
}
