// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.translator;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import org.xpcmachine.isa.Op;

/**
 * The few meanings that are written as bytecode instead of called, since most instructions that are executed are these: a call that the
 * JVM has yet to inline is what a young region spends its time on. Each does what its method in {@code isa} does; random programs
 * prove it.
 */
final class OwnBytecode {
    private OwnBytecode() {}

    /** Emits the meaning of an integer computation on the operands on the stack; false if it has to be called. */
    static boolean compute(final CodeBuilder code, final Op op) {
        switch (op) {
            case ADD, ADDI, AUIPC -> code.ladd();
            case SUB -> code.lsub();
            case AND, ANDI -> code.land();
            case OR, ORI -> code.lor();
            case XOR, XORI -> code.lxor();
            case SLL, SLLI -> code.l2i().lshl();
            case SRL, SRLI -> code.l2i().lushr();
            case SRA, SRAI -> code.l2i().lshr();
            case ADDW, ADDIW -> code.ladd().l2i().i2l();
            case SUBW -> code.lsub().l2i().i2l();
            case MUL -> code.lmul();
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Emits a branch that is taken if its condition holds for the operands on the stack; false if it has to be called. */
    static boolean branch(final CodeBuilder code, final Op op, final Label target) {
        switch (op) {
            case BEQ -> code.lcmp().ifeq(target);
            case BNE -> code.lcmp().ifne(target);
            case BLT -> code.lcmp().iflt(target);
            case BGE -> code.lcmp().ifge(target);
            default -> {
                return false;
            }
        }
        return true;
    }
}
