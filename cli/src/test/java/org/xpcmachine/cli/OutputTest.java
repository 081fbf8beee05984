// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class OutputTest {
    private static Invocation version(final String failure) {
        final OutputStream failing = new OutputStream() {
            @Override
            public void write(final int b) throws IOException {
                throw new IOException(failure);
            }
        };
        final ByteArrayOutputStream err = new ByteArrayOutputStream();
        final Streams streams = new Streams(
                InputStream.nullInputStream(),
                new Output(failing, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false,
                false);
        return new Invocation(Xpc.execute(streams, "version"), "", err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void outputThatIsLostIsAFailure() {
        final Invocation lost = version("No space left on device");
        assertThat(lost.code()).isEqualTo(ExitCode.FAILURE);
        assertThat(lost.err().lines())
                .containsExactly("xpc: standard output: cannot be written: No space left on device");
    }

    @Test
    void aReaderWhoWantsNoMoreIsNone() {
        assertThat(version("Broken pipe")).isEqualTo(new Invocation(ExitCode.OK, "", ""));
    }
}
