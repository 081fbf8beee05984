// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.board;

import org.xpcmachine.machine.device.ConsoleOutput;

/** The outside end of the machine's console. Called on the machine's thread. */
public interface HostConsole extends ConsoleOutput {
    int NOTHING = -1;
    int CLOSED = -2;

    /** Returns the next byte typed, 0 to 255; {@link #NOTHING} if there is none now, {@link #CLOSED} if there will be none. */
    int poll();

    /** The guest wrote nothing for a while: whatever is buffered should be seen now. */
    default void flush() {}
}
