// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.isa;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The table of 16-bit instructions (unprivileged specification, "C"): bit pattern (see {@link Encoding}), the base
 * instruction that each expands to, and what the base instruction's rd, rs1 and rs2 are: a field, or a register
 * {@code xN}. The immediate is that of the pattern, or 0. Hints are legal and expand to instructions without effect.
 */
public enum Compressed {
    // Quadrant 0
    C_ADDI4SPN("000 nzuimm[5:4|9:6|2|3] rd' 00", Op.ADDI, "rd'", "x2", null),
    C_FLD("001 uimm[5:3] rs1' uimm[7:6] rd' 00", Op.FLD, "rd'", "rs1'", null),
    C_LW("010 uimm[5:3] rs1' uimm[2|6] rd' 00", Op.LW, "rd'", "rs1'", null),
    C_LD("011 uimm[5:3] rs1' uimm[7:6] rd' 00", Op.LD, "rd'", "rs1'", null),
    C_FSD("101 uimm[5:3] rs1' uimm[7:6] rs2' 00", Op.FSD, null, "rs1'", "rs2'"),
    C_SW("110 uimm[5:3] rs1' uimm[2|6] rs2' 00", Op.SW, null, "rs1'", "rs2'"),
    C_SD("111 uimm[5:3] rs1' uimm[7:6] rs2' 00", Op.SD, null, "rs1'", "rs2'"),

    // Quadrant 1
    C_NOP("000 imm[5] 00000 imm[4:0] 01", Op.ADDI, "x0", "x0", null),
    C_ADDI("000 imm[5] rd!=0 imm[4:0] 01", Op.ADDI, "rd", "rd", null),
    C_ADDIW("001 imm[5] rd!=0 imm[4:0] 01", Op.ADDIW, "rd", "rd", null),
    C_LI("010 imm[5] rd imm[4:0] 01", Op.ADDI, "rd", "x0", null),
    C_ADDI16SP("011 nzimm[9] 00010 nzimm[4|6|8:7|5] 01", Op.ADDI, "x2", "x2", null),
    C_LUI("011 nzimm[17] rd!=2 nzimm[16:12] 01", Op.LUI, "rd", null, null),
    C_SRLI("100 shamt[5] 00 rd' shamt[4:0] 01", Op.SRLI, "rd'", "rd'", null),
    C_SRAI("100 shamt[5] 01 rd' shamt[4:0] 01", Op.SRAI, "rd'", "rd'", null),
    C_ANDI("100 imm[5] 10 rd' imm[4:0] 01", Op.ANDI, "rd'", "rd'", null),
    C_SUB("100 0 11 rd' 00 rs2' 01", Op.SUB, "rd'", "rd'", "rs2'"),
    C_XOR("100 0 11 rd' 01 rs2' 01", Op.XOR, "rd'", "rd'", "rs2'"),
    C_OR("100 0 11 rd' 10 rs2' 01", Op.OR, "rd'", "rd'", "rs2'"),
    C_AND("100 0 11 rd' 11 rs2' 01", Op.AND, "rd'", "rd'", "rs2'"),
    C_SUBW("100 1 11 rd' 00 rs2' 01", Op.SUBW, "rd'", "rd'", "rs2'"),
    C_ADDW("100 1 11 rd' 01 rs2' 01", Op.ADDW, "rd'", "rd'", "rs2'"),
    C_J("101 imm[11|4|9:8|10|6|7|3:1|5] 01", Op.JAL, "x0", null, null),
    C_BEQZ("110 imm[8|4:3] rs1' imm[7:6|2:1|5] 01", Op.BEQ, null, "rs1'", "x0"),
    C_BNEZ("111 imm[8|4:3] rs1' imm[7:6|2:1|5] 01", Op.BNE, null, "rs1'", "x0"),

    // Quadrant 2
    C_SLLI("000 shamt[5] rd shamt[4:0] 10", Op.SLLI, "rd", "rd", null),
    C_FLDSP("001 uimm[5] rd uimm[4:3|8:6] 10", Op.FLD, "rd", "x2", null),
    C_LWSP("010 uimm[5] rd!=0 uimm[4:2|7:6] 10", Op.LW, "rd", "x2", null),
    C_LDSP("011 uimm[5] rd!=0 uimm[4:3|8:6] 10", Op.LD, "rd", "x2", null),
    C_JR("100 0 rs1!=0 00000 10", Op.JALR, "x0", "rs1", null),
    C_MV("100 0 rd rs2!=0 10", Op.ADD, "rd", "x0", "rs2"),
    C_EBREAK("100 1 00000 00000 10", Op.EBREAK, null, null, null),
    C_JALR("100 1 rs1!=0 00000 10", Op.JALR, "x1", "rs1", null),
    C_ADD("100 1 rd rs2!=0 10", Op.ADD, "rd", "rd", "rs2"),
    C_FSDSP("101 uimm[5:3|8:6] rs2 10", Op.FSD, null, "x2", "rs2"),
    C_SWSP("110 uimm[5:2|7:6] rs2 10", Op.SW, null, "x2", "rs2"),
    C_SDSP("111 uimm[5:3|8:6] rs2 10", Op.SD, null, "x2", "rs2");

    private final Encoding encoding;
    private final Op base;
    private final String rd;
    private final String rs1;
    private final String rs2;

    Compressed(final String pattern, final Op base, final String rd, final String rs1, final String rs2) {
        this.encoding = new Encoding(pattern, Short.SIZE);
        this.base = base;
        this.rd = rd;
        this.rs1 = rs1;
        this.rs2 = rs2;
    }

    /** The name in assembly text, {@code c.} included. */
    public String mnemonic() {
        return name().toLowerCase(Locale.ROOT).replace('_', '.');
    }

    /** The 32-bit instruction that this one expands to. */
    public Op base() {
        return base;
    }

    Encoding encoding() {
        return encoding;
    }

    /** What the base instruction's register is: name of a field, {@code xN}, or null if it has none. */
    String source(final Slot slot) {
        return switch (slot) {
            case RD -> rd;
            case RS1 -> rs1;
            case RS2 -> rs2;
            default -> null;
        };
    }

    /** The field that holds the immediate, or null. */
    Field immediate() {
        for (final Field field : encoding.fields()) {
            if (Slot.of(field.name()) == Slot.IMM && !field.name().endsWith("'")) {
                return field;
            }
        }
        return null;
    }

    /**
     * The operands in the order of assembly text: those of the base instruction that the pattern holds, each register
     * once, and {@code sp} where it is implied.
     */
    public List<Operand> operands() {
        final List<Operand> operands = new ArrayList<>();
        final List<String> seen = new ArrayList<>();
        for (final Operand operand : base.operands()) {
            final Slot slot = operand.slot();
            if (slot == Slot.IMM) {
                if (immediate() != null) {
                    operands.add(operand);
                }
                continue;
            }
            final String source = source(slot);
            final boolean register = operand != Operand.OFFSET_BASE || immediate() == null;
            if (source != null && !source.equals("x0") && !source.equals("x1") && !seen.contains(source)) {
                operands.add(register && operand == Operand.OFFSET_BASE ? Operand.RS1 : operand);
                seen.add(source);
            }
        }
        return List.copyOf(operands);
    }
}
