// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.isa.fp;

import java.util.SplittableRandom;

/**
 * A seeded source of hard operands: special values, boundaries, sparse and dense fractions, exponents that
 * interact.
 */
final class Operands {
    private final SplittableRandom random;
    private final int fractionBits;
    private final int bias;

    Operands(final Reference format, final long seed) {
        random = new SplittableRandom(seed);
        fractionBits = format.precision() - 1;
        bias = format.maxExponent();
    }

    /** Three encodings. */
    long[] triple() {
        final long a = any();
        final long b = random.nextBoolean() ? any() : near(a);
        final int expected = exponentField(a) + exponentField(b) - bias;
        final long c = switch (random.nextInt(4)) {
            case 0 -> any();
            case 1 -> near(a);
            // The addend of a fused operation close to the product.
            default -> encode(expected + random.nextInt(-fractionBits - 3, fractionBits + 4), fraction());
        };
        return new long[] {a, b, c};
    }

    /** An integer of any magnitude. */
    long integer() {
        final long bits = switch (random.nextInt(4)) {
            case 0 -> random.nextLong();
            case 1 -> (1L << random.nextInt(Long.SIZE)) + random.nextInt(-3, 4);
            case 2 -> random.nextLong(-40, 40);
            default -> -1L << random.nextInt(Long.SIZE) ^ 1L << random.nextInt(Long.SIZE);
        };
        return bits >> random.nextInt(3) * random.nextInt(Long.SIZE);
    }

    boolean chance() {
        return random.nextBoolean();
    }

    private long any() {
        return switch (random.nextInt(8)) {
            case 0 -> encode(random.nextBoolean() ? 2 * bias + 1 : 0, random.nextBoolean() ? 0 : fraction());
            case 1 -> encode(random.nextInt(0, 4), fraction());
            case 2 -> encode(2 * bias + 1 - random.nextInt(4), fraction());
            case 3 -> encode(random.nextInt(2 * bias + 2), fraction());
            // Integers and what lies about the bounds of words and doublewords.
            case 4 -> encode(bias + random.nextInt(-3, 68), fraction());
            // Half the exponent range: products and quotients about the bounds.
            case 5 -> encode(bias / 2 + random.nextInt(-4, 5), fraction());
            case 6 -> encode(bias + bias / 2 + random.nextInt(-4, 5), fraction());
            default -> encode(bias + random.nextInt(-3, 4), fraction());
        };
    }

    private long near(final long other) {
        final int field = exponentField(other);
        return switch (random.nextInt(6)) {
                    case 0 -> encode(field + random.nextInt(-fractionBits - 3, fractionBits + 4), fraction());
                    case 1 -> encode(field + random.nextInt(-2, 3), fraction());
                    // One unit or so apart, of either sign.
                    case 2 ->
                        other + random.nextInt(-2, 3) ^ (random.nextBoolean() ? 1L << Long.SIZE - 1 : 0) & signBit();
                    case 3 -> other ^ (random.nextBoolean() ? signBit() : 0);
                    // The product of both, then their quotient, about the least normal value, and some subnormal ones.
                    case 4 -> encode(bias - field + random.nextInt(-fractionBits - 4, 4), fraction());
                    default -> encode(field + bias - random.nextInt(-4, fractionBits + 4), fraction());
                }
                & (signBit() << 1) - 1;
    }

    private long signBit() {
        return 2L * bias + 2 << fractionBits;
    }

    private int exponentField(final long bits) {
        return (int) (bits >>> fractionBits) & 2 * bias + 1;
    }

    private long encode(final int exponentField, final long fraction) {
        final long field = Math.clamp(exponentField, 0, 2 * bias + 1);
        return (random.nextBoolean() ? signBit() : 0) | field << fractionBits | fraction;
    }

    private long fraction() {
        final long ones = (1L << fractionBits) - 1;
        return ones
                & switch (random.nextInt(7)) {
                    case 0 -> 0;
                    case 1 -> 1L << random.nextInt(fractionBits);
                    case 2 -> 1L << random.nextInt(fractionBits) | 1L << random.nextInt(fractionBits);
                    case 3 -> ones << random.nextInt(fractionBits);
                    case 4 -> ones >>> random.nextInt(fractionBits);
                    case 5 -> ones ^ 1L << random.nextInt(fractionBits);
                    default -> random.nextLong();
                };
    }
}
