// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.isa;

import java.util.Locale;

/**
 * Encodes instructions; the inverse of {@link Decoder}. Every method throws IllegalArgumentException if an operand
 * does not fit.
 */
public final class Encoder {
    private static final Slot[] SLOTS = Slot.values();

    private Encoder() {}

    /**
     * Encodes a 32-bit instruction. Operands that the instruction does not have must be 0. A rounding mode is encoded
     * as the one that assembly text leaves out: dynamic, but RNE for exact conversions.
     *
     * @param rd destination register, 0 to 31
     * @param rs1 first source register, or the 5-bit immediate of a CSR instruction
     * @param rs2 second source register
     * @param imm the immediate as {@link Decoded} describes it
     */
    public static int encode(final Op op, final int rd, final int rs1, final int rs2, final int imm) {
        return encode(op, rd, rs1, rs2, op.usesRoundingMode() ? op.defaultRoundingMode() : 0, imm);
    }

    /** As {@link #encode(Op, int, int, int, int)}, with rounding mode {@code rm}: 0 to 4, or 7 for the dynamic one. */
    public static int encode(final Op op, final int rd, final int rs1, final int rs2, final int rm, final int imm) {
        if (op == Op.ILLEGAL) {
            return imm;
        }
        final int[] values = {rd, rs1, rs2, rm, imm};
        int raw = op.match();
        for (final Slot slot : SLOTS) {
            raw |= encodeSlot(op, slot, values[slot.ordinal()]);
        }
        return raw;
    }

    /** Encodes the 32-bit form of a decoded instruction; the bits themselves if it is illegal. */
    public static int encode(final long decoded) {
        return encode(
                Decoded.op(decoded),
                Decoded.rd(decoded) & 0x1f,
                Decoded.rs1(decoded),
                Decoded.rs2(decoded),
                Decoded.rm(decoded),
                Decoded.imm(decoded));
    }

    /**
     * Encodes a 16-bit instruction. The operands are those of its base instruction; one that the compressed form
     * implies must have the implied value.
     *
     * @return the instruction in the low 16 bits
     */
    public static int encode(final Compressed row, final int rd, final int rs1, final int rs2, final int imm) {
        if (row.source(Slot.RD) != null && row.source(Slot.RD).equals(row.source(Slot.RS1))) {
            fixed("rs1 of " + row.mnemonic(), rd, rs1);
        }
        final int immediate = row.immediate() == null
                ? fixed("the immediate", 0, imm)
                : checkedField(row.mnemonic(), row.immediate(), imm);
        return row.encoding().match()
                | immediate
                | register(row, Slot.RD, rd)
                | register(row, Slot.RS1, rs1)
                | register(row, Slot.RS2, rs2);
    }

    private static int encodeSlot(final Op op, final Slot slot, final int value) {
        int raw = 0;
        int rest = value;
        for (final Field field : op.encoding().fields()) {
            if (Slot.of(field.name()) != slot) {
                continue;
            }
            if (field.signed()) {
                return checkedField(op.mnemonic(), field, value);
            }
            final int held = field.mask();
            if (!field.allowsValue(value & held)) {
                throw new IllegalArgumentException(op.mnemonic() + ": " + field.name() + " " + value + " is reserved");
            }
            raw |= field.insert(value);
            rest &= ~held;
        }
        if (rest != 0) {
            throw new IllegalArgumentException(
                    op.mnemonic() + ": " + slot.name().toLowerCase(Locale.ROOT) + " " + value + " does not fit");
        }
        return raw;
    }

    private static int register(final Compressed row, final Slot slot, final int value) {
        final String source = row.source(slot);
        if (source == null) {
            return fixed("a register that " + row.mnemonic() + " has not", 0, value);
        }
        if (source.startsWith("x")) {
            return fixed("register of " + row.mnemonic(), source.charAt(1) - '0', value);
        }
        final Field field = row.encoding().field(source);
        if (!source.endsWith("'")) {
            return checkedField(row.mnemonic(), field, value);
        }
        if (value < 8 || value > 15) {
            throw new IllegalArgumentException(row.mnemonic() + " takes the registers x8 to x15, not x" + value);
        }
        return field.insert(value - 8);
    }

    private static int fixed(final String what, final int required, final int value) {
        if (value != required) {
            throw new IllegalArgumentException(what + " must be " + required + ", not " + value);
        }
        return 0;
    }

    /** The bits for {@code value}, which must be in the field's range, aligned, and not reserved. */
    private static int checkedField(final String mnemonic, final Field field, final int value) {
        final int bits = field.bits();
        final long low = field.signed() ? -1L << bits - 1 : 0;
        final long high = (field.signed() ? 1L << bits - 1 : 1L << bits) - (1L << field.alignment());
        if (value < low || value > high || (value & (1 << field.alignment()) - 1) != 0) {
            throw new IllegalArgumentException(mnemonic + ": " + value + " is not "
                    + (field.alignment() == 0 ? "" : "a multiple of " + (1 << field.alignment()) + " ") + "between "
                    + low + " and " + high);
        }
        if (!field.allowsValue(value)) {
            throw new IllegalArgumentException(mnemonic + ": " + value + " is reserved");
        }
        return field.insert(value);
    }
}
