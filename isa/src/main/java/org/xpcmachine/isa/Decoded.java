// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.isa;

/**
 * A decoded instruction, packed into a {@code long} that is never 0:
 * <pre>
 *  63        32  29  28   27..25 24..20 19..15 14..9 8..0
 * [ immediate ] [1] [wide] [ rm ] [rs2] [rs1]  [rd]  [ordinal of Op]
 * </pre>
 * <ul>
 * <li>rd is {@link #SINK} where an integer result goes to {@code x0}, so that no one tests for it; 0 without a
 * destination.</li>
 * <li>wide is 1 for a 32-bit instruction and 0 for a compressed one.</li>
 * <li>The immediate is a signed 32-bit number. It holds the shift amount; rs3 of a fused multiply-add; the number of
 * a CSR (rs1 then holds the 5-bit immediate of csrrwi, csrrsi and csrrci); aq (bit 1) and rl (bit 0) of an atomic;
 * fm, pred and succ (bits 11..8, 7..4, 3..0) of a fence; the instruction's bits if it is illegal.</li>
 * </ul>
 */
public final class Decoded {
    /** The destination that stands for {@code x0}. */
    public static final int SINK = 32;

    static final int RD_SHIFT = 9;
    static final int RS1_SHIFT = 15;
    static final int RS2_SHIFT = 20;
    static final int RM_SHIFT = 25;
    static final int IMM_SHIFT = 32;
    static final long WIDE = 1L << 28;
    static final long VALID = 1L << 29;

    private Decoded() {}

    /** Packs an instruction; {@code rd}, {@code rs1} and {@code rs2} are register numbers, 0 where there is none. */
    public static long pack(
            final Op op, final int rd, final int rs1, final int rs2, final int rm, final int imm, final boolean wide) {
        final int destination = rd == 0 && op.kind().writesInteger() ? SINK : rd;
        return op.ordinal()
                | (long) destination << RD_SHIFT
                | (long) rs1 << RS1_SHIFT
                | (long) rs2 << RS2_SHIFT
                | (long) rm << RM_SHIFT
                | (wide ? WIDE : 0)
                | VALID
                | (long) imm << IMM_SHIFT;
    }

    /** Ordinal of the {@link Op}. */
    public static int ordinal(final long decoded) {
        return (int) decoded & 0x1ff;
    }

    /** The instruction. */
    public static Op op(final long decoded) {
        return Op.of(ordinal(decoded));
    }

    /** Destination: 0 to 31, or {@link #SINK} for an integer result that goes to {@code x0}. */
    public static int rd(final long decoded) {
        return (int) decoded >> RD_SHIFT & 0x3f;
    }

    /** First source register, or the 5-bit immediate of a CSR instruction. */
    public static int rs1(final long decoded) {
        return (int) decoded >> RS1_SHIFT & 0x1f;
    }

    /** Second source register. */
    public static int rs2(final long decoded) {
        return (int) decoded >> RS2_SHIFT & 0x1f;
    }

    /** Third source register of a fused multiply-add. */
    public static int rs3(final long decoded) {
        return imm(decoded);
    }

    /** Rounding mode, 0 to 4, or 7 for the dynamic one. */
    public static int rm(final long decoded) {
        return (int) decoded >> RM_SHIFT & 7;
    }

    /** The immediate; see the class for what else it holds. */
    public static int imm(final long decoded) {
        return (int) (decoded >> IMM_SHIFT);
    }

    /** Length of the encoded instruction in bytes: 2 or 4. */
    public static int length(final long decoded) {
        return (decoded & WIDE) != 0 ? 4 : 2;
    }
}
