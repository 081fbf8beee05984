// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.isa;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.xpcmachine.isa.fp.Float32;
import org.xpcmachine.isa.fp.Float64;

/**
 * The table of 32-bit instructions: bit pattern (see {@link Encoding}), kind, extension, memory access, and the
 * static method that is its meaning. Everything else about an instruction is derived from its row.
 */
public enum Op {
    /** Whatever is no instruction; first, so that no decoded instruction of another kind has ordinal 0. */
    ILLEGAL("--------------------------------", Kind.SYSTEM, Extension.I),

    // Unprivileged, chapter 2: RV32I and RV64I
    LUI("imm[31:12] rd 0110111", Kind.PC_IMM, Extension.I, Alu.class),
    AUIPC("imm[31:12] rd 0010111", Kind.PC_IMM, Extension.I, Alu.class),
    JAL("imm[20|10:1|11|19:12] rd 1101111", Kind.JUMP, Extension.I),
    JALR("imm[11:0] rs1 000 rd 1100111", Kind.JUMP_REG, Extension.I),
    BEQ("imm[12|10:5] rs2 rs1 000 imm[4:1|11] 1100011", Kind.BRANCH, Extension.I, Branch.class, "eq"),
    BNE("imm[12|10:5] rs2 rs1 001 imm[4:1|11] 1100011", Kind.BRANCH, Extension.I, Branch.class, "ne"),
    BLT("imm[12|10:5] rs2 rs1 100 imm[4:1|11] 1100011", Kind.BRANCH, Extension.I, Branch.class, "lt"),
    BGE("imm[12|10:5] rs2 rs1 101 imm[4:1|11] 1100011", Kind.BRANCH, Extension.I, Branch.class, "ge"),
    BLTU("imm[12|10:5] rs2 rs1 110 imm[4:1|11] 1100011", Kind.BRANCH, Extension.I, Branch.class, "ltu"),
    BGEU("imm[12|10:5] rs2 rs1 111 imm[4:1|11] 1100011", Kind.BRANCH, Extension.I, Branch.class, "geu"),
    LB("imm[11:0] rs1 000 rd 0000011", Kind.LOAD, Extension.I, Access.B),
    LH("imm[11:0] rs1 001 rd 0000011", Kind.LOAD, Extension.I, Access.H),
    LW("imm[11:0] rs1 010 rd 0000011", Kind.LOAD, Extension.I, Access.W),
    LD("imm[11:0] rs1 011 rd 0000011", Kind.LOAD, Extension.I, Access.D),
    LBU("imm[11:0] rs1 100 rd 0000011", Kind.LOAD, Extension.I, Access.BU),
    LHU("imm[11:0] rs1 101 rd 0000011", Kind.LOAD, Extension.I, Access.HU),
    LWU("imm[11:0] rs1 110 rd 0000011", Kind.LOAD, Extension.I, Access.WU),
    SB("imm[11:5] rs2 rs1 000 imm[4:0] 0100011", Kind.STORE, Extension.I, Access.B),
    SH("imm[11:5] rs2 rs1 001 imm[4:0] 0100011", Kind.STORE, Extension.I, Access.H),
    SW("imm[11:5] rs2 rs1 010 imm[4:0] 0100011", Kind.STORE, Extension.I, Access.W),
    SD("imm[11:5] rs2 rs1 011 imm[4:0] 0100011", Kind.STORE, Extension.I, Access.D),
    ADDI("imm[11:0] rs1 000 rd 0010011", Kind.RI, Extension.I, Alu.class, "add"),
    SLTI("imm[11:0] rs1 010 rd 0010011", Kind.RI, Extension.I, Alu.class, "slt"),
    SLTIU("imm[11:0] rs1 011 rd 0010011", Kind.RI, Extension.I, Alu.class, "sltu"),
    XORI("imm[11:0] rs1 100 rd 0010011", Kind.RI, Extension.I, Alu.class, "xor"),
    ORI("imm[11:0] rs1 110 rd 0010011", Kind.RI, Extension.I, Alu.class, "or"),
    ANDI("imm[11:0] rs1 111 rd 0010011", Kind.RI, Extension.I, Alu.class, "and"),
    SLLI("000000 shamt[5:0] rs1 001 rd 0010011", Kind.RI, Extension.I, Alu.class, "sll"),
    SRLI("000000 shamt[5:0] rs1 101 rd 0010011", Kind.RI, Extension.I, Alu.class, "srl"),
    SRAI("010000 shamt[5:0] rs1 101 rd 0010011", Kind.RI, Extension.I, Alu.class, "sra"),
    ADD("0000000 rs2 rs1 000 rd 0110011", Kind.RR, Extension.I, Alu.class),
    SUB("0100000 rs2 rs1 000 rd 0110011", Kind.RR, Extension.I, Alu.class),
    SLL("0000000 rs2 rs1 001 rd 0110011", Kind.RR, Extension.I, Alu.class),
    SLT("0000000 rs2 rs1 010 rd 0110011", Kind.RR, Extension.I, Alu.class),
    SLTU("0000000 rs2 rs1 011 rd 0110011", Kind.RR, Extension.I, Alu.class),
    XOR("0000000 rs2 rs1 100 rd 0110011", Kind.RR, Extension.I, Alu.class),
    SRL("0000000 rs2 rs1 101 rd 0110011", Kind.RR, Extension.I, Alu.class),
    SRA("0100000 rs2 rs1 101 rd 0110011", Kind.RR, Extension.I, Alu.class),
    OR("0000000 rs2 rs1 110 rd 0110011", Kind.RR, Extension.I, Alu.class),
    AND("0000000 rs2 rs1 111 rd 0110011", Kind.RR, Extension.I, Alu.class),
    ADDIW("imm[11:0] rs1 000 rd 0011011", Kind.RI, Extension.I, Alu.class, "addw"),
    SLLIW("0000000 shamt[4:0] rs1 001 rd 0011011", Kind.RI, Extension.I, Alu.class, "sllw"),
    SRLIW("0000000 shamt[4:0] rs1 101 rd 0011011", Kind.RI, Extension.I, Alu.class, "srlw"),
    SRAIW("0100000 shamt[4:0] rs1 101 rd 0011011", Kind.RI, Extension.I, Alu.class, "sraw"),
    ADDW("0000000 rs2 rs1 000 rd 0111011", Kind.RR, Extension.I, Alu.class),
    SUBW("0100000 rs2 rs1 000 rd 0111011", Kind.RR, Extension.I, Alu.class),
    SLLW("0000000 rs2 rs1 001 rd 0111011", Kind.RR, Extension.I, Alu.class),
    SRLW("0000000 rs2 rs1 101 rd 0111011", Kind.RR, Extension.I, Alu.class),
    SRAW("0100000 rs2 rs1 101 rd 0111011", Kind.RR, Extension.I, Alu.class),
    FENCE("fm pred succ ----- 000 ----- 0001111", Kind.FENCE, Extension.I),
    FENCE_I("------------ ----- 001 ----- 0001111", Kind.SYSTEM, Extension.ZIFENCEI),

