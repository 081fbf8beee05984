// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.isa;

/**
 * Meaning of the atomic memory operations: what is stored, given the value in memory (a word sign-extended to 64
 * bits) and rs2. Only the low 32 bits of the result count for words; {@code minw} and its like compare words.
 */
public final class Amo {
    private Amo() {}

    public static long swap(final long memory, final long b) {
        return b;
    }

    public static long add(final long memory, final long b) {
        return memory + b;
    }

    public static long xor(final long memory, final long b) {
        return memory ^ b;
    }

    public static long and(final long memory, final long b) {
        return memory & b;
    }

    public static long or(final long memory, final long b) {
        return memory | b;
    }

    public static long min(final long memory, final long b) {
        return Math.min(memory, b);
    }

    public static long max(final long memory, final long b) {
        return Math.max(memory, b);
    }

    public static long minu(final long memory, final long b) {
        return Long.compareUnsigned(memory, b) < 0 ? memory : b;
    }

    public static long maxu(final long memory, final long b) {
        return Long.compareUnsigned(memory, b) > 0 ? memory : b;
    }

    public static long minw(final long memory, final long b) {
        return Math.min((int) memory, (int) b);
    }

    public static long maxw(final long memory, final long b) {
        return Math.max((int) memory, (int) b);
    }

    public static long minuw(final long memory, final long b) {
        return Integer.compareUnsigned((int) memory, (int) b) < 0 ? memory : b;
    }

    public static long maxuw(final long memory, final long b) {
        return Integer.compareUnsigned((int) memory, (int) b) > 0 ? memory : b;
    }
}
