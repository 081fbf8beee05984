// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.lockstep;

import java.util.SplittableRandom;

/** Operands on which arithmetic goes wrong: bounds, special values, neighbours, cancelling and halfway sums. */
final class OperandPool {
    private static final int SINGLE_FRACTION = 23;
    private static final int DOUBLE_FRACTION = 52;
    private static final long BOX = 0xffff_ffff_0000_0000L;

    private final SplittableRandom random;

    OperandPool(final SplittableRandom random) {
        this.random = random;
    }

    /** An integer of any magnitude, often beside a power of two. */
    long integer() {
        final long value = switch (random.nextInt(6)) {
            case 0 -> random.nextLong();
            case 1 -> (1L << random.nextInt(64)) + random.nextInt(-2, 3);
            case 2 -> -(1L << random.nextInt(64)) + random.nextInt(-2, 3);
            case 3 -> random.nextInt(-70, 70);
            case 4 -> random.nextLong() >>> random.nextInt(64);
            default -> (long) random.nextInt() << (random.nextBoolean() ? 32 : 0);
        };
        return random.nextInt(8) == 0 ? value | 0x8000_0000L : value;
    }

    /** Three raw register contents to be used together: doubles, or singles of which some are not NaN-boxed. */
    long[] triple(final boolean single) {
        final int fractionBits = single ? SINGLE_FRACTION : DOUBLE_FRACTION;
        final int top = single ? 255 : 2047;
        final long a = number(fractionBits, top);
        final long b = random.nextInt(3) == 0 ? number(fractionBits, top) : related(a, fractionBits, top);
        final long c = switch (random.nextInt(3)) {
            case 0 -> number(fractionBits, top);
            case 1 -> related(a, fractionBits, top);
            default -> {
                final int product = exponent(a, fractionBits, top) + exponent(b, fractionBits, top) - top / 2;
                yield encode(product + random.nextInt(-fractionBits - 3, fractionBits + 4), fractionBits, top);
            }
        };
        final long[] triple = {a, b, c};
        if (single) {
            for (int i = 0; i < triple.length; i++) {
                triple[i] = random.nextInt(24) == 0 ? random.nextLong() & BOX | triple[i] : BOX | triple[i];
            }
        }
        return triple;
    }

    private long number(final int fractionBits, final int top) {
        final int bias = top / 2;
        return switch (random.nextInt(9)) {
            case 0 -> encode(random.nextBoolean() ? top : 0, fractionBits, top);
            case 1 -> withFraction(random.nextBoolean() ? top : 0, 0, fractionBits);
            case 2 -> encode(random.nextInt(3), fractionBits, top);
            case 3 -> encode(top - 1 - random.nextInt(3), fractionBits, top);
            case 4 -> encode(bias + random.nextInt(-3, 67), fractionBits, top);
            case 5 -> encode(bias / 2 + random.nextInt(-4, 5), fractionBits, top);
            case 6 -> encode(bias + bias / 2 + random.nextInt(-4, 5), fractionBits, top);
            case 7 -> encode(random.nextInt(top + 1), fractionBits, top);
            default -> encode(bias + random.nextInt(-2, 3), fractionBits, top);
        };
    }

    /** Near {@code a}, its negative, or such that product or quotient is about one or about the least normal number. */
    private long related(final long a, final int fractionBits, final int top) {
        final int exponent = exponent(a, fractionBits, top);
        final long all = sign(fractionBits, top) * 2 - 1;
        return switch (random.nextInt(6)) {
            case 0 -> a + random.nextInt(-1, 2) & all;
            case 1 -> (a + random.nextInt(-1, 2) ^ sign(fractionBits, top)) & all;
            case 2 -> encode(exponent + random.nextInt(-fractionBits - 3, fractionBits + 4), fractionBits, top);
            case 3 -> encode(top - 1 - exponent + random.nextInt(-2, 3), fractionBits, top);
            case 4 -> encode(top / 2 - exponent + random.nextInt(-fractionBits - 3, 3), fractionBits, top);
            default -> encode(exponent + top / 2 + random.nextInt(-4, fractionBits + 4), fractionBits, top);
        };
    }

    private static long sign(final int fractionBits, final int top) {
        return top + 1L << fractionBits;
    }

    private static int exponent(final long bits, final int fractionBits, final int top) {
        return (int) (bits >>> fractionBits) & top;
    }

    private long encode(final int exponent, final int fractionBits, final int top) {
        return withFraction(Math.clamp(exponent, 0, top), fraction(fractionBits), fractionBits)
                | (random.nextBoolean() ? sign(fractionBits, top) : 0);
    }

    private static long withFraction(final int exponent, final long fraction, final int fractionBits) {
        return (long) exponent << fractionBits | fraction;
    }

    private long fraction(final int bits) {
        final long ones = (1L << bits) - 1;
        return ones
                & switch (random.nextInt(6)) {
                    case 0 -> 0;
                    case 1 -> 1L << random.nextInt(bits);
                    case 2 -> ones << random.nextInt(bits);
                    case 3 -> ones >>> random.nextInt(bits);
                    case 4 -> 1L << random.nextInt(bits) ^ 1L << random.nextInt(bits) ^ 1;
                    default -> random.nextLong();
                };
    }
}
