// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.isa.fp;

import static org.xpcmachine.isa.fp.Format.DOUBLE;
import static org.xpcmachine.isa.fp.Format.SINGLE;

/**
 * Meaning of the F extension with 64-bit registers. Operands and results that live in a floating-point register are
 * its 64 raw bits: results are NaN-boxed, and an operand that is not counts as the canonical NaN (unprivileged
 * specification, D, "NaN Boxing of Narrower Values"). {@code rm} is a resolved mode of {@link RoundingMode}, and
 * instructions without one ignore it.
 *
 * <p>The fast path takes the host's result, which strict IEEE arithmetic rounds to nearest even, where the flags
 * are known: the operation is exact, which is checked in double precision, where products of singles are; or NX is
 * set already and the result is finite and above the smallest normal. Everything else is left to {@link
 * Arithmetic}.
 */
public final class Float32 {
    /** What NaN boxing adds to a single. */
    private static final long BOX = 0xffff_ffff_0000_0000L;

    private static final long SIGN = 0x8000_0000L;
    private static final int CANONICAL_NAN = 0x7fc0_0000;

    private Float32() {}

    /** The single in a register, or the canonical NaN if it is not NaN-boxed. */
    static int unbox(final long register) {
        return register >> Integer.SIZE == -1 ? (int) register : CANONICAL_NAN;
    }

    private static long encoding(final long register) {
        return Integer.toUnsignedLong(unbox(register));
    }

    private static float value(final long register) {
        return Float.intBitsToFloat(unbox(register));
    }

    private static long box(final float value) {
        return BOX | Float.floatToRawIntBits(value);
    }

    /** Whether a rounded result says that its operation neither overflowed nor underflowed. */
    private static boolean safe(final float value) {
        final float magnitude = Math.abs(value);
        return magnitude > Float.MIN_NORMAL && magnitude <= Float.MAX_VALUE;
    }

    public static long add(final long a, final long b, final int rm, final FpStatus s) {
        final float x = value(a);
        final float y = value(b);
        final float sum = x + y;
        // A sum never underflows: below the normal range it is exact.
        if (rm == RoundingMode.RNE && Math.abs(sum) <= Float.MAX_VALUE && (s.inexact() || sumResidue(x, y, sum) == 0)) {
            return box(sum);
        }
        return BOX | Arithmetic.add(SINGLE, encoding(a), encoding(b), rm, s);
    }

    /** Knuth's TwoSum: x + y - sum, exactly; NaN if an intermediate overflows. */
    private static float sumResidue(final float x, final float y, final float sum) {
        final float virtual = sum - x;
        return x - (sum - virtual) + (y - virtual);
    }

    public static long sub(final long a, final long b, final int rm, final FpStatus s) {
        return add(a, b ^ SIGN, rm, s);
    }

    public static long mul(final long a, final long b, final int rm, final FpStatus s) {
        final double exact = (double) value(a) * value(b);
        final float product = (float) exact;
        if (rm == RoundingMode.RNE && (product == exact || s.inexact() && safe(product))) {
            return box(product);
        }
        return BOX | Arithmetic.mul(SINGLE, encoding(a), encoding(b), rm, s);
    }

    public static long div(final long a, final long b, final int rm, final FpStatus s) {
        final float x = value(a);
        final float y = value(b);
        final float quotient = x / y;
        if (rm == RoundingMode.RNE && ((double) quotient * y == x || s.inexact() && safe(quotient))) {
            return box(quotient);
        }
        return BOX | Arithmetic.div(SINGLE, encoding(a), encoding(b), rm, s);
    }

    public static long sqrt(final long a, final int rm, final FpStatus s) {
        final float x = value(a);
        // The double root has more than twice the digits of a single, so that rounding it again is harmless.
        final float root = (float) Math.sqrt(x);
        if (rm == RoundingMode.RNE && ((double) root * root == x || s.inexact() && safe(root))) {
            return box(root);
        }
        return BOX | Arithmetic.sqrt(SINGLE, encoding(a), rm, s);
    }

    /** a * b + c, rounded once. */
    public static long madd(final long a, final long b, final long c, final int rm, final FpStatus s) {
        final float x = value(a);
        final float y = value(b);
        final float z = value(c);
        final float result = Math.fma(x, y, z);
        if (rm == RoundingMode.RNE && safe(result) && (s.inexact() || isExact((double) x * y, z, result))) {
            return box(result);
        }
        return BOX | Arithmetic.fma(SINGLE, encoding(a), encoding(b), encoding(c), rm, s);
    }

    /** Whether result is product + z; may say no if the double sum is inexact. */
    private static boolean isExact(final double product, final double z, final double result) {
        final double virtual = result - product;
        return product + z == result && product - (result - virtual) + (z - virtual) == 0;
    }

