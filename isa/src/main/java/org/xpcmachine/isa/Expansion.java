// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.isa;

import java.util.Arrays;

/** How the bits of one row of {@link Op} or {@link Compressed} become a decoded instruction. */
final class Expansion {
    private static final Slot[] REGISTERS = {Slot.RD, Slot.RS1, Slot.RS2};

    private final Encoding encoding;
    private final int mask;
    private final int match;
    private final boolean constrained;
    private final boolean sinksZero;
    private int signBit;
    private long fixed;
    /**
     * Runs of bits: bits 0 to 7 position in the instruction, 8 to 15 position in the decoded one, 16 and up the
     * width.
     */
    private int[] pieces = new int[0];

    Expansion(final Op op) {
        this(op.encoding(), op, Decoded.WIDE);
        for (final Field field : encoding.fields()) {
            add(field, Slot.of(field.name()));
        }
    }

    Expansion(final Compressed row) {
        this(row.encoding(), row.base(), 0);
        for (final Slot slot : REGISTERS) {
            final String source = row.source(slot);
            if (source == null) {
                continue;
            }
            if (source.startsWith("x")) {
                fixed |= (long) (source.charAt(1) - '0') << slot.shift;
            } else {
                add(encoding.field(source), slot);
                fixed |= source.endsWith("'") ? 8L << slot.shift : 0;
            }
        }
        final Field immediate = row.immediate();
        if (immediate != null) {
            add(immediate, Slot.IMM);
        }
    }

    private Expansion(final Encoding encoding, final Op op, final long width) {
        this.encoding = encoding;
        mask = encoding.mask();
        match = encoding.match();
        boolean anyConstrained = false;
        for (final Field field : encoding.fields()) {
            anyConstrained |= field.constrained();
        }
        constrained = anyConstrained;
        sinksZero = op.kind().writesInteger();
        fixed = op.ordinal() | width | Decoded.VALID;
    }

    private void add(final Field field, final Slot slot) {
        final int[] more = field.pieces();
        final int end = pieces.length;
        pieces = Arrays.copyOf(pieces, end + more.length);
        for (int i = 0; i < more.length; i++) {
            pieces[end + i] = more[i] + (slot.shift << 8);
        }
        if (field.signed()) {
            signBit = slot.shift + field.bits() - 1;
        }
    }

    boolean matches(final int raw) {
        return (raw & mask) == match && (!constrained || encoding.matches(raw));
    }

    long decode(final int raw) {
        long decoded = fixed;
        for (final int piece : pieces) {
            decoded |= (long) (raw >>> (piece & 0xff) & Field.mask(piece)) << (piece >> 8 & 0xff);
        }
        if (signBit != 0 && (decoded >>> signBit & 1) != 0) {
            decoded |= -1L << signBit;
        }
        if (sinksZero && Decoded.rd(decoded) == 0) {
            decoded |= (long) Decoded.SINK << Decoded.RD_SHIFT;
        }
        return decoded;
    }
}
