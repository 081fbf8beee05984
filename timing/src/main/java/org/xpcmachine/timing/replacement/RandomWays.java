// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.replacement;

/** Random replacement: some bits of an {@link Lfsr16} give the way. */
public final class RandomWays {
    private final Lfsr16 random = new Lfsr16();
    private final int mask;
    private final int shift;

    /** {@code ways} is a power of two; the way is the upper part of the low {@code bits} bits. */
    public RandomWays(final int ways, final int bits) {
        mask = ways - 1;
        shift = bits - Integer.numberOfTrailingZeros(ways);
    }

    public int way() {
        return random.value() >>> shift & mask;
    }

    public void step() {
        random.step();
    }
}
