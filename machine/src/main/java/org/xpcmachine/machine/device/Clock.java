// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device;

/** The machine's deterministic time, never the host's. */
@FunctionalInterface
public interface Clock {
    /** Returns 10 MHz ticks since power-on; never falls. */
    long ticks();
}
