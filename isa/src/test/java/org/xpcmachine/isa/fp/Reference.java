// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.isa.fp;

import java.math.BigInteger;

/**
 * IEEE 754 arithmetic straight from its definition: the exact result as a big number, rounded once. Slow, plain,
 * and shares nothing with the code under test.
 */
record Reference(int precision, int maxExponent) {
    static final Reference SINGLE = new Reference(24, 127);
    static final Reference DOUBLE = new Reference(53, 1023);

    /** An encoding (or an integer) and the flags raised. */
    record Result(long bits, int flags) {
        @Override
        public String toString() {
            return "%016x flags %x".formatted(bits, flags);
        }
    }

    private enum Sort {
        FINITE,
        INFINITE,
        QUIET,
        SIGNALLING
    }

    /**
     * magnitude * 2^exponent; exact except that with sticky set the value lies strictly above, by less than one
     * unit.
     */
    private record Value(Sort sort, boolean negative, BigInteger magnitude, int exponent, boolean sticky) {
        static Value finite(final BigInteger signed, final int exponent) {
            return new Value(Sort.FINITE, signed.signum() < 0, signed.abs(), exponent, false);
        }

        boolean nan() {
            return sort == Sort.QUIET || sort == Sort.SIGNALLING;
        }

        boolean infinite() {
            return sort == Sort.INFINITE;
        }

        boolean zero() {
            return sort == Sort.FINITE && magnitude.signum() == 0;
        }

        BigInteger signedAt(final int otherExponent) {
            final BigInteger shifted = magnitude.shiftLeft(exponent - otherExponent);
            return negative ? shifted.negate() : shifted;
        }

        Value negate() {
            return new Value(sort, !negative, magnitude, exponent, sticky);
        }
    }

    private Value decode(final long bits) {
        final int fractionBits = precision - 1;
        final long fraction = bits & (1L << fractionBits) - 1;
        final int field = (int) (bits >>> fractionBits) & 2 * maxExponent + 1;
        final boolean negative = (bits >>> fractionBits) > field;
        if (field == 2 * maxExponent + 1) {
            final boolean quiet = fraction >>> fractionBits - 1 != 0;
            final Sort sort = fraction == 0 ? Sort.INFINITE : quiet ? Sort.QUIET : Sort.SIGNALLING;
            return new Value(sort, negative, null, 0, false);
        }
        final long full = field == 0 ? fraction : fraction + (1L << fractionBits);
        final int exponent = Math.max(field, 1) - maxExponent - fractionBits;
        return new Value(Sort.FINITE, negative, BigInteger.valueOf(full), exponent, false);
    }

    private long infinity(final boolean negative) {
        return sign(negative) | (2L * maxExponent + 1) << precision - 1;
    }

    private long sign(final boolean negative) {
        return negative ? 2L * maxExponent + 2 << precision - 1 : 0;
    }

    private Result nan(final int flags) {
        return new Result(infinity(false) | 1L << precision - 2, flags);
    }

    private Result propagated(final Value... operands) {
        for (final Value operand : operands) {
            if (operand.sort == Sort.SIGNALLING) {
                return nan(FpStatus.NV);
            }
        }
        return nan(0);
    }

    /** The multiple of 2^quantum, in units of that, to which a value rounds. */
    private static BigInteger roundTo(final Value v, final int quantum, final int rm) {
        // Two places more than needed, and a third for the sticky part, make every comparison exact.
        final int low = Math.min(v.exponent, quantum) - 2;
        final BigInteger exact =
                v.magnitude.shiftLeft(v.exponent - low).add(v.sticky ? BigInteger.ONE : BigInteger.ZERO);
        final BigInteger unit = BigInteger.ONE.shiftLeft(quantum - low);
        final BigInteger[] parts = exact.divideAndRemainder(unit);
        final int toHalf = parts[1].shiftLeft(1).compareTo(unit);
        final boolean up = parts[1].signum() != 0
                && switch (rm) {
                    case RoundingMode.RNE -> toHalf > 0 || toHalf == 0 && parts[0].testBit(0);
                    case RoundingMode.RTZ -> false;
                    case RoundingMode.RDN -> v.negative;
                    case RoundingMode.RUP -> !v.negative;
                    case RoundingMode.RMM -> toHalf >= 0;
                    default -> throw new IllegalArgumentException("rm " + rm);
                };
        return up ? parts[0].add(BigInteger.ONE) : parts[0];
    }

    private static boolean isMultiple(final Value v, final BigInteger count, final int quantum) {
        return !v.sticky
                && v.magnitude
                        .shiftLeft(Math.max(v.exponent - quantum, 0))
                        .equals(count.shiftLeft(Math.max(quantum - v.exponent, 0)));
    }