    // Privileged
    ECALL("000000000000 00000 000 00000 1110011", Kind.SYSTEM, Extension.SYSTEM),
    EBREAK("000000000001 00000 000 00000 1110011", Kind.SYSTEM, Extension.SYSTEM),
    SRET("000100000010 00000 000 00000 1110011", Kind.SYSTEM, Extension.SYSTEM),
    MRET("001100000010 00000 000 00000 1110011", Kind.SYSTEM, Extension.SYSTEM),
    WFI("000100000101 00000 000 00000 1110011", Kind.SYSTEM, Extension.SYSTEM),
    SFENCE_VMA("0001001 rs2 rs1 000 00000 1110011", Kind.SYSTEM, Extension.SYSTEM),

    // Zicsr
    CSRRW("csr rs1 001 rd 1110011", Kind.CSR, Extension.ZICSR),
    CSRRS("csr rs1 010 rd 1110011", Kind.CSR, Extension.ZICSR),
    CSRRC("csr rs1 011 rd 1110011", Kind.CSR, Extension.ZICSR),
    CSRRWI("csr zimm 101 rd 1110011", Kind.CSR, Extension.ZICSR),
    CSRRSI("csr zimm 110 rd 1110011", Kind.CSR, Extension.ZICSR),
    CSRRCI("csr zimm 111 rd 1110011", Kind.CSR, Extension.ZICSR),

