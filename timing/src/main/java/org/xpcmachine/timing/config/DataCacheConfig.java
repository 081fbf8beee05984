// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.config;

/**
 * The L1D and its place in the pipeline. Stage lengths in cycles.
 *
 * @param size sets, ways, lines
 * @param access from ID to the access of the arrays (stage 0)
 * @param check from ID to the comparison of the tags (stage 1), where TLB misses and hazards are found
 * @param respond from ID to the data, or to the discovery of a miss (stage 2)
 * @param refetch from stage 2 until an instruction that has to be replayed is in ID again
 * @param releaseRead from the discovery of a miss to the first beat of a dirty victim
 * @param releaseWrite from the last beat until the tag is cleared, and the port open
 * @param unblock from the port's being open to ID's knowing of it
 */
public record DataCacheConfig(
        CacheConfig size,
        int access,
        int check,
        int respond,
        int refetch,
        int releaseRead,
        int releaseWrite,
        int unblock) {
    /** 16 KB, 4 ways. */
    public static final DataCacheConfig ROCKET = new DataCacheConfig(new CacheConfig(64, 4, 64), 1, 2, 3, 2, 3, 1, 1);

    /** From leaving ID to leaving it again, for an instruction that is replayed. */
    public int replay() {
        return respond + refetch;
    }
}
