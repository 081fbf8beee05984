// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.config;

/**
 * Size of a set-associative cache with random replacement.
 *
 * @param sets a power of two
 * @param ways a power of two
 * @param lineBytes a power of two
 */
public record CacheConfig(int sets, int ways, int lineBytes) {
    public CacheConfig {
        if (Integer.bitCount(sets) != 1 || Integer.bitCount(ways) != 1 || Integer.bitCount(lineBytes) != 1) {
            throw new IllegalArgumentException("cache: sets, ways and line size must be powers of two: %d, %d, %d"
                    .formatted(sets, ways, lineBytes));
        }
    }

    /** Returns the number of bits that select a byte in a line. */
    public int lineShift() {
        return Integer.numberOfTrailingZeros(lineBytes);
    }
}
