// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab;

import org.xpcmachine.machine.board.HostConsole;

/** A console that nobody types at and nobody reads. */
final class SilentConsole implements HostConsole {
    @Override
    public void write(final int b) {}

    @Override
    public int poll() {
        return CLOSED;
    }
}
