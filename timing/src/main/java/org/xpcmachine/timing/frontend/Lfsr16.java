// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.frontend;

/** A 16-bit linear feedback shift register of maximal period, for random replacement. */
final class Lfsr16 {
    private static final int MASK = 0xffff;
    private int state = 1;

    void step() {
        final int bit = state >>> 15 ^ state >>> 13 ^ state >>> 12 ^ state >>> 10;
        state = state << 1 & MASK | bit & 1;
    }

    int value() {
        return state;
    }
}
