// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.mmu;

/**
 * A load or store in the middle of a block reached a device, which may look at time or raise an interrupt. The block ends
 * before the instruction, and the instruction is executed again alone. Immutable and stackless, hence one instance.
 */
public final class DeviceAccess extends RuntimeException {
    public static final DeviceAccess INSTANCE = new DeviceAccess();

    private static final long serialVersionUID = 1L;

    private DeviceAccess() {
        super("device access", null, false, false);
    }
}