    // M
    MUL("0000001 rs2 rs1 000 rd 0110011", Kind.RR, Extension.M, MulDiv.class),
    MULH("0000001 rs2 rs1 001 rd 0110011", Kind.RR, Extension.M, MulDiv.class),
    MULHSU("0000001 rs2 rs1 010 rd 0110011", Kind.RR, Extension.M, MulDiv.class),
    MULHU("0000001 rs2 rs1 011 rd 0110011", Kind.RR, Extension.M, MulDiv.class),
    DIV("0000001 rs2 rs1 100 rd 0110011", Kind.RR, Extension.M, MulDiv.class),
    DIVU("0000001 rs2 rs1 101 rd 0110011", Kind.RR, Extension.M, MulDiv.class),
    REM("0000001 rs2 rs1 110 rd 0110011", Kind.RR, Extension.M, MulDiv.class),
    REMU("0000001 rs2 rs1 111 rd 0110011", Kind.RR, Extension.M, MulDiv.class),
    MULW("0000001 rs2 rs1 000 rd 0111011", Kind.RR, Extension.M, MulDiv.class),
    DIVW("0000001 rs2 rs1 100 rd 0111011", Kind.RR, Extension.M, MulDiv.class),
    DIVUW("0000001 rs2 rs1 101 rd 0111011", Kind.RR, Extension.M, MulDiv.class),
    REMW("0000001 rs2 rs1 110 rd 0111011", Kind.RR, Extension.M, MulDiv.class),
    REMUW("0000001 rs2 rs1 111 rd 0111011", Kind.RR, Extension.M, MulDiv.class),

    // A
    LR_W("00010 aq rl 00000 rs1 010 rd 0101111", Kind.LR, Extension.A, Access.W),
    SC_W("00011 aq rl rs2 rs1 010 rd 0101111", Kind.SC, Extension.A, Access.W),
    AMOSWAP_W("00001 aq rl rs2 rs1 010 rd 0101111", Kind.AMO, Extension.A, Access.W, Amo.class, "swap"),
    AMOADD_W("00000 aq rl rs2 rs1 010 rd 0101111", Kind.AMO, Extension.A, Access.W, Amo.class, "add"),
    AMOXOR_W("00100 aq rl rs2 rs1 010 rd 0101111", Kind.AMO, Extension.A, Access.W, Amo.class, "xor"),
    AMOAND_W("01100 aq rl rs2 rs1 010 rd 0101111", Kind.AMO, Extension.A, Access.W, Amo.class, "and"),
    AMOOR_W("01000 aq rl rs2 rs1 010 rd 0101111", Kind.AMO, Extension.A, Access.W, Amo.class, "or"),
    AMOMIN_W("10000 aq rl rs2 rs1 010 rd 0101111", Kind.AMO, Extension.A, Access.W, Amo.class, "minw"),
    AMOMAX_W("10100 aq rl rs2 rs1 010 rd 0101111", Kind.AMO, Extension.A, Access.W, Amo.class, "maxw"),
    AMOMINU_W("11000 aq rl rs2 rs1 010 rd 0101111", Kind.AMO, Extension.A, Access.W, Amo.class, "minuw"),
    AMOMAXU_W("11100 aq rl rs2 rs1 010 rd 0101111", Kind.AMO, Extension.A, Access.W, Amo.class, "maxuw"),
    LR_D("00010 aq rl 00000 rs1 011 rd 0101111", Kind.LR, Extension.A, Access.D),
    SC_D("00011 aq rl rs2 rs1 011 rd 0101111", Kind.SC, Extension.A, Access.D),
    AMOSWAP_D("00001 aq rl rs2 rs1 011 rd 0101111", Kind.AMO, Extension.A, Access.D, Amo.class, "swap"),
    AMOADD_D("00000 aq rl rs2 rs1 011 rd 0101111", Kind.AMO, Extension.A, Access.D, Amo.class, "add"),
    AMOXOR_D("00100 aq rl rs2 rs1 011 rd 0101111", Kind.AMO, Extension.A, Access.D, Amo.class, "xor"),
    AMOAND_D("01100 aq rl rs2 rs1 011 rd 0101111", Kind.AMO, Extension.A, Access.D, Amo.class, "and"),
    AMOOR_D("01000 aq rl rs2 rs1 011 rd 0101111", Kind.AMO, Extension.A, Access.D, Amo.class, "or"),
    AMOMIN_D("10000 aq rl rs2 rs1 011 rd 0101111", Kind.AMO, Extension.A, Access.D, Amo.class, "min"),
    AMOMAX_D("10100 aq rl rs2 rs1 011 rd 0101111", Kind.AMO, Extension.A, Access.D, Amo.class, "max"),
    AMOMINU_D("11000 aq rl rs2 rs1 011 rd 0101111", Kind.AMO, Extension.A, Access.D, Amo.class, "minu"),
    AMOMAXU_D("11100 aq rl rs2 rs1 011 rd 0101111", Kind.AMO, Extension.A, Access.D, Amo.class, "maxu"),

