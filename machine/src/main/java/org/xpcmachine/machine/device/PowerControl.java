// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device;

/** What a guest may ask of the whole machine. The request is honoured after the instruction that made it. */
public interface PowerControl {
    /** Stops the machine; {@code code} is the guest's exit code, 0 for success. */
    void exit(int code);

    /** Restarts the machine. */
    void reset();
}
