// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.board;

import org.xpcmachine.machine.device.ConsoleOutput;

/** The outside end of the machine's console. Called on the machine's thread. */
public interface HostConsole extends ConsoleOutput {
    int NOTHING = -1;
    int CLOSED = -2;

    /** Nothing now, and nothing before the run ends. */
    int PAUSED = -3;

    /** Nobody types, and nobody reads. */
    HostConsole SILENT = new HostConsole() {
        @Override
        public void write(final int b) {}

        @Override
        public int poll() {
            return CLOSED;
        }
    };

    /** Returns the next byte typed, 0 to 255; {@link #NOTHING} if there is none now, {@link #CLOSED} or {@link #PAUSED} if there will be none. */
    int poll();

    /** Whatever is buffered should be seen now. Called often; cheap if nothing is. */
    default void flush() {}
}
