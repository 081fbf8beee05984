// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.isa;

import java.util.ArrayList;
import java.util.List;

/**
 * Turns instructions into text that {@link Assembler} accepts and that reads like the output of objdump: immediates
 * in decimal, targets of jumps as absolute hexadecimal addresses, one blank between mnemonic and operands.
 */
public final class Disassembler {
    private static final String[] ROUNDING_MODES = {"rne", "rtz", "rdn", "rup", "rmm", "5", "6", "dyn"};
    private static final String[] ORDERINGS = {"", ".rl", ".aq", ".aqrl"};
    private static final int FENCE_TSO = 0x833;

    /** How much the text is simplified. */
    public enum Style {
        /**
         * With pseudo-instructions ({@code li}, {@code mv}, {@code ret}); compressed instructions look like 32-bit
         * ones.
         */
        ALIASES,
        /** Every instruction as encoded, compressed ones as {@code c.*}. */
        NO_ALIASES
    }

    private Disassembler() {}

    /** The text of the instruction {@code raw} at address {@code pc}, with aliases. */
    public static String disassemble(final long pc, final int raw) {
        return disassemble(pc, raw, Style.ALIASES);
    }

    /**
     * The text of one instruction.
     *
     * @param pc its address
     * @param raw its 32 bits; if bits 1..0 are not both 1, only the low 16 count
     * @param style what is shown
     * @return the text; an illegal instruction is shown as data, {@code .word} or {@code .half}
     */
    public static String disassemble(final long pc, final int raw, final Style style) {
        final long decoded = Decoder.decode(raw);
        final Op op = Decoded.op(decoded);
        if (op == Op.ILLEGAL) {
            final String directive = Decoded.length(decoded) == 4 ? ".word" : ".half";
            return directive + " 0x" + Integer.toHexString(Decoded.imm(decoded));
        }
        if (style == Style.ALIASES) {
            if (Decoded.length(decoded) == 2 && Decoder.compressed(raw) == Compressed.C_MV) {
                return text("mv", Compressed.C_MV.operands(), pc, decoded, true).toString();
            }
            return Aliases.shown(text(op.mnemonic(), op.operands(), pc, decoded, true))
                    .toString();
        }
        if (Decoded.length(decoded) == 2) {
            return compressed(pc, raw, decoded).toString();
        }
        return text(op.mnemonic(), op.operands(), pc, decoded, false).toString();
    }

    private static InstructionText compressed(final long pc, final int raw, final long decoded) {
        final Compressed row = Decoder.compressed(raw);
        final boolean plainNop = row == Compressed.C_NOP && Decoded.imm(decoded) == 0;
        return text(row.mnemonic(), plainNop ? List.of() : row.operands(), pc, decoded, false);
    }

    private static InstructionText text(
            final String mnemonic,
            final List<Operand> operands,
            final long pc,
            final long decoded,
            final boolean hideDynamic) {
        final Op op = Decoded.op(decoded);
        final int imm = Decoded.imm(decoded);
        if (op == Op.FENCE && imm == FENCE_TSO) {
            return new InstructionText("fence.tso", List.of());
        }
        final List<String> texts = new ArrayList<>();
        for (final Operand operand : operands) {
            if (operand != Operand.RM || !hidden(op, Decoded.rm(decoded), hideDynamic)) {
                texts.add(operand(operand, pc, decoded));
            }
        }
        final boolean atomic = op.kind() == Kind.AMO || op.kind() == Kind.LR || op.kind() == Kind.SC;
        return new InstructionText(atomic ? mnemonic + ORDERINGS[imm & 3] : mnemonic, texts);
    }

    private static boolean hidden(final Op op, final int roundingMode, final boolean hideDynamic) {
        final int usual = op.defaultRoundingMode();
        return roundingMode == usual && (hideDynamic || usual == 0);
    }

    private static String operand(final Operand operand, final long pc, final long decoded) {
        final int imm = Decoded.imm(decoded);
        return switch (operand) {
            case RD -> Registers.x(Decoded.rd(decoded) & 0x1f);
            case RS1 -> Registers.x(Decoded.rs1(decoded));
            case RS2 -> Registers.x(Decoded.rs2(decoded));
            case FD -> Registers.f(Decoded.rd(decoded));
            case FS1 -> Registers.f(Decoded.rs1(decoded));
            case FS2 -> Registers.f(Decoded.rs2(decoded));
            case FS3 -> Registers.f(Decoded.rs3(decoded));
            case IMM -> Integer.toString(imm);
            case UPPER -> Integer.toString(imm >>> 12);
            case TARGET -> "0x" + Long.toHexString(pc + imm);
            case OFFSET_BASE -> imm + "(" + Registers.x(Decoded.rs1(decoded)) + ")";
            case BASE -> "(" + Registers.x(Decoded.rs1(decoded)) + ")";
            case CSR -> CsrNames.name(imm);
            case ZIMM -> Integer.toString(Decoded.rs1(decoded));
            case PRED -> fenceSet(imm >> 4);
            case SUCC -> fenceSet(imm);
            case RM -> ROUNDING_MODES[Decoded.rm(decoded)];
        };
    }

    private static String fenceSet(final int bits) {
        final String set = ((bits & 8) != 0 ? "i" : "")
                + ((bits & 4) != 0 ? "o" : "")
                + ((bits & 2) != 0 ? "r" : "")
                + ((bits & 1) != 0 ? "w" : "");
        return set.isEmpty() ? "0" : set;
    }
}