    /** Rounds a finite value other than zero. */
    private Result round(final Value v, final int rm) {
        final int leading = v.magnitude.bitLength() - 1 + v.exponent;
        final int minExponent = 1 - maxExponent;
        final int quantum = Math.max(leading, minExponent) - precision + 1;
        final BigInteger count = roundTo(v, quantum, rm);
        final boolean inexact = !isMultiple(v, count, quantum);
        if (count.bitLength() + quantum > maxExponent + 1) {
            final boolean finite = rm == RoundingMode.RTZ || rm == (v.negative ? RoundingMode.RUP : RoundingMode.RDN);
            return new Result(infinity(v.negative) - (finite ? 1 : 0), FpStatus.OF | FpStatus.NX);
        }
        final int unbounded = leading - precision + 1;
        final boolean tiny = roundTo(v, unbounded, rm).bitLength() - 1 + unbounded < minExponent;
        final int flags = inexact ? tiny ? FpStatus.UF | FpStatus.NX : FpStatus.NX : 0;
        return new Result(encode(v.negative, count, quantum), flags);
    }

    private long encode(final boolean negative, final BigInteger count, final int quantum) {
        if (count.bitLength() < precision) {
            return sign(negative) | count.longValueExact();
        }
        // A carry to the next power of two has one bit more than the precision, which is zero.
        final int carry = count.bitLength() - precision;
        final long fraction = count.shiftRight(carry).longValueExact() - (1L << precision - 1);
        final long field = quantum + carry + precision - 1 + maxExponent;
        return sign(negative) | field << precision - 1 | fraction;
    }

    private Result zero(final boolean negative) {
        return new Result(sign(negative), 0);
    }

    private Result sum(final Value a, final Value b, final int rm) {
        if (a.nan() || b.nan()) {
            return propagated(a, b);
        }
        if (a.infinite() || b.infinite()) {
            final boolean opposite = a.infinite() && b.infinite() && a.negative != b.negative;
            return opposite ? nan(FpStatus.NV) : new Result(infinity(a.infinite() ? a.negative : b.negative), 0);
        }
        final int low = Math.min(a.exponent, b.exponent);
        final Value sum = Value.finite(a.signedAt(low).add(b.signedAt(low)), low);
        if (sum.zero()) {
            return zero(a.zero() && b.zero() && a.negative == b.negative ? a.negative : rm == RoundingMode.RDN);
        }
        return round(sum, rm);
    }

    private static Value exactProduct(final Value a, final Value b) {
        return new Value(
                Sort.FINITE,
                a.negative != b.negative,
                a.magnitude.multiply(b.magnitude),
                a.exponent + b.exponent,
                false);
    }

    Result add(final long a, final long b, final int rm) {
        return sum(decode(a), decode(b), rm);
    }

    Result sub(final long a, final long b, final int rm) {
        return sum(decode(a), decode(b).negate(), rm);
    }

    Result mul(final long left, final long right, final int rm) {
        final Value a = decode(left);
        final Value b = decode(right);
        final boolean negative = a.negative != b.negative;
        if (a.nan() || b.nan()) {
            return propagated(a, b);
        }
        if (a.infinite() || b.infinite()) {
            return a.zero() || b.zero() ? nan(FpStatus.NV) : new Result(infinity(negative), 0);
        }
        final Value product = exactProduct(a, b);
        return product.zero() ? zero(negative) : round(product, rm);
    }

    Result div(final long left, final long right, final int rm) {
        final Value a = decode(left);
        final Value b = decode(right);
        final boolean negative = a.negative != b.negative;
        if (a.nan() || b.nan()) {
            return propagated(a, b);
        }
        if (a.infinite() && b.infinite() || a.zero() && b.zero()) {
            return nan(FpStatus.NV);
        }
        if (a.infinite() || b.zero()) {
            return new Result(infinity(negative), a.infinite() ? 0 : FpStatus.DZ);
        }
        if (a.zero() || b.infinite()) {
            return zero(negative);
        }
        final BigInteger[] parts = a.magnitude.shiftLeft(130).divideAndRemainder(b.magnitude);
        final int exponent = a.exponent - b.exponent - 130;
        return round(new Value(Sort.FINITE, negative, parts[0], exponent, parts[1].signum() != 0), rm);
    }

    Result sqrt(final long bits, final int rm) {
        final Value a = decode(bits);
        if (a.nan()) {
            return propagated(a);
        }
        if (a.zero()) {
            return new Result(bits, 0);
        }
        if (a.negative) {
            return nan(FpStatus.NV);
        }
        if (a.infinite()) {
            return new Result(bits, 0);
        }
        final int shift = 160 + (a.exponent & 1);
        final BigInteger[] parts = a.magnitude.shiftLeft(shift).sqrtAndRemainder();
        return round(new Value(Sort.FINITE, false, parts[0], (a.exponent - shift) / 2, parts[1].signum() != 0), rm);
    }