    /** a * b - c. */
    public static long msub(final long a, final long b, final long c, final int rm, final FpStatus s) {
        return madd(a, b, c ^ SIGN, rm, s);
    }

    /** -(a * b) + c. */
    public static long nmsub(final long a, final long b, final long c, final int rm, final FpStatus s) {
        return madd(a ^ SIGN, b, c, rm, s);
    }

    /** -(a * b) - c. */
    public static long nmadd(final long a, final long b, final long c, final int rm, final FpStatus s) {
        return madd(a ^ SIGN, b, c ^ SIGN, rm, s);
    }

    public static long sgnj(final long a, final long b, final int rm, final FpStatus s) {
        return BOX | encoding(a) & ~SIGN | encoding(b) & SIGN;
    }

    public static long sgnjn(final long a, final long b, final int rm, final FpStatus s) {
        return BOX | encoding(a) & ~SIGN | ~encoding(b) & SIGN;
    }

    public static long sgnjx(final long a, final long b, final int rm, final FpStatus s) {
        return BOX | encoding(a) ^ encoding(b) & SIGN;
    }

    public static long min(final long a, final long b, final int rm, final FpStatus s) {
        final float x = value(a);
        final float y = value(b);
        return x < y ? a : y < x ? b : BOX | Comparison.minUnordered(SINGLE, encoding(a), encoding(b), s);
    }

    public static long max(final long a, final long b, final int rm, final FpStatus s) {
        final float x = value(a);
        final float y = value(b);
        return x > y ? a : y > x ? b : BOX | Comparison.maxUnordered(SINGLE, encoding(a), encoding(b), s);
    }

    /** Quiet: only a signalling NaN raises NV. */
    public static long eq(final long a, final long b, final int rm, final FpStatus s) {
        return value(a) == value(b) ? 1 : Comparison.quietFalse(SINGLE, encoding(a), encoding(b), s);
    }

    /** Signalling: any NaN raises NV. */
    public static long lt(final long a, final long b, final int rm, final FpStatus s) {
        return value(a) < value(b) ? 1 : Comparison.signallingFalse(SINGLE, encoding(a), encoding(b), s);
    }

    /** Signalling: any NaN raises NV. */
    public static long le(final long a, final long b, final int rm, final FpStatus s) {
        return value(a) <= value(b) ? 1 : Comparison.signallingFalse(SINGLE, encoding(a), encoding(b), s);
    }

    /** The class as one bit of ten. */
    public static long classify(final long a, final int rm, final FpStatus s) {
        return Comparison.classify(SINGLE, encoding(a));
    }

    public static long toW(final long a, final int rm, final FpStatus s) {
        return Conversion.toW(SINGLE, encoding(a), value(a), rm, s);
    }

    public static long toWu(final long a, final int rm, final FpStatus s) {
        return Conversion.toWu(SINGLE, encoding(a), rm, s);
    }

    public static long toL(final long a, final int rm, final FpStatus s) {
        return Conversion.toL(SINGLE, encoding(a), value(a), rm, s);
    }

    public static long toLu(final long a, final int rm, final FpStatus s) {
        return Conversion.toLu(SINGLE, encoding(a), rm, s);
    }

    public static long fromW(final long x, final int rm, final FpStatus s) {
        return fromL((int) x, rm, s);
    }

    public static long fromWu(final long x, final int rm, final FpStatus s) {
        return fromL(x & 0xffff_ffffL, rm, s);
    }

    public static long fromL(final long x, final int rm, final FpStatus s) {
        final float converted = x;
        // 2^63, to which the greatest longs round, converts back to the very greatest.
        final boolean exact = (long) converted == x && x != Long.MAX_VALUE;
        return exact || rm == RoundingMode.RNE && s.inexact()
                ? box(converted)
                : BOX | Conversion.fromSigned(SINGLE, x, rm, s);
    }

    public static long fromLu(final long x, final int rm, final FpStatus s) {
        return x >= 0 ? fromL(x, rm, s) : BOX | Conversion.fromUnsigned(SINGLE, x, rm, s);
    }

    /** The low word as it is, sign-extended; its upper half is not looked at. */
    public static long moveToX(final long a, final int rm, final FpStatus s) {
        return (int) a;
    }

    /** The low word as it is. */
    public static long moveFromX(final long x, final int rm, final FpStatus s) {
        return BOX | x;
    }

    /** Narrows a double. */
    public static long fromDouble(final long a, final int rm, final FpStatus s) {
        final double x = Double.longBitsToDouble(a);
        final float narrowed = (float) x;
        return narrowed == x || rm == RoundingMode.RNE && s.inexact() && safe(narrowed)
                ? box(narrowed)
                : BOX | Conversion.convert(DOUBLE, SINGLE, a, rm, s);
    }
}
