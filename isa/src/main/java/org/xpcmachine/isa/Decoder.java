// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.isa;

import java.util.Arrays;

/** Decodes instructions; the tables are derived from {@link Op} and {@link Compressed}. */
public final class Decoder {
    private static final Expansion[] NONE = {};
    private static final int FUNCT3_MASK = 0x7000;
    private static final int OPCODE_MASK = 0x7f;
    private static final int COMPRESSED_KEY_MASK = 0xe003;

    /** Rows by opcode and funct3; a row whose pattern leaves funct3 open is in eight buckets. */
    private static final Expansion[][] WIDE = wideRows();

    /** Rows of compressed instructions by their bits 15..13 and 1..0. */
    private static final Expansion[][] COMPRESSED = compressedRows();

    private Decoder() {}

    /**
     * Decodes an instruction.
     *
     * @param raw the 32 bits at pc; if bits 1..0 are not both 1, only the low 16 count
     * @return the packed instruction, see {@link Decoded}; {@link Op#ILLEGAL} for reserved and unknown encodings
     */
    public static long decode(final int raw) {
        final boolean wide = (raw & 3) == 3;
        final int bits = wide ? raw : raw & 0xffff;
        final Expansion[] bucket = wide ? WIDE[wideKey(raw)] : COMPRESSED[compressedKey(raw)];
        for (final Expansion row : bucket) {
            if (row.matches(bits)) {
                return row.decode(bits);
            }
        }
        return Decoded.pack(Op.ILLEGAL, 0, 0, 0, 0, bits, wide);
    }

    /** Length in bytes, 2 or 4, of the instruction whose first 16 bits are the low bits of {@code raw}. */
    public static int length(final int raw) {
        return (raw & 3) == 3 ? 4 : 2;
    }

    /**
     * The row of a compressed instruction, or null if {@code raw} is a reserved encoding or no compressed
     * instruction.
     */
    static Compressed compressed(final int raw) {
        final int bits = raw & 0xffff;
        for (final Compressed row : Compressed.values()) {
            if (row.encoding().matches(bits)) {
                return row;
            }
        }
        return null;
    }

    private static int wideKey(final int raw) {
        return raw << 1 & 0xf8 | raw >>> 12 & 7;
    }

    private static int compressedKey(final int raw) {
        return raw >>> 11 & 0x1c | raw & 3;
    }

    private static Expansion[][] wideRows() {
        final Expansion[][] rows = new Expansion[256][];
        Arrays.fill(rows, NONE);
        for (final Op op : Op.values()) {
            if (op == Op.ILLEGAL) {
                continue;
            }
            if ((op.mask() & OPCODE_MASK) != OPCODE_MASK) {
                throw new IllegalStateException("opcode of " + op + " is not constant");
            }
            final Expansion row = new Expansion(op);
            for (int funct3 = 0; funct3 < 8; funct3++) {
                final int raw = op.match() & ~FUNCT3_MASK | funct3 << 12;
                if ((raw & op.mask()) == op.match()) {
                    append(rows, wideKey(raw), row);
                }
            }
        }
        return rows;
    }

    private static Expansion[][] compressedRows() {
        final Expansion[][] rows = new Expansion[32][];
        Arrays.fill(rows, NONE);
        for (final Compressed compressed : Compressed.values()) {
            if ((compressed.encoding().mask() & COMPRESSED_KEY_MASK) != COMPRESSED_KEY_MASK) {
                throw new IllegalStateException("opcode of " + compressed + " is not constant");
            }
            append(rows, compressedKey(compressed.encoding().match()), new Expansion(compressed));
        }
        return rows;
    }

    private static void append(final Expansion[][] rows, final int key, final Expansion row) {
        rows[key] = Arrays.copyOf(rows[key], rows[key].length + 1);
        rows[key][rows[key].length - 1] = row;
    }
}
