// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Collects the guest's output, so that the host is not asked byte by byte; a line's end is shown at once. */
final class ConsoleOutputBuffer {
    private final OutputStream out;
    private boolean broken;

    ConsoleOutputBuffer(final OutputStream out) {
        this.out = new BufferedOutputStream(out);
    }

    /** Once nobody reads the output any more, the rest of it is dropped. */
    void write(final int b) {
        if (broken) {
            return;
        }
        try {
            out.write(b);
            if (b == '\n') {
                out.flush();
            }
        } catch (final IOException e) {
            broken = true;
        }
    }

    void flush() {
        if (broken) {
            return;
        }
        try {
            out.flush();
        } catch (final IOException e) {
            broken = true;
        }
    }
}
