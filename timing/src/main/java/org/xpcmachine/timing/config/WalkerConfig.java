// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.config;

/**
 * The page walker. Stage lengths in cycles.
 *
 * @param nonLeafEntries entries of the cache of non-leaf PTEs
 * @param accept from a TLB's request to the first level's look-up
 * @param cachedLevel a level whose PTE is in the walker's cache
 * @param requestRead from the look-up to the L1D's answer, for a level that is read
 * @param decodeRead from the L1D's answer until the PTE has been looked at
 * @param secondSets sets of the second-level TLB, which holds base pages; 0 for none
 * @param secondWays its ways
 * @param secondHit from a TLB's request to the response if the second-level TLB has it
 */
public record WalkerConfig(
        int nonLeafEntries,
        int accept,
        int cachedLevel,
        int requestRead,
        int decodeRead,
        int secondSets,
        int secondWays,
        int secondHit) {
    /** As in the walker's state machine: request, two cycles of L1D, look at it; no second-level TLB. */
    public static final WalkerConfig ROCKET = new WalkerConfig(8, 1, 1, 2, 2, 0, 4, 3);
}
