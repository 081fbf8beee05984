// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.config;

/**
 * Uncached accesses: cycles from the request to the answer.
 *
 * @param onChip for devices on the core's side, such as the CLINT
 * @param external for devices behind the external port, their own latency included
 * @param externalFrom the first physical address of the external port
 */
public record DeviceConfig(int onChip, int external, long externalFrom) {
    public static final DeviceConfig ROCKET = new DeviceConfig(4, 8, 0x1000_0000L);

    public int latency(final long pa) {
        return Long.compareUnsigned(pa, externalFrom) < 0 ? onChip : external;
    }
}
