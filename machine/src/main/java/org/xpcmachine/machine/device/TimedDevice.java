// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device;

/** A device whose interrupts depend on the {@link Clock}. */
public interface TimedDevice {
    /** Nothing will change by time alone. */
    long NEVER = Long.MAX_VALUE;

    /**
     * Returns the earliest tick of the {@link Clock} at which a line of this device changes unless the guest acts
     * first, or {@link #NEVER}. A run loop that calls {@link #tick} at that time misses nothing.
     */
    long nextEvent();

    /** Re-evaluates the device's lines at the clock's present time. */
    void tick();
}
