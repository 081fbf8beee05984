// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device;

/** Where a console device sends its characters. */
@FunctionalInterface
public interface ConsoleOutput {
    /** Takes one byte, 0 to 255. */
    void write(int b);

    /** Size of the window in characters, columns in bits 31:16 and rows in bits 15:0; 0 if there is none, or nobody knows. */
    default int window() {
        return 0;
    }
}
