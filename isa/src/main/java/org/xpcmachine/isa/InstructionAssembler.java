// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.isa;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Encodes one instruction given as text; operands follow {@link Op#operands()} and {@link Compressed#operands()}. */
final class InstructionAssembler {
    private static final Map<String, Op> OPS = new HashMap<>();
    private static final Map<String, Compressed> COMPRESSED = new HashMap<>();
    private static final List<String> ROUNDING_MODES = List.of("rne", "rtz", "rdn", "rup", "rmm", "5", "6", "dyn");
    private static final List<String> ORDERINGS = List.of(".rl", ".aq", ".aqrl");
    private static final InstructionText FENCE_TSO = new InstructionText("fence.tso", List.of());
    private static final int FENCE_TSO_IMM = 0x833;

    static {
        for (final Op op : Op.values()) {
            OPS.put(op.mnemonic(), op);
        }
        OPS.remove(Op.ILLEGAL.mnemonic());
        for (final Compressed row : Compressed.values()) {
            COMPRESSED.put(row.mnemonic(), row);
        }
    }

    private final Symbols symbols;
    private final long address;
    /** Operands by slot; {@code given} tells which ones the text holds. */
    private final int[] values = new int[Slot.values().length];

    private final boolean[] given = new boolean[values.length];

    private InstructionAssembler(final Symbols symbols, final long address) {
        this.symbols = symbols;
        this.address = address;
    }

    /** Size in bytes of an instruction that is no {@link Pseudo}. */
    static int size(final String mnemonic) {
        return COMPRESSED.containsKey(mnemonic) ? Short.BYTES : Integer.BYTES;
    }

    /**
     * The bits of an instruction that is no {@link Pseudo}.
     *
     * @throws IllegalArgumentException if there is no such instruction or an operand does not fit
     */
    static int encode(final InstructionText text, final long address, final Symbols symbols) {
        final InstructionText alias = Aliases.base(text);
        final InstructionText base = alias == null ? text : alias;
        final InstructionAssembler assembler = new InstructionAssembler(symbols, address);
        final Compressed row = COMPRESSED.get(base.mnemonic());
        return row == null ? assembler.wide(base) : assembler.compressed(row, base);
    }

    private int wide(final InstructionText text) {
        if (text.equals(FENCE_TSO)) {
            return Encoder.encode(Op.FENCE, 0, 0, 0, FENCE_TSO_IMM);
        }
        Op op = OPS.get(text.mnemonic());
        if (op == null) {
            op = atomic(text.mnemonic());
        }
        if (op.usesRoundingMode()) {
            set(Slot.RM, op.defaultRoundingMode());
        }
        final List<Operand> operands = op.operands();
        final boolean roundingModeOmitted =
                op.usesRoundingMode() && text.operands().size() == operands.size() - 1;
        parse(text, roundingModeOmitted ? operands.subList(0, operands.size() - 1) : operands);
        return Encoder.encode(op, value(Slot.RD), value(Slot.RS1), value(Slot.RS2), value(Slot.RM), value(Slot.IMM));
    }

    /** The atomic whose mnemonic carries a suffix for aq and rl, which are put into the immediate. */
    private Op atomic(final String mnemonic) {
        final int dot = mnemonic.lastIndexOf('.');
        final int ordering = dot < 0 ? 0 : ORDERINGS.indexOf(mnemonic.substring(dot)) + 1;
        final Op op = ordering == 0 ? null : OPS.get(mnemonic.substring(0, dot));
        if (op == null || op.encoding().field("aq") == null) {
            throw new IllegalArgumentException(
                    "unknown instruction '" + mnemonic + "', or operands that it does not take");
        }
        set(Slot.IMM, ordering);
        return op;
    }

    private int compressed(final Compressed row, final InstructionText text) {
        final List<Operand> operands = row.operands();
        parse(text, row == Compressed.C_NOP && text.operands().isEmpty() ? List.of() : operands);
        for (final Slot slot : List.of(Slot.RD, Slot.RS1, Slot.RS2)) {
            final String source = row.source(slot);
            if (source != null && !given[slot.ordinal()]) {
                set(slot, source.startsWith("x") ? Integer.parseInt(source.substring(1)) : sameSource(row, slot));
            }
        }
        return Encoder.encode(row, value(Slot.RD), value(Slot.RS1), value(Slot.RS2), value(Slot.IMM));
    }

