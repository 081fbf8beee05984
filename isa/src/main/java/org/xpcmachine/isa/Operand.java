// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.isa;

/** An operand as assembly text shows it, and the encoding field that must exist for it to be shown. */
public enum Operand {
    /** Integer destination. */
    RD("rd"),
    RS1("rs1"),
    RS2("rs2"),
    /** Floating-point destination. */
    FD("rd"),
    FS1("rs1"),
    FS2("rs2"),
    /** Third floating-point source, held in the immediate slot. */
    FS3("rs3"),
    /** A signed immediate or a shift amount, as a number. */
    IMM(null),
    /** Bits 31 to 12 of the immediate, as an unsigned 20-bit number. */
    UPPER(null),
    /** Address of a jump or a branch: the instruction's own plus the immediate. */
    TARGET(null),
    /** {@code imm(rs1)}. */
    OFFSET_BASE("rs1"),
    /** {@code (rs1)}. */
    BASE("rs1"),
    /** Name or number of a CSR. */
    CSR("csr"),
    /** Unsigned 5-bit immediate of a CSR instruction, held in the slot of rs1. */
    ZIMM("zimm"),
    /** Predecessor set of a fence: a subset of {@code iorw}. */
    PRED("pred"),
    /** Successor set of a fence. */
    SUCC("succ"),
    /** Rounding mode, optional in text. */
    RM("rm");

    private final String field;

    Operand(final String field) {
        this.field = field;
    }

    /** Where a decoded instruction holds the operand; for {@link #OFFSET_BASE}, its base. */
    Slot slot() {
        return field == null ? Slot.IMM : Slot.of(field);
    }

    boolean presentIn(final Encoding encoding) {
        return field == null || encoding.field(field) != null;
    }
}
