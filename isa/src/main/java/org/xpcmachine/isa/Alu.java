// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.isa;

/**
 * Meaning of the integer computations of RV64I. The second operand is a register or an immediate; shifts take its low
 * 6 bits (low 5 for the {@code w} forms), and the {@code w} forms work on the low 32 bits and sign-extend the result.
 */
public final class Alu {
    private Alu() {}

    public static long lui(final long pc, final long imm) {
        return imm;
    }

    public static long auipc(final long pc, final long imm) {
        return pc + imm;
    }

    public static long add(final long a, final long b) {
        return a + b;
    }

    public static long sub(final long a, final long b) {
        return a - b;
    }

    public static long sll(final long a, final long b) {
        return a << b;
    }

    public static long slt(final long a, final long b) {
        return a < b ? 1 : 0;
    }

    public static long sltu(final long a, final long b) {
        return Long.compareUnsigned(a, b) < 0 ? 1 : 0;
    }

    public static long xor(final long a, final long b) {
        return a ^ b;
    }

    public static long srl(final long a, final long b) {
        return a >>> b;
    }

    public static long sra(final long a, final long b) {
        return a >> b;
    }

    public static long or(final long a, final long b) {
        return a | b;
    }

    public static long and(final long a, final long b) {
        return a & b;
    }

    public static long addw(final long a, final long b) {
        return (int) (a + b);
    }

    public static long subw(final long a, final long b) {
        return (int) (a - b);
    }

    public static long sllw(final long a, final long b) {
        return (int) a << b;
    }

    public static long srlw(final long a, final long b) {
        return (int) a >>> b;
    }

    public static long sraw(final long a, final long b) {
        return (int) a >> b;
    }
}
