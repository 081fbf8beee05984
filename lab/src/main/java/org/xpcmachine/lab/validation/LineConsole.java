// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.validation;

import java.util.function.Consumer;
import org.xpcmachine.machine.board.HostConsole;

/** A console that gives what is printed line by line, and at which nobody types. */
final class LineConsole implements HostConsole {
    private final Consumer<String> lines;
    private final StringBuilder line = new StringBuilder();

    LineConsole(final Consumer<String> lines) {
        this.lines = lines;
    }

    @Override
    public void write(final int b) {
        if (b == '\n') {
            lines.accept(line.toString());
            line.setLength(0);
        } else {
            line.append((char) b);
        }
    }

    @Override
    public int poll() {
        return CLOSED;
    }
}
