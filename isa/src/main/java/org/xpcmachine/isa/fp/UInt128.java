// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.isa.fp;

/** An unsigned integer of 128 bits: {@code high} * 2<sup>64</sup> + {@code low}. Arithmetic wraps. */
record UInt128(long high, long low) {
    /** The full product of two numbers below 2<sup>63</sup>. */
    static UInt128 product(final long a, final long b) {
        return new UInt128(Math.multiplyHigh(a, b), a * b);
    }

    UInt128 plus(final UInt128 other) {
        final long sum = low + other.low;
        return new UInt128(high + other.high + (Long.compareUnsigned(sum, low) < 0 ? 1 : 0), sum);
    }

    UInt128 minus(final UInt128 other) {
        return new UInt128(high - other.high - (Long.compareUnsigned(low, other.low) < 0 ? 1 : 0), low - other.low);
    }

    boolean lessThan(final UInt128 other) {
        return high != other.high
                ? Long.compareUnsigned(high, other.high) < 0
                : Long.compareUnsigned(low, other.low) < 0;
    }

    boolean isZero() {
        return (high | low) == 0;
    }

    int leadingZeros() {
        return high != 0 ? Long.numberOfLeadingZeros(high) : Long.SIZE + Long.numberOfLeadingZeros(low);
    }

    /** Shifts right by any distance from 0; the lowest bit of the result is set if a bit was lost. */
    UInt128 shiftRightJam(final int distance) {
        if (distance == 0) {
            return this;
        }
        if (distance < Long.SIZE) {
            final long lost = low << -distance;
            return new UInt128(high >>> distance, high << -distance | low >>> distance | (lost != 0 ? 1 : 0));
        }
        return new UInt128(0, Format.shiftRightJam(high, distance - Long.SIZE) | (low != 0 ? 1 : 0));
    }

    /** The upper 64 bits after a shift to the left by {@code distance}; the lowest is set if a bit below them is. */
    long upperJam(final int distance) {
        if (distance >= Long.SIZE) {
            return low << distance;
        }
        final long upper = distance == 0 ? high : high << distance | low >>> -distance;
        return low << distance != 0 ? upper | 1 : upper;
    }
}