    // F
    FLW("imm[11:0] rs1 010 rd 0000111", Kind.FP_LOAD, Extension.F, Access.W),
    FSW("imm[11:5] rs2 rs1 010 imm[4:0] 0100111", Kind.FP_STORE, Extension.F, Access.W),
    FMADD_S("rs3 00 rs2 rs1 rm rd 1000011", Kind.F_FFF, Extension.F, Float32.class, "madd"),
    FMSUB_S("rs3 00 rs2 rs1 rm rd 1000111", Kind.F_FFF, Extension.F, Float32.class, "msub"),
    FNMSUB_S("rs3 00 rs2 rs1 rm rd 1001011", Kind.F_FFF, Extension.F, Float32.class, "nmsub"),
    FNMADD_S("rs3 00 rs2 rs1 rm rd 1001111", Kind.F_FFF, Extension.F, Float32.class, "nmadd"),
    FADD_S("0000000 rs2 rs1 rm rd 1010011", Kind.F_FF, Extension.F, Float32.class, "add"),
    FSUB_S("0000100 rs2 rs1 rm rd 1010011", Kind.F_FF, Extension.F, Float32.class, "sub"),
    FMUL_S("0001000 rs2 rs1 rm rd 1010011", Kind.F_FF, Extension.F, Float32.class, "mul"),
    FDIV_S("0001100 rs2 rs1 rm rd 1010011", Kind.F_FF, Extension.F, Float32.class, "div"),
    FSQRT_S("0101100 00000 rs1 rm rd 1010011", Kind.F_F, Extension.F, Float32.class, "sqrt"),
    FSGNJ_S("0010000 rs2 rs1 000 rd 1010011", Kind.F_FF, Extension.F, Float32.class, "sgnj"),
    FSGNJN_S("0010000 rs2 rs1 001 rd 1010011", Kind.F_FF, Extension.F, Float32.class, "sgnjn"),
    FSGNJX_S("0010000 rs2 rs1 010 rd 1010011", Kind.F_FF, Extension.F, Float32.class, "sgnjx"),
    FMIN_S("0010100 rs2 rs1 000 rd 1010011", Kind.F_FF, Extension.F, Float32.class, "min"),
    FMAX_S("0010100 rs2 rs1 001 rd 1010011", Kind.F_FF, Extension.F, Float32.class, "max"),
    FEQ_S("1010000 rs2 rs1 010 rd 1010011", Kind.X_FF, Extension.F, Float32.class, "eq"),
    FLT_S("1010000 rs2 rs1 001 rd 1010011", Kind.X_FF, Extension.F, Float32.class, "lt"),
    FLE_S("1010000 rs2 rs1 000 rd 1010011", Kind.X_FF, Extension.F, Float32.class, "le"),
    FCLASS_S("1110000 00000 rs1 001 rd 1010011", Kind.X_F, Extension.F, Float32.class, "classify"),
    FCVT_W_S("1100000 00000 rs1 rm rd 1010011", Kind.X_F, Extension.F, Float32.class, "toW"),
    FCVT_WU_S("1100000 00001 rs1 rm rd 1010011", Kind.X_F, Extension.F, Float32.class, "toWu"),
    FCVT_L_S("1100000 00010 rs1 rm rd 1010011", Kind.X_F, Extension.F, Float32.class, "toL"),
    FCVT_LU_S("1100000 00011 rs1 rm rd 1010011", Kind.X_F, Extension.F, Float32.class, "toLu"),
    FCVT_S_W("1101000 00000 rs1 rm rd 1010011", Kind.F_X, Extension.F, Float32.class, "fromW"),
    FCVT_S_WU("1101000 00001 rs1 rm rd 1010011", Kind.F_X, Extension.F, Float32.class, "fromWu"),
    FCVT_S_L("1101000 00010 rs1 rm rd 1010011", Kind.F_X, Extension.F, Float32.class, "fromL"),
    FCVT_S_LU("1101000 00011 rs1 rm rd 1010011", Kind.F_X, Extension.F, Float32.class, "fromLu"),
    FMV_X_W("1110000 00000 rs1 000 rd 1010011", Kind.X_F, Extension.F, Float32.class, "moveToX"),
    FMV_W_X("1111000 00000 rs1 000 rd 1010011", Kind.F_X, Extension.F, Float32.class, "moveFromX"),

