// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device.virtio;

/**
 * The driver broke the rules of virtio in a way that leaves no answer in the ring. The transport answers with
 * {@code DEVICE_NEEDS_RESET}. Checked, so that nobody forgets it.
 */
public final class DriverError extends Exception {
    private static final long serialVersionUID = 1L;

    public DriverError(final String message) {
        super(message, null, false, false);
    }
}
