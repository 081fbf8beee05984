// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.translator;

import org.xpcmachine.isa.Decoded;
import org.xpcmachine.isa.Kind;

/**
 * Instructions that are executed one after the other. The last may jump or branch; if it does not, execution goes on behind it.
 *
 * @param start offset of the first instruction, see {@link CodeWindow}
 * @param code decoded instructions
 */
record Block(int start, long[] code) {
    /** Offset behind the last instruction. */
    int end() {
        int offset = start;
        for (final long d : code) {
            offset += Decoded.length(d);
        }
        return offset;
    }

    /** Number of the page that it lies in, see {@link CodeWindow}; a block lies in one page. */
    int page() {
        return CodeWindow.pageOf(start);
    }

    long last() {
        return code[code.length - 1];
    }

    /** Whether the last instruction is a jump or branch. */
    boolean endsInJump() {
        return jumps(last());
    }

    /** Offset to which the last instruction, a direct jump or branch, goes. */
    int target() {
        return end() - Decoded.length(last()) + Decoded.imm(last());
    }

    static boolean jumps(final long d) {
        return switch (Decoded.op(d).kind()) {
            case JUMP, JUMP_REG, BRANCH -> true;
            default -> false;
        };
    }

    /** Whether an instruction is a call: a jump that leaves the address behind it in a register. */
    static boolean calls(final long d) {
        final Kind kind = Decoded.op(d).kind();
        return (kind == Kind.JUMP || kind == Kind.JUMP_REG) && Decoded.rd(d) != Decoded.SINK;
    }
}
