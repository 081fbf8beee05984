// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.core;

import org.xpcmachine.isa.Op;

/** The floating-point divider: one bit of the significand a cycle, for division and square root. */
final class Divider {
    private static final int DOUBLE_SIGNIFICAND = 53;
    private static final int SINGLE_SIGNIFICAND = 24;
    private static final int DOUBLE_EXPONENT = 11;
    private static final int SINGLE_EXPONENT = 8;
    private static final long BOX = 0xffff_ffffL << 32;

    private Divider() {}

    /**
     * Returns the cycles from the one in which the divider takes the operands to the one in which it has the result. {@code a} and {@code b}
     * are contents of floating-point registers.
     */
    static int cycles(final Op op, final long a, final long b) {
        return switch (op) {
            case FDIV_D -> divide(a, b, DOUBLE_SIGNIFICAND, DOUBLE_EXPONENT);
            case FDIV_S -> divide(unbox(a), unbox(b), SINGLE_SIGNIFICAND, SINGLE_EXPONENT);
            case FSQRT_D -> root(a, DOUBLE_SIGNIFICAND, DOUBLE_EXPONENT);
            default -> root(unbox(a), SINGLE_SIGNIFICAND, SINGLE_EXPONENT);
        };
    }

    /** A quotient of at least 1 needs no bit to be normalized, and a step less. What is not a number in the usual sense is ready at once. */
    private static int divide(final long a, final long b, final int width, final int exponentBits) {
        if (isSpecial(a, width, exponentBits) || isSpecial(b, width, exponentBits)) {
            return 1;
        }
        return significand(a, width, exponentBits) >= significand(b, width, exponentBits) ? width + 1 : width + 2;
    }

    /** The first step works on two bits if the exponent, without its bias, is odd. */
    private static int root(final long a, final int width, final int exponentBits) {
        final boolean negative = (a >>> width + exponentBits - 1 & 1) != 0;
        if (negative || isSpecial(a, width, exponentBits)) {
            return 1;
        }
        return (exponent(a, width, exponentBits) & 1) != 0 ? width + 1 : width;
    }

    /** Zero, infinite, or not a number. */
    private static boolean isSpecial(final long value, final int width, final int exponentBits) {
        final long all = (1L << exponentBits) - 1;
        final long exponent = value >>> width - 1 & all;
        return exponent == all || exponent == 0 && (value & (1L << width - 1) - 1) == 0;
    }

    /** The significand, normalized to {@code width} bits. */
    private static long significand(final long value, final int width, final int exponentBits) {
        final long fraction = value & (1L << width - 1) - 1;
        final boolean normal = (value >>> width - 1 & (1L << exponentBits) - 1) != 0;
        return normal ? fraction | 1L << width - 1 : fraction << leadingZeros(fraction, width);
    }

    private static int leadingZeros(final long value, final int width) {
        return Long.numberOfLeadingZeros(value) - (Long.SIZE - width);
    }

    /** The biased exponent; that of a subnormal number as if it were normal. */
    private static long exponent(final long value, final int width, final int exponentBits) {
        final long biased = value >>> width - 1 & (1L << exponentBits) - 1;
        final long fraction = value & (1L << width - 1) - 1;
        return biased != 0 ? biased : 1 - leadingZeros(fraction, width);
    }

    /** What is not a boxed single counts as the canonical NaN. */
    private static long unbox(final long register) {
        return (register & BOX) == BOX ? register & ~BOX : 0x7fc0_0000L;
    }
}