    // D
    FLD("imm[11:0] rs1 011 rd 0000111", Kind.FP_LOAD, Extension.D, Access.D),
    FSD("imm[11:5] rs2 rs1 011 imm[4:0] 0100111", Kind.FP_STORE, Extension.D, Access.D),
    FMADD_D("rs3 01 rs2 rs1 rm rd 1000011", Kind.F_FFF, Extension.D, Float64.class, "madd"),
    FMSUB_D("rs3 01 rs2 rs1 rm rd 1000111", Kind.F_FFF, Extension.D, Float64.class, "msub"),
    FNMSUB_D("rs3 01 rs2 rs1 rm rd 1001011", Kind.F_FFF, Extension.D, Float64.class, "nmsub"),
    FNMADD_D("rs3 01 rs2 rs1 rm rd 1001111", Kind.F_FFF, Extension.D, Float64.class, "nmadd"),
    FADD_D("0000001 rs2 rs1 rm rd 1010011", Kind.F_FF, Extension.D, Float64.class, "add"),
    FSUB_D("0000101 rs2 rs1 rm rd 1010011", Kind.F_FF, Extension.D, Float64.class, "sub"),
    FMUL_D("0001001 rs2 rs1 rm rd 1010011", Kind.F_FF, Extension.D, Float64.class, "mul"),
    FDIV_D("0001101 rs2 rs1 rm rd 1010011", Kind.F_FF, Extension.D, Float64.class, "div"),
    FSQRT_D("0101101 00000 rs1 rm rd 1010011", Kind.F_F, Extension.D, Float64.class, "sqrt"),
    FSGNJ_D("0010001 rs2 rs1 000 rd 1010011", Kind.F_FF, Extension.D, Float64.class, "sgnj"),
    FSGNJN_D("0010001 rs2 rs1 001 rd 1010011", Kind.F_FF, Extension.D, Float64.class, "sgnjn"),
    FSGNJX_D("0010001 rs2 rs1 010 rd 1010011", Kind.F_FF, Extension.D, Float64.class, "sgnjx"),
    FMIN_D("0010101 rs2 rs1 000 rd 1010011", Kind.F_FF, Extension.D, Float64.class, "min"),
    FMAX_D("0010101 rs2 rs1 001 rd 1010011", Kind.F_FF, Extension.D, Float64.class, "max"),
    FEQ_D("1010001 rs2 rs1 010 rd 1010011", Kind.X_FF, Extension.D, Float64.class, "eq"),
    FLT_D("1010001 rs2 rs1 001 rd 1010011", Kind.X_FF, Extension.D, Float64.class, "lt"),
    FLE_D("1010001 rs2 rs1 000 rd 1010011", Kind.X_FF, Extension.D, Float64.class, "le"),
    FCLASS_D("1110001 00000 rs1 001 rd 1010011", Kind.X_F, Extension.D, Float64.class, "classify"),
    FCVT_W_D("1100001 00000 rs1 rm rd 1010011", Kind.X_F, Extension.D, Float64.class, "toW"),
    FCVT_WU_D("1100001 00001 rs1 rm rd 1010011", Kind.X_F, Extension.D, Float64.class, "toWu"),
    FCVT_L_D("1100001 00010 rs1 rm rd 1010011", Kind.X_F, Extension.D, Float64.class, "toL"),
    FCVT_LU_D("1100001 00011 rs1 rm rd 1010011", Kind.X_F, Extension.D, Float64.class, "toLu"),
    FCVT_D_W("1101001 00000 rs1 rm rd 1010011", Kind.F_X, Extension.D, Float64.class, "fromW"),
    FCVT_D_WU("1101001 00001 rs1 rm rd 1010011", Kind.F_X, Extension.D, Float64.class, "fromWu"),
    FCVT_D_L("1101001 00010 rs1 rm rd 1010011", Kind.F_X, Extension.D, Float64.class, "fromL"),
    FCVT_D_LU("1101001 00011 rs1 rm rd 1010011", Kind.F_X, Extension.D, Float64.class, "fromLu"),
    FMV_X_D("1110001 00000 rs1 000 rd 1010011", Kind.X_F, Extension.D, Float64.class, "moveToX"),
    FMV_D_X("1111001 00000 rs1 000 rd 1010011", Kind.F_X, Extension.D, Float64.class, "moveFromX"),
    FCVT_S_D("0100000 00001 rs1 rm rd 1010011", Kind.F_F, Extension.D, Float32.class, "fromDouble"),
    FCVT_D_S("0100001 00000 rs1 rm rd 1010011", Kind.F_F, Extension.D, Float64.class, "fromSingle"),

