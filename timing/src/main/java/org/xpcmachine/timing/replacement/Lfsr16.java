// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.replacement;

/** A 16-bit Fibonacci shift register of maximal period (taps 16, 14, 13, 11), for random replacement. When it steps is for its user to say. */
public final class Lfsr16 {
    private static final int MASK = 0xffff;
    private int state = 1;

    public Lfsr16() {}

    public void step() {
        final int bit = state >>> 15 ^ state >>> 13 ^ state >>> 12 ^ state >>> 10;
        state = state << 1 & MASK | bit & 1;
    }

    public int value() {
        return state;
    }
}
