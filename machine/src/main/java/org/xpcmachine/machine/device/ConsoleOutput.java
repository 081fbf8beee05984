// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device;

/** Where a console device sends its characters. */
@FunctionalInterface
public interface ConsoleOutput {
    /** Takes one byte, 0 to 255. */
    void write(int b);
}
