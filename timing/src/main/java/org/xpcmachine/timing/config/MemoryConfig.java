// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.config;

/**
 * Main memory, and the hub between it and the first-level caches. Stage lengths in cycles.
 *
 * @param latency from the request at the memory to the first beat of data; also from the last beat of a write to its
 *     response
 * @param beatBytes bytes a cycle, on every link
 * @param requestStages from a cache's request to the memory
 * @param responseStages from the memory to the cache, for a beat
 * @param probeStages from the hub's decision to probe the caches until the answers are there, if none has data to give
 * @param probeRead from there until the first beat of data that a probed cache gives
 * @param releaseAccept until the hub takes the first beat that a cache gives back by itself
 * @param hubWrite stages that such data, and the response to it, take between hub and memory
 */
public record MemoryConfig(
        int latency,
        int beatBytes,
        int requestStages,
        int responseStages,
        int probeStages,
        int probeRead,
        int releaseAccept,
        int hubWrite) {
    private static final int MOST_LATENCY = 10_000;

    /** The measured board, at its usual latency. */
    public static final MemoryConfig ROCKET = new MemoryConfig(40, 8, 2, 2, 5, 3, 2, 3);

    public MemoryConfig {
        if (latency < 1 || latency > MOST_LATENCY) {
            throw new IllegalArgumentException(
                    "memory latency: " + latency + " is not between 1 and " + MOST_LATENCY + " cycles");
        }
    }

    /** Returns the same with another latency. */
    public MemoryConfig withLatency(final int cycles) {
        return new MemoryConfig(
                cycles, beatBytes, requestStages, responseStages, probeStages, probeRead, releaseAccept, hubWrite);
    }
}
