// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.isa.fp;

/**
 * Exact conversion between formats, and between a format and integers (unprivileged specification, F, "Single-Precision
 * Floating-Point Conversion and Move Instructions").
 */
final class Conversion {
    private Conversion() {}

    /** Converts an encoding of one format to another. */
    static long convert(final Format from, final Format to, final long bits, final int rm, final FpStatus s) {
        if (from.isNan(bits)) {
            from.propagateNan(bits, bits, s);
            return to.canonicalNan;
        }
        final boolean negative = from.negative(bits);
        if (from.isInfinity(bits)) {
            return to.infinity(negative);
        }
        return from.isZero(bits)
                ? to.zero(negative)
                : to.round(negative, from.exponent(bits), from.significand(bits), rm, s);
    }

    /** Converts a signed integer. */
    static long fromSigned(final Format f, final long value, final int rm, final FpStatus s) {
        return fromMagnitude(f, value < 0, Math.abs(value), rm, s);
    }

    /** Converts an unsigned integer. */
    static long fromUnsigned(final Format f, final long value, final int rm, final FpStatus s) {
        return fromMagnitude(f, false, value, rm, s);
    }

    private static long fromMagnitude(
            final Format f, final boolean negative, final long value, final int rm, final FpStatus s) {
        return value == 0 ? f.zero(false) : f.round(negative, Format.TOP, value, rm, s);
    }

    /** Converts to a signed word, sign-extended; {@code value} is what {@code bits} encodes. */
    static long toW(final Format f, final long bits, final double value, final int rm, final FpStatus s) {
        final int truncated = (int) value;
        return truncated == value || truncates(value, 0x1p31, rm, s)
                ? truncated
                : toInteger(f, bits, Integer.MIN_VALUE, Integer.MAX_VALUE, rm, s);
    }

    /**
     * Whether the host's conversion is the one asked for, with no flag to set: {@code bound} is the first magnitude
     * too large.
     */
    private static boolean truncates(final double value, final double bound, final int rm, final FpStatus s) {
        return rm == RoundingMode.RTZ && s.inexact() && Math.abs(value) < bound;
    }

    /** Converts to an unsigned word, sign-extended all the same. */
    static long toWu(final Format f, final long bits, final int rm, final FpStatus s) {
        return (int) toInteger(f, bits, 0, 0xffff_ffffL, rm, s);
    }

    /** Converts to a signed doubleword; {@code value} is what {@code bits} encodes. */
    static long toL(final Format f, final long bits, final double value, final int rm, final FpStatus s) {
        final long truncated = (long) value;
        // 2^63 converts to the greatest long, which as a double is 2^63 again.
        return truncated == value && truncated != Long.MAX_VALUE || truncates(value, 0x1p63, rm, s)
                ? truncated
                : toInteger(f, bits, Long.MIN_VALUE, Long.MAX_VALUE, rm, s);
    }

    /** Converts to an unsigned doubleword. */
    static long toLu(final Format f, final long bits, final int rm, final FpStatus s) {
        return toInteger(f, bits, 0, -1, rm, s);
    }

    /**
     * Rounds to an integer from {@code min} to {@code max}. What lies outside becomes the nearer bound and raises
     * NV only; a NaN counts as plus infinity.
     *
     * @param min least result, at most 0
     * @param max greatest result, unsigned
     */
    private static long toInteger(
            final Format f, final long bits, final long min, final long max, final int rm, final FpStatus s) {
        if (f.isZero(bits)) {
            return 0;
        }
        final boolean negative = f.negative(bits) && !f.isNan(bits);
        final long bound = negative ? min : max;
        if (!f.isFinite(bits) || f.exponent(bits) >= Long.SIZE) {
            s.raise(FpStatus.NV);
            return bound;
        }
        final int exponent = f.exponent(bits);
        final long significand = f.significand(bits) << Long.SIZE - 1 - Format.TOP;
        final long truncated = exponent < 0 ? 0 : significand >>> Long.SIZE - 1 - exponent;
        final long rest =
                exponent < 0 ? Format.shiftRightJam(significand, -1 - exponent) : significand << exponent << 1;
        final boolean away = RoundingMode.roundsAway(rm, negative, (truncated & 1) != 0, rest);
        final long rounded = away ? truncated + 1 : truncated;
        if (Long.compareUnsigned(rounded, negative ? -min : max) > 0) {
            s.raise(FpStatus.NV);
            return bound;
        }
        if (rest != 0) {
            s.raise(FpStatus.NX);
        }
        return negative ? -rounded : rounded;
    }
}