    /**
     * The value of the operand that the field of {@code slot} is given by, such as rd where rs1 is the same register.
     */
    private int sameSource(final Compressed row, final Slot slot) {
        for (final Slot other : Slot.values()) {
            if (given[other.ordinal()] && row.source(slot).equals(row.source(other))) {
                return value(other);
            }
        }
        throw new IllegalStateException(row + " has no operand for " + slot);
    }

    private void parse(final InstructionText text, final List<Operand> operands) {
        if (text.operands().size() != operands.size()) {
            throw new IllegalArgumentException(text.mnemonic() + " takes " + operands.size() + " operands, not "
                    + text.operands().size());
        }
        for (int i = 0; i < operands.size(); i++) {
            parse(operands.get(i), text.operands().get(i));
        }
    }

    private void parse(final Operand operand, final String text) {
        switch (operand) {
            case RD, RS1, RS2 -> set(operand.slot(), integerRegister(text));
            case FD, FS1, FS2, FS3 -> set(operand.slot(), floatRegister(text));
            case IMM -> set(Slot.IMM, number(text));
            case ZIMM -> set(Slot.RS1, number(text));
            case UPPER -> set(Slot.IMM, upper(text));
            case TARGET -> set(Slot.IMM, toInt(Expression.evaluate(text, symbols, address) - address, text));
            case OFFSET_BASE -> offsetBase(text);
            case BASE -> base(text);
            case CSR -> set(Slot.IMM, CsrNames.number(text) >= 0 ? CsrNames.number(text) : number(text));
            case PRED -> set(Slot.IMM, fenceSet(text) << 4);
            case SUCC -> set(Slot.IMM, value(Slot.IMM) | fenceSet(text));
            case RM -> set(Slot.RM, roundingMode(text));
        }
    }

    private void offsetBase(final String text) {
        final String base = InstructionText.baseOf(text);
        if (base.isEmpty()) {
            throw new IllegalArgumentException("not offset(register): " + text);
        }
        final String offset = text.substring(0, text.lastIndexOf('(')).strip();
        set(Slot.RS1, integerRegister(base));
        set(Slot.IMM, offset.isEmpty() ? 0 : number(offset));
    }

    private void base(final String text) {
        final String base = InstructionText.baseOf(text);
        if (!text.startsWith("(") && !text.startsWith("0(") || base.isEmpty()) {
            throw new IllegalArgumentException("not (register): " + text);
        }
        set(Slot.RS1, integerRegister(base));
    }

    private static int integerRegister(final String text) {
        final int number = Registers.xNumber(text);
        if (number < 0) {
            throw new IllegalArgumentException("not an integer register: " + text);
        }
        return number;
    }

    private static int floatRegister(final String text) {
        final int number = Registers.fNumber(text);
        if (number < 0) {
            throw new IllegalArgumentException("not a floating-point register: " + text);
        }
        return number;
    }

    private int upper(final String text) {
        final int value = number(text);
        if (value < -(1 << 19) || value >= 1 << 20) {
            throw new IllegalArgumentException("not a 20-bit number: " + text);
        }
        return value << 12;
    }

    private static int fenceSet(final String text) {
        int set = 0;
        for (final char c : text.toCharArray()) {
            final int index = "wroi".indexOf(c);
            if (index < 0 && !text.equals("0")) {
                throw new IllegalArgumentException("not a subset of iorw: " + text);
            }
            set |= index < 0 ? 0 : 1 << index;
        }
        return set;
    }

    private static int roundingMode(final String text) {
        final int mode = ROUNDING_MODES.indexOf(text);
        if (mode < 0) {
            throw new IllegalArgumentException("not a rounding mode: " + text);
        }
        return mode;
    }

    private int number(final String text) {
        return toInt(Expression.evaluate(text, symbols, address), text);
    }

    private static int toInt(final long value, final String text) {
        if (value != (int) value) {
            throw new IllegalArgumentException("out of range: " + text);
        }
        return (int) value;
    }

    private int value(final Slot slot) {
        return values[slot.ordinal()];
    }

    private void set(final Slot slot, final int value) {
        values[slot.ordinal()] = value;
        given[slot.ordinal()] = true;
    }
}
