// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.isa.fp;

/**
 * A binary interchange format of IEEE 754-2019, section 3.4. An encoding is the low bits of a {@code long}, the
 * others zero.
 *
 * <p>A finite value other than zero is unpacked as sign, exponent e and significand m with bit {@value #TOP} the
 * highest bit set, and is m * 2<sup>e - {@value #TOP}</sup>. Subnormal values are normalized so, too.
 */
enum Format {
    SINGLE(24, 8),
    DOUBLE(53, 11);

    /** Position of the leading bit of an unpacked significand: one spare bit above, at least ten zero bits below. */
    static final int TOP = 62;

    /** The sign bit. */
    final long sign;
    /** Positive infinity. */
    final long infinity;
    /** The NaN that every operation returns (unprivileged specification, F, "NaN Generation and Propagation"). */
    final long canonicalNan;

    private final int precision;
    private final int maxExponent;
    private final int minExponent;
    private final long quiet;
    private final long fraction;

    Format(final int precision, final int exponentBits) {
        this.precision = precision;
        maxExponent = (1 << exponentBits - 1) - 1;
        minExponent = 1 - maxExponent;
        sign = 1L << precision + exponentBits - 1;
        quiet = 1L << precision - 2;
        fraction = (1L << precision - 1) - 1;
        infinity = sign - 1 & ~fraction;
        canonicalNan = infinity | quiet;
    }

    boolean negative(final long bits) {
        return (bits & sign) != 0;
    }

    boolean isZero(final long bits) {
        return magnitude(bits) == 0;
    }

    boolean isInfinity(final long bits) {
        return magnitude(bits) == infinity;
    }

    boolean isNan(final long bits) {
        return magnitude(bits) > infinity;
    }

    boolean isSignalling(final long bits) {
        return isNan(bits) && (bits & quiet) == 0;
    }

    /** Neither infinity nor NaN. */
    boolean isFinite(final long bits) {
        return magnitude(bits) < infinity;
    }

    boolean isSubnormal(final long bits) {
        return !isZero(bits) && magnitude(bits) <= fraction;
    }

    private long magnitude(final long bits) {
        return bits & sign - 1;
    }

    long zero(final boolean negative) {
        return negative ? sign : 0;
    }

    long infinity(final boolean negative) {
        return zero(negative) | infinity;
    }

    /** The exponent of a finite value other than zero. */
    int exponent(final long bits) {
        final int biased = (int) (magnitude(bits) >>> precision - 1);
        return biased != 0
                ? biased - maxExponent
                : minExponent - (Long.numberOfLeadingZeros(magnitude(bits)) - (Long.SIZE - precision));
    }

    /** The significand of a finite value other than zero. */
    long significand(final long bits) {
        final long stored = bits & fraction;
        final long full = magnitude(bits) > fraction ? stored | fraction + 1 : stored;
        return full << Long.numberOfLeadingZeros(full) - 1;
    }

    /** The canonical NaN in answer to operands of which one is a NaN; NV if one of them is signalling. */
    long propagateNan(final long a, final long b, final FpStatus s) {
        if (isSignalling(a) || isSignalling(b)) {
            s.raise(FpStatus.NV);
        }
        return canonicalNan;
    }

    /** The canonical NaN and NV. */
    long invalid(final FpStatus s) {
        s.raise(FpStatus.NV);
        return canonicalNan;
    }

    /**
     * Rounds significand * 2<sup>exponent - {@value #TOP}</sup> into this format and raises NX, UF and OF as they
     * apply.
     *
     * @param significand unsigned and not zero, need not be normalized; the lowest bit may be sticky (the value
     *     lies strictly between the even numbers beside it) if, once normalized, it lies below the precision and
     *     the half unit
     */
    long round(final boolean negative, final int exponent, final long significand, final int rm, final FpStatus s) {
        final int shift = Long.numberOfLeadingZeros(significand);
        final int scale = exponent + Long.SIZE - 1 - TOP - shift;
        final long normalized = significand << shift;
        if (scale > maxExponent) {
            return overflow(negative, rm, s);
        }
        if (scale < minExponent) {
            return roundTiny(negative, minExponent - scale, normalized, rm, s);
        }
        if (rest(normalized) != 0) {
            s.raise(FpStatus.NX);
        }
        // The leading bit of the rounded significand adds one to the exponent field, and so does a carry out of it.
        final long bits = ((long) (scale - minExponent) << precision - 1) + rounded(negative, normalized, rm);
        return bits < infinity ? zero(negative) | bits : overflow(negative, rm, s);
    }

    /** Rounds a value below the smallest normal one, whose leading bit lies {@code gap} places under that. */
    private long roundTiny(
            final boolean negative, final int gap, final long normalized, final int rm, final FpStatus s) {
        final long denormalized = shiftRightJam(normalized, gap);
        if (rest(denormalized) != 0) {
            // Tininess is detected after rounding as if the exponent had no bound (unprivileged specification, F,
            // "Subnormal Arithmetic").
            final boolean reachesNormal = gap == 1 && rounded(negative, normalized, rm) > fraction + 1 + fraction;
            s.raise(reachesNormal ? FpStatus.NX : FpStatus.UF | FpStatus.NX);
        }
        return zero(negative) | rounded(negative, denormalized, rm);
    }

    /** The upper {@code precision} bits of {@code value}, rounded. */
    private long rounded(final boolean negative, final long value, final int rm) {
        final long kept = value >>> Long.SIZE - precision;
        return RoundingMode.roundsAway(rm, negative, (kept & 1) != 0, rest(value)) ? kept + 1 : kept;
    }

    /** What {@link #rounded} cuts off, moved to the top. */
    private long rest(final long value) {
        return value << precision;
    }

    private long overflow(final boolean negative, final int rm, final FpStatus s) {
        s.raise(FpStatus.OF | FpStatus.NX);
        return infinity(negative) - (RoundingMode.overflowsToInfinity(rm, negative) ? 0 : 1);
    }

    /** Shifts right, unsigned, by any distance from 0; the lowest bit of the result is set if a bit was lost. */
    static long shiftRightJam(final long value, final int distance) {
        if (distance >= Long.SIZE) {
            return value != 0 ? 1 : 0;
        }
        final long shifted = value >>> distance;
        return shifted << distance == value ? shifted : shifted | 1;
    }
}
