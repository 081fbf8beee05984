// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.isa.fp;

import static org.xpcmachine.isa.fp.Format.DOUBLE;
import static org.xpcmachine.isa.fp.Format.SINGLE;

/**
 * Meaning of the D extension. Operands and results that live in a floating-point register are its 64 raw bits;
 * {@code rm} is a resolved mode of {@link RoundingMode}, and instructions without one ignore it.
 *
 * <p>The fast path takes the host's result, which strict IEEE arithmetic rounds to nearest even, where the flags
 * are known: the result is finite and so far from underflow that neither it nor the residue underflows, and NX is
 * either set already or excluded because the residue of the operation, which these formulas give exactly, is zero.
 * Everything else is left to {@link Arithmetic}.
 */
public final class Float64 {
    private static final long SIGN = Long.MIN_VALUE;

    /**
     * Magnitudes from here on leave room for the residue of a product, quotient or root, 2<sup>-106</sup> times as
     * great.
     */
    private static final double SAFE = 0x1p-900;

    private Float64() {}

    public static long add(final long a, final long b, final int rm, final FpStatus s) {
        final double x = Double.longBitsToDouble(a);
        final double y = Double.longBitsToDouble(b);
        final double sum = x + y;
        // A sum never underflows: below the normal range it is exact.
        if (rm == RoundingMode.RNE
                && Math.abs(sum) <= Double.MAX_VALUE
                && (s.inexact() || sumResidue(x, y, sum) == 0)) {
            return Double.doubleToRawLongBits(sum);
        }
        return Arithmetic.add(DOUBLE, a, b, rm, s);
    }

    /** Knuth's TwoSum: x + y - sum, exactly; NaN if an intermediate overflows. */
    private static double sumResidue(final double x, final double y, final double sum) {
        final double virtual = sum - x;
        return x - (sum - virtual) + (y - virtual);
    }

    public static long sub(final long a, final long b, final int rm, final FpStatus s) {
        return add(a, b ^ SIGN, rm, s);
    }

    public static long mul(final long a, final long b, final int rm, final FpStatus s) {
        final double x = Double.longBitsToDouble(a);
        final double y = Double.longBitsToDouble(b);
        final double product = x * y;
        if (rm == RoundingMode.RNE && safe(product) && (s.inexact() || Math.fma(x, y, -product) == 0)) {
            return Double.doubleToRawLongBits(product);
        }
        return Arithmetic.mul(DOUBLE, a, b, rm, s);
    }

    private static boolean safe(final double value) {
        final double magnitude = Math.abs(value);
        return magnitude >= SAFE && magnitude <= Double.MAX_VALUE;
    }

    public static long div(final long a, final long b, final int rm, final FpStatus s) {
        final double x = Double.longBitsToDouble(a);
        final double y = Double.longBitsToDouble(b);
        final double quotient = x / y;
        if (rm == RoundingMode.RNE && safe(quotient) && (s.inexact() || safe(x) && Math.fma(-quotient, y, x) == 0)) {
            return Double.doubleToRawLongBits(quotient);
        }
        return Arithmetic.div(DOUBLE, a, b, rm, s);
    }

    public static long sqrt(final long a, final int rm, final FpStatus s) {
        final double x = Double.longBitsToDouble(a);
        final double root = Math.sqrt(x);
        if (rm == RoundingMode.RNE && safe(x) && x > 0 && (s.inexact() || Math.fma(root, root, -x) == 0)) {
            return Double.doubleToRawLongBits(root);
        }
        return Arithmetic.sqrt(DOUBLE, a, rm, s);
    }

    /** a * b + c, rounded once. */
    public static long madd(final long a, final long b, final long c, final int rm, final FpStatus s) {
        final double x = Double.longBitsToDouble(a);
        final double y = Double.longBitsToDouble(b);
        final double z = Double.longBitsToDouble(c);
        final double result = Math.fma(x, y, z);
        if (rm == RoundingMode.RNE && safe(result) && (s.inexact() || isExact(x, y, z, result))) {
            return Double.doubleToRawLongBits(result);
        }
        return Arithmetic.fma(DOUBLE, a, b, c, rm, s);
    }

    /** Whether both the product and its sum with z are exact; may say no if the sum alone is. */
    private static boolean isExact(final double x, final double y, final double z, final double result) {
        final double product = x * y;
        return safe(product) && Math.fma(x, y, -product) == 0 && sumResidue(product, z, result) == 0;
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
        return a & ~SIGN | b & SIGN;
    }

