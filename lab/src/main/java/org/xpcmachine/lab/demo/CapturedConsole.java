// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.demo;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.xpcmachine.machine.board.HostConsole;

/** A console that keeps what the guest prints, and at which nobody types. */
final class CapturedConsole implements HostConsole {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public void write(final int b) {
        bytes.write(b);
    }

    @Override
    public int poll() {
        return CLOSED;
    }

    String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
