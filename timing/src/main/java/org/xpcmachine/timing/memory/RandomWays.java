// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.memory;

/**
 * Random replacement: a 16-bit Fibonacci shift register of maximal period (taps 16, 14, 13, 11), whose low bits give
 * the way. When it steps is for its user to say.
 */
final class RandomWays {
    private static final int BITS = 16;

    private final int mask;
    private final int shift;
    private int state = 1;

    /** {@code ways} is a power of two; the way is the upper part of the low {@code bits} bits. */
    RandomWays(final int ways, final int bits) {
        mask = ways - 1;
        shift = bits - Integer.numberOfTrailingZeros(ways);
    }

    int way() {
        return state >>> shift & mask;
    }

    void step() {
        final int in = (state >>> 15 ^ state >>> 13 ^ state >>> 12 ^ state >>> 10) & 1;
        state = (state << 1 | in) & (1 << BITS) - 1;
    }
}
