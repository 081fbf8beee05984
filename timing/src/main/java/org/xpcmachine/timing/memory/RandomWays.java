// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.memory;

/**
 * Random replacement: a 16-bit Fibonacci shift register of maximal period (taps 16, 14, 13, 11), whose low bits are the way.
 * When it steps is for its user to say.
 */
final class RandomWays {
    private static final int BITS = 16;

    private final int mask;
    private int state = 1;

    /** {@code ways} is a power of two. */
    RandomWays(final int ways) {
        mask = ways - 1;
    }

    int way() {
        return state & mask;
    }

    void step() {
        final int in = (state >>> 15 ^ state >>> 13 ^ state >>> 12 ^ state >>> 10) & 1;
        state = (state << 1 | in) & (1 << BITS) - 1;
    }
}