    // Zba
    ADD_UW("0000100 rs2 rs1 000 rd 0111011", Kind.RR, Extension.ZBA, Bitmanip.class),
    SH1ADD("0010000 rs2 rs1 010 rd 0110011", Kind.RR, Extension.ZBA, Bitmanip.class),
    SH2ADD("0010000 rs2 rs1 100 rd 0110011", Kind.RR, Extension.ZBA, Bitmanip.class),
    SH3ADD("0010000 rs2 rs1 110 rd 0110011", Kind.RR, Extension.ZBA, Bitmanip.class),
    SH1ADD_UW("0010000 rs2 rs1 010 rd 0111011", Kind.RR, Extension.ZBA, Bitmanip.class),
    SH2ADD_UW("0010000 rs2 rs1 100 rd 0111011", Kind.RR, Extension.ZBA, Bitmanip.class),
    SH3ADD_UW("0010000 rs2 rs1 110 rd 0111011", Kind.RR, Extension.ZBA, Bitmanip.class),
    SLLI_UW("000010 shamt[5:0] rs1 001 rd 0011011", Kind.RI, Extension.ZBA, Bitmanip.class),

    // Zbb
    ANDN("0100000 rs2 rs1 111 rd 0110011", Kind.RR, Extension.ZBB, Bitmanip.class),
    ORN("0100000 rs2 rs1 110 rd 0110011", Kind.RR, Extension.ZBB, Bitmanip.class),
    XNOR("0100000 rs2 rs1 100 rd 0110011", Kind.RR, Extension.ZBB, Bitmanip.class),
    CLZ("0110000 00000 rs1 001 rd 0010011", Kind.R, Extension.ZBB, Bitmanip.class),
    CTZ("0110000 00001 rs1 001 rd 0010011", Kind.R, Extension.ZBB, Bitmanip.class),
    CPOP("0110000 00010 rs1 001 rd 0010011", Kind.R, Extension.ZBB, Bitmanip.class),
    SEXT_B("0110000 00100 rs1 001 rd 0010011", Kind.R, Extension.ZBB, Bitmanip.class),
    SEXT_H("0110000 00101 rs1 001 rd 0010011", Kind.R, Extension.ZBB, Bitmanip.class),
    CLZW("0110000 00000 rs1 001 rd 0011011", Kind.R, Extension.ZBB, Bitmanip.class),
    CTZW("0110000 00001 rs1 001 rd 0011011", Kind.R, Extension.ZBB, Bitmanip.class),
    CPOPW("0110000 00010 rs1 001 rd 0011011", Kind.R, Extension.ZBB, Bitmanip.class),
    ZEXT_H("0000100 00000 rs1 100 rd 0111011", Kind.R, Extension.ZBB, Bitmanip.class),
    MIN("0000101 rs2 rs1 100 rd 0110011", Kind.RR, Extension.ZBB, Bitmanip.class),
    MINU("0000101 rs2 rs1 101 rd 0110011", Kind.RR, Extension.ZBB, Bitmanip.class),
    MAX("0000101 rs2 rs1 110 rd 0110011", Kind.RR, Extension.ZBB, Bitmanip.class),
    MAXU("0000101 rs2 rs1 111 rd 0110011", Kind.RR, Extension.ZBB, Bitmanip.class),
    ROL("0110000 rs2 rs1 001 rd 0110011", Kind.RR, Extension.ZBB, Bitmanip.class),
    ROR("0110000 rs2 rs1 101 rd 0110011", Kind.RR, Extension.ZBB, Bitmanip.class),
    RORI("011000 shamt[5:0] rs1 101 rd 0010011", Kind.RI, Extension.ZBB, Bitmanip.class, "ror"),
    ROLW("0110000 rs2 rs1 001 rd 0111011", Kind.RR, Extension.ZBB, Bitmanip.class),
    RORW("0110000 rs2 rs1 101 rd 0111011", Kind.RR, Extension.ZBB, Bitmanip.class),
    RORIW("0110000 shamt[4:0] rs1 101 rd 0011011", Kind.RI, Extension.ZBB, Bitmanip.class, "rorw"),
    ORC_B("001010000111 rs1 101 rd 0010011", Kind.R, Extension.ZBB, Bitmanip.class),
    REV8("011010111000 rs1 101 rd 0010011", Kind.R, Extension.ZBB, Bitmanip.class),

