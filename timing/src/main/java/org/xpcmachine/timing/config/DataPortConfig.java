// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.config;

/** All of a hart's data side. */
public record DataPortConfig(DataCacheConfig cache, TlbConfig tlb, WalkerConfig walker, DeviceConfig devices) {
    public static final DataPortConfig ROCKET =
            new DataPortConfig(DataCacheConfig.ROCKET, TlbConfig.ROCKET, WalkerConfig.ROCKET, DeviceConfig.ROCKET);

    /** Returns the same with other TLBs. */
    public DataPortConfig withTlb(final TlbConfig other) {
        return new DataPortConfig(cache, other, walker, devices);
    }
}
