// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.isa.fp;

import static org.xpcmachine.isa.fp.Format.TOP;

/**
 * Exact arithmetic of IEEE 754-2019, section 5.4.1, for every format, rounding mode and flag. Operands and results
 * are encodings of the format given; a NaN result is always canonical.
 */
final class Arithmetic {
    /** A double holds 53 bits, so {@code significand >>> SPARE} converts to one exactly. */
    private static final int SPARE = 10;

    private Arithmetic() {}

    static long add(final Format f, final long a, final long b, final int rm, final FpStatus s) {
        if (!f.isFinite(a) || !f.isFinite(b)) {
            return addNonFinite(f, a, b, s);
        }
        if (f.isZero(b)) {
            return f.isZero(a) ? addZeros(f, f.negative(a), f.negative(b), rm) : a;
        }
        if (f.isZero(a)) {
            return b;
        }
        return f.exponent(a) < f.exponent(b) ? addOrdered(f, b, a, rm, s) : addOrdered(f, a, b, rm, s);
    }

    /** The exponent of {@code a} is not the lesser. */
    private static long addOrdered(final Format f, final long a, final long b, final int rm, final FpStatus s) {
        final int exponent = f.exponent(a);
        final long large = f.significand(a);
        final long small = Format.shiftRightJam(f.significand(b), exponent - f.exponent(b));
        if (f.negative(a) == f.negative(b)) {
            return f.round(f.negative(a), exponent, large + small, rm, s);
        }
        // A sticky bit means that the exponents are far apart, so that the difference loses one leading bit at most.
        final long difference = large - small;
        if (difference == 0) {
            return f.zero(rm == RoundingMode.RDN);
        }
        return f.round(f.negative(a) ^ difference < 0, exponent, Math.abs(difference), rm, s);
    }

    private static long addNonFinite(final Format f, final long a, final long b, final FpStatus s) {
        if (f.isNan(a) || f.isNan(b)) {
            return f.propagateNan(a, b, s);
        }
        if (f.isInfinity(a) && f.isInfinity(b) && a != b) {
            return f.invalid(s);
        }
        return f.isInfinity(a) ? a : b;
    }

    private static long addZeros(final Format f, final boolean negativeA, final boolean negativeB, final int rm) {
        return f.zero(negativeA == negativeB ? negativeA : rm == RoundingMode.RDN);
    }

    static long mul(final Format f, final long a, final long b, final int rm, final FpStatus s) {
        final boolean negative = f.negative(a) ^ f.negative(b);
        if (!f.isFinite(a) || !f.isFinite(b)) {
            return mulNonFinite(f, a, b, s);
        }
        if (f.isZero(a) || f.isZero(b)) {
            return f.zero(negative);
        }
        final UInt128 product = UInt128.product(f.significand(a), f.significand(b));
        return roundWide(f, negative, f.exponent(a) + f.exponent(b), product, rm, s);
    }

    private static long mulNonFinite(final Format f, final long a, final long b, final FpStatus s) {
        if (f.isNan(a) || f.isNan(b)) {
            return f.propagateNan(a, b, s);
        }
        return f.isZero(a) || f.isZero(b) ? f.invalid(s) : f.infinity(f.negative(a) ^ f.negative(b));
    }

    /** Rounds wide * 2<sup>exponent - 2 * {@value Format#TOP}</sup>. */
    private static long roundWide(
            final Format f,
            final boolean negative,
            final int exponent,
            final UInt128 wide,
            final int rm,
            final FpStatus s) {
        final int shift = wide.leadingZeros();
        return f.round(negative, exponent + Long.SIZE - TOP - shift, wide.upperJam(shift), rm, s);
    }