    public static long sgnjn(final long a, final long b, final int rm, final FpStatus s) {
        return a & ~SIGN | ~b & SIGN;
    }

    public static long sgnjx(final long a, final long b, final int rm, final FpStatus s) {
        return a ^ b & SIGN;
    }

    public static long min(final long a, final long b, final int rm, final FpStatus s) {
        final double x = Double.longBitsToDouble(a);
        final double y = Double.longBitsToDouble(b);
        return x < y ? a : y < x ? b : Comparison.minUnordered(DOUBLE, a, b, s);
    }

    public static long max(final long a, final long b, final int rm, final FpStatus s) {
        final double x = Double.longBitsToDouble(a);
        final double y = Double.longBitsToDouble(b);
        return x > y ? a : y > x ? b : Comparison.maxUnordered(DOUBLE, a, b, s);
    }

    /** Quiet: only a signalling NaN raises NV. */
    public static long eq(final long a, final long b, final int rm, final FpStatus s) {
        return Double.longBitsToDouble(a) == Double.longBitsToDouble(b) ? 1 : Comparison.quietFalse(DOUBLE, a, b, s);
    }

    /** Signalling: any NaN raises NV. */
    public static long lt(final long a, final long b, final int rm, final FpStatus s) {
        return Double.longBitsToDouble(a) < Double.longBitsToDouble(b)
                ? 1
                : Comparison.signallingFalse(DOUBLE, a, b, s);
    }

    /** Signalling: any NaN raises NV. */
    public static long le(final long a, final long b, final int rm, final FpStatus s) {
        return Double.longBitsToDouble(a) <= Double.longBitsToDouble(b)
                ? 1
                : Comparison.signallingFalse(DOUBLE, a, b, s);
    }

    /** The class as one bit of ten. */
    public static long classify(final long a, final int rm, final FpStatus s) {
        return Comparison.classify(DOUBLE, a);
    }

    public static long toW(final long a, final int rm, final FpStatus s) {
        return Conversion.toW(DOUBLE, a, Double.longBitsToDouble(a), rm, s);
    }

    public static long toWu(final long a, final int rm, final FpStatus s) {
        return Conversion.toWu(DOUBLE, a, rm, s);
    }

    public static long toL(final long a, final int rm, final FpStatus s) {
        return Conversion.toL(DOUBLE, a, Double.longBitsToDouble(a), rm, s);
    }

    public static long toLu(final long a, final int rm, final FpStatus s) {
        return Conversion.toLu(DOUBLE, a, rm, s);
    }

    /** Always exact. */
    public static long fromW(final long x, final int rm, final FpStatus s) {
        return Double.doubleToRawLongBits((int) x);
    }

    /** Always exact. */
    public static long fromWu(final long x, final int rm, final FpStatus s) {
        return Double.doubleToRawLongBits(x & 0xffff_ffffL);
    }

    public static long fromL(final long x, final int rm, final FpStatus s) {
        final double converted = x;
        // 2^63, to which the greatest longs round, converts back to the very greatest.
        final boolean exact = (long) converted == x && x != Long.MAX_VALUE;
        return exact || rm == RoundingMode.RNE && s.inexact()
                ? Double.doubleToRawLongBits(converted)
                : Conversion.fromSigned(DOUBLE, x, rm, s);
    }

    public static long fromLu(final long x, final int rm, final FpStatus s) {
        return x >= 0 ? fromL(x, rm, s) : Conversion.fromUnsigned(DOUBLE, x, rm, s);
    }

    /** The bits of a register as they are. */
    public static long moveToX(final long a, final int rm, final FpStatus s) {
        return a;
    }

    /** The bits of a register as they are. */
    public static long moveFromX(final long x, final int rm, final FpStatus s) {
        return x;
    }

    /** Widens a single: always exact, but a NaN becomes canonical. */
    public static long fromSingle(final long a, final int rm, final FpStatus s) {
        final int bits = Float32.unbox(a);
        final double widened = Float.intBitsToFloat(bits);
        return Double.isNaN(widened)
                ? Conversion.convert(SINGLE, DOUBLE, Integer.toUnsignedLong(bits), rm, s)
                : Double.doubleToRawLongBits(widened);
    }
}
