// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.isa;

import static org.xpcmachine.isa.Operand.BASE;
import static org.xpcmachine.isa.Operand.FD;
import static org.xpcmachine.isa.Operand.FS1;
import static org.xpcmachine.isa.Operand.FS2;
import static org.xpcmachine.isa.Operand.FS3;
import static org.xpcmachine.isa.Operand.IMM;
import static org.xpcmachine.isa.Operand.OFFSET_BASE;
import static org.xpcmachine.isa.Operand.PRED;
import static org.xpcmachine.isa.Operand.RD;
import static org.xpcmachine.isa.Operand.RS1;
import static org.xpcmachine.isa.Operand.RS2;
import static org.xpcmachine.isa.Operand.SUCC;
import static org.xpcmachine.isa.Operand.TARGET;
import static org.xpcmachine.isa.Operand.UPPER;
import static org.xpcmachine.isa.Operand.ZIMM;

import java.util.List;

/**
 * How operands are fetched and the result is written, the signature of the meaning, and the order of operands in
 * assembly text. In the signatures {@code a}, {@code b}, {@code c} are raw contents of floating-point registers.
 */
public enum Kind {
    /** {@code long f(long rs1, long rs2)}. */
    RR(RD, RS1, RS2),
    /** {@code long f(long rs1, long imm)}. */
    RI(RD, RS1, IMM),
    /** {@code long f(long rs1)}. */
    R(RD, RS1),
    /** {@code long f(long pc, long imm)}. */
    PC_IMM(RD, UPPER),
    /** Jump to pc + imm, with the return address in rd. */
    JUMP(RD, TARGET),
    /** Jump to (rs1 + imm) with bit 0 cleared, with the return address in rd. */
    JUMP_REG(RD, OFFSET_BASE),
    /** {@code boolean f(long rs1, long rs2)}; if true, to pc + imm. */
    BRANCH(RS1, RS2, TARGET),
    LOAD(RD, OFFSET_BASE),
    STORE(RS2, OFFSET_BASE),
    FP_LOAD(FD, OFFSET_BASE),
    FP_STORE(FS2, OFFSET_BASE),
    LR(RD, BASE),
    SC(RD, RS2, BASE),
    /** {@code long f(long memory, long rs2)}: memory sign-extended; the store truncates the result. */
    AMO(RD, RS2, BASE),
    /** {@code long f(long a, int rm, FpStatus s)}. */
    F_F(FD, FS1, Operand.RM),
    /** {@code long f(long a, long b, int rm, FpStatus s)}. */
    F_FF(FD, FS1, FS2, Operand.RM),
    /** {@code long f(long a, long b, long c, int rm, FpStatus s)}. */
    F_FFF(FD, FS1, FS2, FS3, Operand.RM),
    /** {@code long f(long a, int rm, FpStatus s)}; the result goes to an integer register. */
    X_F(RD, FS1, Operand.RM),
    /** {@code long f(long a, long b, int rm, FpStatus s)}; the result goes to an integer register. */
    X_FF(RD, FS1, FS2, Operand.RM),
    /** {@code long f(long rs1, int rm, FpStatus s)}; the source is an integer register. */
    F_X(FD, RS1, Operand.RM),
    CSR(RD, Operand.CSR, RS1, ZIMM),
    /** Memory ordering, without effect on a machine whose memory is sequentially consistent. */
    FENCE(PRED, SUCC),
    /** Executed by the machine; ends a block. {@link Op#ILLEGAL} is one of them. */
    SYSTEM(RS1, RS2);

    private final List<Operand> operands;

    Kind(final Operand... operands) {
        this.operands = List.of(operands);
    }

    /** Every operand that an instruction of this kind can have, in the order of assembly text. */
    public List<Operand> operands() {
        return operands;
    }

    /** Whether the result goes to an integer register. */
    public boolean writesInteger() {
        return operands.getFirst() == RD;
    }

    /** Whether the result goes to a floating-point register. */
    public boolean writesFloat() {
        return operands.getFirst() == FD;
    }
}
