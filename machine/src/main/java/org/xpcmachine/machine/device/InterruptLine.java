// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device;

/** An interrupt wire from a device to an interrupt controller or a hart. */
@FunctionalInterface
public interface InterruptLine {
    /** Drives the wire; setting the level it has changes nothing. */
    void set(boolean level);
}
