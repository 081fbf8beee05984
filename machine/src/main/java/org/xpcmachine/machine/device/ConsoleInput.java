// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device;

/** A console device that takes characters from outside. Called on the machine's thread. */
public interface ConsoleInput {
    /** Whether a byte given now would be kept. */
    boolean canReceive();

    /** Gives one byte, 0 to 255. It is lost if the device cannot receive. */
    void receive(int b);
}
