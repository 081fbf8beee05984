// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.config;

/**
 * Sizes of the structures that instructions are fetched and predicted with.
 *
 * @param cacheSets sets of the L1I, a power of two; {@code cacheSets} lines fit a page
 * @param cacheWays ways of the L1I, a power of two
 * @param targetEntries entries of the branch target buffer, 2 to 31
 * @param targetPages pages that the entries' addresses lie in: an even number, at most 30
 * @param returnEntries addresses on the return stack, at least 1
 * @param historyEntries one-bit counters of the branch history table, a power of two
 */
public record FrontEndConfig(
        int cacheSets, int cacheWays, int targetEntries, int targetPages, int returnEntries, int historyEntries) {
    /** Rocket as it was measured. */
    public static final FrontEndConfig ROCKET = new FrontEndConfig(64, 4, 28, 6, 6, 512);

    /** The history is hashed into the highest bits of an index. */
    private static final int MIN_HISTORY = 8;

    private static final int MAX_ENTRIES = 31;
    private static final int MAX_SETS = 64;

    public FrontEndConfig {
        require(Integer.bitCount(cacheSets) == 1 && cacheSets <= MAX_SETS, "L1I sets", cacheSets);
        require(Integer.bitCount(cacheWays) == 1, "L1I ways", cacheWays);
        require(targetEntries >= 2 && targetEntries <= MAX_ENTRIES, "BTB entries", targetEntries);
        require(targetPages >= 2 && targetPages < MAX_ENTRIES && targetPages % 2 == 0, "BTB pages", targetPages);
        require(returnEntries >= 1, "return stack entries", returnEntries);
        require(Integer.bitCount(historyEntries) == 1 && historyEntries >= MIN_HISTORY, "BHT entries", historyEntries);
    }

    private static void require(final boolean possible, final String what, final int value) {
        if (!possible) {
            throw new IllegalArgumentException(what + ": " + value + " is not possible");
        }
    }
}
