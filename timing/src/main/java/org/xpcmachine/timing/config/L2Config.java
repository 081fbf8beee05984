// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.config;

/**
 * The shared second-level cache, inclusive. Stage lengths in cycles.
 *
 * @param size with the line size of the first level
 * @param lookup from a request at its port until its directory has been read and the request is scheduled
 * @param read from there to the first beat of a line that it holds
 * @param evict from there until memory is asked, if a line has to make room: the victim's release is scheduled a cycle
 *     before the request
 * @param probe from the decision to probe the data caches that may have a line until the answers are there, if none has
 *     data to give; before anything else is scheduled for the line
 * @param releaseAccept until its port takes the first beat that a data cache gives back by itself
 * @param fill from a beat of memory's answer at its outer port to the same beat at its inner one
 */
public record L2Config(CacheConfig size, int lookup, int read, int evict, int probe, int releaseAccept, int fill) {
    /** 512 KB, 8 ways. */
    public static final L2Config ROCKET = new L2Config(new CacheConfig(1024, 8, 64), 4, 2, 1, 6, 1, 2);
}
