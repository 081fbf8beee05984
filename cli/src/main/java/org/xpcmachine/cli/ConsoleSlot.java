// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.cli;

import org.xpcmachine.machine.board.HostConsole;

/** Stands for a console that is connected later. */
final class ConsoleSlot implements HostConsole {
    private HostConsole console;

    void connect(final HostConsole target) {
        console = target;
    }

    @Override
    public void write(final int b) {
        console.write(b);
    }

    @Override
    public int poll() {
        return console.poll();
    }

    @Override
    public int window() {
        return console == null ? 0 : console.window();
    }

    @Override
    public void flush() {
        console.flush();
    }
}