    // Zbs
    BCLR("0100100 rs2 rs1 001 rd 0110011", Kind.RR, Extension.ZBS, Bitmanip.class),
    BCLRI("010010 shamt[5:0] rs1 001 rd 0010011", Kind.RI, Extension.ZBS, Bitmanip.class, "bclr"),
    BEXT("0100100 rs2 rs1 101 rd 0110011", Kind.RR, Extension.ZBS, Bitmanip.class),
    BEXTI("010010 shamt[5:0] rs1 101 rd 0010011", Kind.RI, Extension.ZBS, Bitmanip.class, "bext"),
    BINV("0110100 rs2 rs1 001 rd 0110011", Kind.RR, Extension.ZBS, Bitmanip.class),
    BINVI("011010 shamt[5:0] rs1 001 rd 0010011", Kind.RI, Extension.ZBS, Bitmanip.class, "binv"),
    BSET("0010100 rs2 rs1 001 rd 0110011", Kind.RR, Extension.ZBS, Bitmanip.class),
    BSETI("001010 shamt[5:0] rs1 001 rd 0010011", Kind.RI, Extension.ZBS, Bitmanip.class, "bset"),

    // Xxpc, in the custom-0 opcode
    XCALL("0000000 00000 rs1 000 00000 0001011", Kind.SYSTEM, Extension.XXPC),
    XRET("0000000 00000 00000 001 00000 0001011", Kind.SYSTEM, Extension.XXPC),
    SWAPSEG("0000000 00000 rs1 010 00000 0001011", Kind.SYSTEM, Extension.XXPC);

