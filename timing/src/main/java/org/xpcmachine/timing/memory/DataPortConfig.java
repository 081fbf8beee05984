// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.memory;

/** All of a hart's data side. */
public record DataPortConfig(DataCacheConfig cache, TlbConfig tlb, WalkerConfig walker, DeviceConfig devices) {
    public static final DataPortConfig ROCKET = new DataPortConfig(
            DataCacheConfig.ROCKET, TlbConfig.ROCKET, WalkerConfig.ROCKET, DeviceConfig.ROCKET);

    /** Returns the same with a TLB whose entries carry an ASID, or do not. */
    public DataPortConfig withTaggedTlb(final boolean tagged) {
        return new DataPortConfig(cache, tlb.withTagged(tagged), walker, devices);
    }
}
