// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.isa;

import java.util.Arrays;

/**
 * A named field of an encoding: one or more runs of bits of the instruction, each holding a run of bits of the value.
 * A field whose name starts with {@code imm} or {@code nzimm} is signed.
 */
final class Field {
    private final String name;
    private int[] pieces = new int[0];
    private int bits;
    private int alignment = 32;
    private long excluded;

    Field(final String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    /** Adds {@code width} bits, from bit {@code from} of the instruction, as bits {@code to} and up of the value. */
    void add(final int from, final int to, final int width) {
        pieces = Arrays.copyOf(pieces, pieces.length + 1);
        pieces[pieces.length - 1] = from | to << 8 | width << 16;
        bits = Math.max(bits, to + width);
        alignment = Math.min(alignment, to);
    }

    /** Makes encodings reserved whose value (unsigned, below 64) in this field is {@code value}. */
    void exclude(final int value) {
        excluded |= 1L << value;
    }

    /**
     * The runs of bits: bits 0 to 7 position in the instruction, 8 to 15 position in the value, 16 and up the width.
     */
    int[] pieces() {
        return pieces;
    }

    boolean signed() {
        return name.startsWith("imm") || name.startsWith("nzimm");
    }

    /** Number of bits of the value, counting the low ones that are always zero. */
    int bits() {
        return bits;
    }

    /** Number of low bits of the value that are always zero. */
    int alignment() {
        return alignment;
    }

    boolean constrained() {
        return excluded != 0;
    }

    /** Whether the field's value in {@code raw} is not a reserved one. */
    boolean allows(final int raw) {
        return allowsValue(extract(raw));
    }

    /** Whether the unsigned {@code value} is not a reserved one. */
    boolean allowsValue(final int value) {
        return value >= Long.SIZE || value < 0 || (excluded >>> value & 1) == 0;
    }

    /** The value, not sign-extended. */
    int extract(final int raw) {
        int value = 0;
        for (final int piece : pieces) {
            value |= (raw >>> (piece & 0xff) & mask(piece)) << (piece >> 8 & 0xff);
        }
        return value;
    }

    /** The bits of an instruction that hold {@code value}. */
    int insert(final int value) {
        int raw = 0;
        for (final int piece : pieces) {
            raw |= (value >>> (piece >> 8 & 0xff) & mask(piece)) << (piece & 0xff);
        }
        return raw;
    }

    /** The bits of the value that the field holds. */
    int mask() {
        int mask = 0;
        for (final int piece : pieces) {
            mask |= mask(piece) << (piece >> 8 & 0xff);
        }
        return mask;
    }

    static int mask(final int piece) {
        return (1 << (piece >> 16)) - 1;
    }
}