    private static final Op[] OPS = values();

    private final Encoding encoding;
    private final Kind kind;
    private final Extension extension;
    private final Access access;
    private final Class<?> meaningClass;
    private final String explicitName;

    Op(final String pattern, final Kind kind, final Extension extension) {
        this(pattern, kind, extension, null, null, null);
    }

    Op(final String pattern, final Kind kind, final Extension extension, final Access access) {
        this(pattern, kind, extension, access, null, null);
    }

    Op(final String pattern, final Kind kind, final Extension extension, final Class<?> meaning) {
        this(pattern, kind, extension, null, meaning, null);
    }

    Op(final String pattern, final Kind kind, final Extension extension, final Class<?> meaning, final String name) {
        this(pattern, kind, extension, null, meaning, name);
    }

    Op(
            final String pattern,
            final Kind kind,
            final Extension extension,
            final Access access,
            final Class<?> meaning,
            final String name) {
        this.encoding = new Encoding(pattern, Integer.SIZE);
        this.kind = kind;
        this.extension = extension;
        this.access = access;
        this.meaningClass = meaning;
        this.explicitName = name;
    }

    private static String camelCase(final String dotted) {
        final int dot = dotted.indexOf('.');
        return dot < 0
                ? dotted
                : dotted.substring(0, dot) + Character.toUpperCase(dotted.charAt(dot + 1)) + dotted.substring(dot + 2);
    }

    /** The instruction whose {@link #ordinal()} is {@code ordinal}. */
    public static Op of(final int ordinal) {
        return OPS[ordinal];
    }

    /** The name in assembly text, without the suffix of aq and rl. */
    public String mnemonic() {
        return name().toLowerCase(Locale.ROOT).replace('_', '.');
    }

    public Kind kind() {
        return kind;
    }

    public Extension extension() {
        return extension;
    }

    /** Size and extension of the memory access, or null if the instruction makes none. */
    public Access access() {
        return access;
    }

    /** The class that holds the meaning, or null if the kind alone, or the machine, defines what happens. */
    public Class<?> meaningClass() {
        return meaningClass;
    }

    /**
     * Name of the static method that is the meaning, with the signature that the kind states; null without a meaning
     * class.
     */
    public String meaningName() {
        return meaningClass == null || explicitName != null ? explicitName : camelCase(mnemonic());
    }

    /** The bits of the instruction that are constant; 0 for {@link #ILLEGAL}. */
    public int mask() {
        return encoding.mask();
    }

    /** The constant bits. */
    public int match() {
        return encoding.match();
    }

    /** Whether the instruction has a rounding-mode field, which then is 0 to 4, or 7 for the dynamic mode. */
    public boolean usesRoundingMode() {
        return encoding.field("rm") != null;
    }

    /** The operands in the order of assembly text. */
    public List<Operand> operands() {
        final List<Operand> operands = new ArrayList<>(kind.operands());
        operands.removeIf(operand -> !operand.presentIn(encoding));
        return List.copyOf(operands);
    }

    /**
     * The rounding mode that assembly text leaves out: RNE (0) for conversions that are always exact, the dynamic
     * mode (7) elsewhere. The exact ones take a field that assemblers have always written as 0.
     */
    int defaultRoundingMode() {
        return switch (this) {
            case FCVT_D_W, FCVT_D_WU, FCVT_D_S -> 0;
            default -> 7;
        };
    }

    Encoding encoding() {
        return encoding;
    }
}
