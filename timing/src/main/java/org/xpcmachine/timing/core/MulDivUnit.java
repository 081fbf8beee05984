// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.core;

import org.xpcmachine.isa.Op;

/** The iterative multiplier and divider: how many cycles from ID until the result asks for the register file's write port. */
final class MulDivUnit {
    /** ID to the first step (EX), and the last step to the response. */
    private static final int ENTER_AND_LEAVE = 3;

    /** Bits of rs1 that one step multiplies. */
    private static final int BITS_PER_STEP = 8;

    /** The last step of a full multiplication overlaps with the check that ends it. */
    private static final int LAST_STEP_OVERLAP = 1;

    private static final int DOUBLE = 64;
    private static final int WORD = 32;

    private MulDivUnit() {}

    static int latency(final Op op, final long rs1, final long rs2) {
        return switch (op) {
            case MUL -> multiply(rs1, DOUBLE);
            case MULW -> multiply(rs1 & 0xffff_ffffL, WORD);
            case MULH, MULHU, MULHSU -> ENTER_AND_LEAVE + DOUBLE / BITS_PER_STEP - LAST_STEP_OVERLAP;
            case DIV -> divide(rs1, rs2, true, rs1 < 0 != rs2 < 0);
            case REM -> divide(rs1, rs2, true, rs1 < 0);
            case DIVU, REMU -> divide(rs1, rs2, false, false);
            case DIVW -> divide((int) rs1, (int) rs2, true, (int) rs1 < 0 != (int) rs2 < 0);
            case REMW -> divide((int) rs1, (int) rs2, true, (int) rs1 < 0);
            default -> divide(rs1 & 0xffff_ffffL, rs2 & 0xffff_ffffL, false, false);
        };
    }

    /** Ends early once the rest of rs1, unsigned, is zero. */
    private static int multiply(final long rs1, final int width) {
        final int significant = Math.max(1, DOUBLE - Long.numberOfLeadingZeros(rs1));
        final int steps = (significant + BITS_PER_STEP - 1) / BITS_PER_STEP;
        return ENTER_AND_LEAVE + Math.min(steps, width / BITS_PER_STEP - LAST_STEP_OVERLAP);
    }

    /**
     * One bit a cycle. Operands are made positive first, the result negated last, a cycle each. The first cycle may skip quotient bits
     * that must be zero: their number is the complement of the difference of the operands' highest bits, in six bits; so it skips also
     * where the divisor is longer, but then too little to matter much.
     */
    private static int divide(final long rs1, final long rs2, final boolean signed, final boolean negate) {
        final long dividend = signed ? Math.abs(rs1) : rs1;
        final long divisor = signed ? Math.abs(rs2) : rs2;
        final int skipped = ~(highestBit(dividend) - highestBit(divisor)) & DOUBLE - 1;
        final int steps = divisor != 0 && skipped > 0 ? 1 + DOUBLE - skipped : DOUBLE;
        final boolean negative = signed && (rs1 < 0 || rs2 < 0);
        return ENTER_AND_LEAVE + steps + (negative ? 1 : 0) + (negate ? 1 : 0);
    }

    /** Number of the highest bit that is set; 0 if none is. */
    private static int highestBit(final long value) {
        return DOUBLE - 1 - Long.numberOfLeadingZeros(value | 1);
    }
}