    static long div(final Format f, final long a, final long b, final int rm, final FpStatus s) {
        final boolean negative = f.negative(a) ^ f.negative(b);
        if (f.isNan(a) || f.isNan(b)) {
            return f.propagateNan(a, b, s);
        }
        if (f.isInfinity(a) || f.isZero(b)) {
            return divToInfinity(f, a, b, s);
        }
        if (f.isZero(a) || f.isInfinity(b)) {
            return f.zero(negative);
        }
        final long dividend = f.significand(a) >>> SPARE;
        final long divisor = f.significand(b) >>> SPARE;
        final int scale = dividend >= divisor ? TOP - SPARE : TOP - SPARE + 1;
        // Within half a unit of the quotient * 2^scale, which has 53 bits: the sign of the remainder tells on which
        // side.
        final long quotient = (long) ((double) dividend / divisor * (1L << scale));
        final long remainder = (dividend << scale) - quotient * divisor;
        return f.round(
                negative,
                f.exponent(a) - f.exponent(b) + TOP - SPARE - scale,
                (quotient << SPARE) + Long.signum(remainder),
                rm,
                s);
    }

    /** The dividend is infinite or the divisor is zero. */
    private static long divToInfinity(final Format f, final long a, final long b, final FpStatus s) {
        if (f.isInfinity(a) ? f.isInfinity(b) : f.isZero(a)) {
            return f.invalid(s);
        }
        if (!f.isInfinity(a)) {
            s.raise(FpStatus.DZ);
        }
        return f.infinity(f.negative(a) ^ f.negative(b));
    }

    static long sqrt(final Format f, final long a, final int rm, final FpStatus s) {
        if (f.isNan(a)) {
            return f.propagateNan(a, a, s);
        }
        if (f.isZero(a)) {
            return a;
        }
        if (f.negative(a)) {
            return f.invalid(s);
        }
        if (f.isInfinity(a)) {
            return a;
        }
        final int exponent = f.exponent(a);
        final long radicand = f.significand(a) >>> SPARE - (exponent & 1);
        // Within half a unit of the root, which has 53 bits: the sign of the remainder tells on which side.
        final long root = (long) Math.sqrt((double) radicand * (1L << TOP - SPARE));
        final long remainder = (radicand << TOP - SPARE) - root * root;
        return f.round(false, exponent >> 1, (root << SPARE) + Long.signum(remainder), rm, s);
    }

    /** a * b + c, rounded once. */
    static long fma(final Format f, final long a, final long b, final long c, final int rm, final FpStatus s) {
        if (!f.isFinite(a) || !f.isFinite(b) || !f.isFinite(c)) {
            return fmaNonFinite(f, a, b, c, s);
        }
        final boolean negative = f.negative(a) ^ f.negative(b);
        if (f.isZero(a) || f.isZero(b)) {
            return f.isZero(c) ? addZeros(f, negative, f.negative(c), rm) : c;
        }
        final int exponent = f.exponent(a) + f.exponent(b);
        final UInt128 product = UInt128.product(f.significand(a), f.significand(b));
        if (f.isZero(c)) {
            return roundWide(f, negative, exponent, product, rm, s);
        }
        final UInt128 addend = new UInt128(f.significand(c) >>> Long.SIZE - TOP, 0);
        final int gap = exponent - f.exponent(c);
        final UInt128 p = gap < 0 ? product.shiftRightJam(-gap) : product;
        final UInt128 q = gap > 0 ? addend.shiftRightJam(gap) : addend;
        final int common = gap < 0 ? f.exponent(c) : exponent;
        if (negative == f.negative(c)) {
            return roundWide(f, negative, common, p.plus(q), rm, s);
        }
        final boolean less = p.lessThan(q);
        final UInt128 difference = less ? q.minus(p) : p.minus(q);
        return difference.isZero()
                ? f.zero(rm == RoundingMode.RDN)
                : roundWide(f, negative ^ less, common, difference, rm, s);
    }

    /**
     * Infinity times zero is invalid whatever the addend: the specification requires NV even if that is a quiet
     * NaN.
     */
    private static long fmaNonFinite(final Format f, final long a, final long b, final long c, final FpStatus s) {
        if (f.isInfinity(a) && f.isZero(b) || f.isZero(a) && f.isInfinity(b)) {
            return f.invalid(s);
        }
        if (f.isNan(a) || f.isNan(b)) {
            f.propagateNan(a, b, s);
            return f.propagateNan(c, c, s);
        }
        final long product = f.isInfinity(a) || f.isInfinity(b) ? f.infinity(f.negative(a) ^ f.negative(b)) : 0;
        return addNonFinite(f, product, c, s);
    }
}
