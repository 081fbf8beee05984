// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.isa;

/** Meaning of Zba, Zbb and Zbs. Single-bit instructions and rotations take the low 6 bits of the second operand. */
public final class Bitmanip {
    private static final long UNSIGNED_WORD = 0xffff_ffffL;
    private static final long LOW_SEVEN_BITS = 0x7f7f_7f7f_7f7f_7f7fL;

    private Bitmanip() {}

    public static long addUw(final long a, final long b) {
        return (a & UNSIGNED_WORD) + b;
    }

    public static long sh1add(final long a, final long b) {
        return (a << 1) + b;
    }

    public static long sh2add(final long a, final long b) {
        return (a << 2) + b;
    }

    public static long sh3add(final long a, final long b) {
        return (a << 3) + b;
    }

    public static long sh1addUw(final long a, final long b) {
        return ((a & UNSIGNED_WORD) << 1) + b;
    }

    public static long sh2addUw(final long a, final long b) {
        return ((a & UNSIGNED_WORD) << 2) + b;
    }

    public static long sh3addUw(final long a, final long b) {
        return ((a & UNSIGNED_WORD) << 3) + b;
    }

    public static long slliUw(final long a, final long b) {
        return (a & UNSIGNED_WORD) << b;
    }

    public static long andn(final long a, final long b) {
        return a & ~b;
    }

    public static long orn(final long a, final long b) {
        return a | ~b;
    }

    public static long xnor(final long a, final long b) {
        return ~(a ^ b);
    }

    public static long clz(final long a) {
        return Long.numberOfLeadingZeros(a);
    }

    public static long ctz(final long a) {
        return Long.numberOfTrailingZeros(a);
    }

    public static long cpop(final long a) {
        return Long.bitCount(a);
    }

    public static long clzw(final long a) {
        return Integer.numberOfLeadingZeros((int) a);
    }

    public static long ctzw(final long a) {
        return Integer.numberOfTrailingZeros((int) a);
    }

    public static long cpopw(final long a) {
        return Integer.bitCount((int) a);
    }

    public static long sextB(final long a) {
        return (byte) a;
    }

    public static long sextH(final long a) {
        return (short) a;
    }

    public static long zextH(final long a) {
        return a & 0xffff;
    }

    public static long min(final long a, final long b) {
        return Math.min(a, b);
    }

    public static long minu(final long a, final long b) {
        return Long.compareUnsigned(a, b) < 0 ? a : b;
    }

    public static long max(final long a, final long b) {
        return Math.max(a, b);
    }

    public static long maxu(final long a, final long b) {
        return Long.compareUnsigned(a, b) > 0 ? a : b;
    }

    public static long rol(final long a, final long b) {
        return Long.rotateLeft(a, (int) b);
    }

    public static long ror(final long a, final long b) {
        return Long.rotateRight(a, (int) b);
    }

    public static long rolw(final long a, final long b) {
        return Integer.rotateLeft((int) a, (int) b);
    }

    public static long rorw(final long a, final long b) {
        return Integer.rotateRight((int) a, (int) b);
    }

    /** Each byte that is not zero becomes 0xff. */
    public static long orcB(final long a) {
        final long topBits = ((a & LOW_SEVEN_BITS) + LOW_SEVEN_BITS | a) & ~LOW_SEVEN_BITS;
        return (topBits >>> 7) * 0xff;
    }

    public static long rev8(final long a) {
        return Long.reverseBytes(a);
    }

    public static long bclr(final long a, final long b) {
        return a & ~(1L << b);
    }

    public static long bext(final long a, final long b) {
        return a >>> b & 1;
    }

    public static long binv(final long a, final long b) {
        return a ^ 1L << b;
    }

    public static long bset(final long a, final long b) {
        return a | 1L << b;
    }
}