    /** a * b + c, or with the product or the addend negated. */
    Result fma(final boolean negateProduct, final boolean negateAddend, final long[] operands, final int rm) {
        final Value a = negateProduct ? decode(operands[0]).negate() : decode(operands[0]);
        final Value b = decode(operands[1]);
        final Value c = negateAddend ? decode(operands[2]).negate() : decode(operands[2]);
        if (a.infinite() && b.zero() || a.zero() && b.infinite()) {
            return nan(FpStatus.NV);
        }
        if (a.nan() || b.nan() || c.nan()) {
            return propagated(a, b, c);
        }
        if (a.infinite() || b.infinite()) {
            return sum(new Value(Sort.INFINITE, a.negative != b.negative, null, 0, false), c, rm);
        }
        return sum(exactProduct(a, b), c, rm);
    }

    Result min(final long left, final long right) {
        return extreme(left, right, -1);
    }

    Result max(final long left, final long right) {
        return extreme(left, right, 1);
    }

    private Result extreme(final long left, final long right, final int direction) {
        final Value a = decode(left);
        final Value b = decode(right);
        if (a.nan() || b.nan()) {
            final int flags = propagated(a, b).flags;
            return a.nan() && b.nan() ? nan(flags) : new Result(a.nan() ? right : left, flags);
        }
        final int order = compare(a, b) != 0 ? compare(a, b) : Boolean.compare(b.negative, a.negative);
        return new Result(order * direction >= 0 ? left : right, 0);
    }

    private static int compare(final Value a, final Value b) {
        if (a.infinite() || b.infinite()) {
            return Integer.compare(rank(a), rank(b));
        }
        final int low = Math.min(a.exponent, b.exponent);
        return a.signedAt(low).compareTo(b.signedAt(low));
    }

    private static int rank(final Value v) {
        return v.infinite() ? v.negative ? -1 : 1 : 0;
    }

    Result eq(final long a, final long b) {
        return compare(a, b, false, 0, 0);
    }

    Result lt(final long a, final long b) {
        return compare(a, b, true, -1, -1);
    }

    Result le(final long a, final long b) {
        return compare(a, b, true, -1, 0);
    }

    private Result compare(final long left, final long right, final boolean signals, final int from, final int to) {
        final Value a = decode(left);
        final Value b = decode(right);
        if (a.nan() || b.nan()) {
            return new Result(0, signals ? FpStatus.NV : propagated(a, b).flags);
        }
        final int order = compare(a, b);
        return new Result(order >= from && order <= to ? 1 : 0, 0);
    }

    /** To an integer of {@code width} bits. */
    Result toInteger(final int width, final boolean signed, final long bits, final int rm) {
        final Value a = decode(bits);
        final BigInteger max =
                BigInteger.ONE.shiftLeft(signed ? width - 1 : width).subtract(BigInteger.ONE);
        final BigInteger min = signed ? max.not() : BigInteger.ZERO;
        if (a.nan() || a.infinite()) {
            return integer(width, a.nan() || !a.negative ? max : min, FpStatus.NV);
        }
        final BigInteger count = roundTo(a, 0, rm);
        final BigInteger rounded = a.negative ? count.negate() : count;
        if (rounded.compareTo(max) > 0) {
            return integer(width, max, FpStatus.NV);
        }
        if (rounded.compareTo(min) < 0) {
            return integer(width, min, FpStatus.NV);
        }
        return integer(width, rounded, isMultiple(a, count, 0) ? 0 : FpStatus.NX);
    }

    private static Result integer(final int width, final BigInteger value, final int flags) {
        return new Result(width == Integer.SIZE ? value.intValue() : value.longValue(), flags);
    }

    Result fromInteger(final int width, final boolean signed, final long register, final int rm) {
        final BigInteger modulus = BigInteger.ONE.shiftLeft(width);
        final BigInteger unsigned = BigInteger.valueOf(register).mod(modulus);
        final boolean below = signed && unsigned.testBit(width - 1);
        final Value value = Value.finite(below ? unsigned.subtract(modulus) : unsigned, 0);
        return value.zero() ? zero(false) : round(value, rm);
    }

    /** Converts an encoding of another format to this one. */
    Result from(final Reference other, final long bits, final int rm) {
        final Value value = other.decode(bits);
        if (value.nan()) {
            return propagated(value);
        }
        if (value.infinite()) {
            return new Result(infinity(value.negative), 0);
        }
        return value.zero() ? zero(value.negative) : round(value, rm);
    }
}
