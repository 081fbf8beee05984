// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.frontend;

/**
 * What fetch stage 2 sees of jumps and branches: the kind and the target, from the instruction alone. Rocket takes
 * any odd rd for a link, and c.ebreak for a c.jalr.
 */
final class Predecoder {
    static final int NONE = 0;
    static final int BRANCH = 1;

    /** A jump whose target the instruction holds. */
    static final int JUMP = 2;

    static final int CALL = 3;

    /** Jumps to a register's value: no link, link, return. */
    static final int INDIRECT = 4;

    static final int INDIRECT_CALL = 5;
    static final int RETURN = 6;

    private static final int WIDE = 3;
    private static final int OPCODE = 0x7f;
    private static final int OPCODE_BRANCH = 0x63;
    private static final int OPCODE_JALR = 0x67;
    private static final int OPCODE_JAL = 0x6f;
    private static final int LINKS = 1 << 7;

    private Predecoder() {}

    /** Whether the 16 bits are an instruction, and not the first half of one. */
    static boolean isNarrow(final int half) {
        return (half & WIDE) != WIDE;
    }

    /** Returns the kind of a 32-bit instruction. */
    static int wide(final int bits) {
        switch (bits & OPCODE) {
            case OPCODE_BRANCH:
                return BRANCH;
            case OPCODE_JAL:
                return (bits & LINKS) != 0 ? CALL : JUMP;
            case OPCODE_JALR:
                if ((bits & LINKS) != 0) {
                    return INDIRECT_CALL;
                }
                return isLink(bits >>> 15) ? RETURN : INDIRECT;
            default:
                return NONE;
        }
    }

    /** Returns the kind of a 16-bit instruction; {@link #NONE} for the first half of a longer one. */
    static int narrow(final int bits) {
        switch (bits & 3) {
            case 1:
                final int group = bits >>> 13 & 7;
                return group >= 6 ? BRANCH : group == 5 ? JUMP : NONE;
            case 2:
                if ((bits & 0xe07c) != 0x8000) {
                    return NONE;
                }
                if ((bits & 0x1000) != 0) {
                    return INDIRECT_CALL;
                }
                return isLink(bits >>> 7) ? RETURN : INDIRECT;
            default:
                return NONE;
        }
    }

    /** x1 or x5. */
    private static boolean isLink(final int register) {
        return (register & 0x1b) == 1;
    }

    /** Whether any way of cutting the word into instructions gives a jump or branch that begins in it. */
    static boolean mayJump(final int word) {
        return narrow(word) != NONE || narrow(word >>> 16) != NONE || wide(word) != NONE || wide(word >>> 16) != NONE;
    }

    /** Distance from a 32-bit {@link #BRANCH}, {@link #JUMP} or {@link #CALL} to its target. */
    static long wideOffset(final int bits) {
        if ((bits & 8) != 0) {
            return bits >> 31 << 20 | bits & 0xff000 | bits >>> 9 & 0x800 | bits >>> 20 & 0x7fe;
        }
        return bits >> 31 << 12 | bits << 4 & 0x800 | bits >>> 20 & 0x7e0 | bits >>> 7 & 0x1e;
    }

    /** Likewise for 16 bits. */
    static long narrowOffset(final int bits) {
        final int sign = bits << 19 >> 31;
        if ((bits & 0x4000) != 0) {
            return sign << 8 | bits << 1 & 0xc0 | bits << 3 & 0x20 | bits >>> 7 & 0x18 | bits >>> 2 & 6;
        }
        return sign << 11
                | bits << 2 & 0x400
                | bits >>> 1 & 0x300
                | bits << 1 & 0x80
                | bits >>> 1 & 0x40
                | bits << 3 & 0x20
                | bits >>> 7 & 0x10
                | bits >>> 2 & 0xe;
    }
}
