// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.core;

import org.xpcmachine.isa.Op;
import org.xpcmachine.isa.Operand;

/**
 * Which scoreboard slots an instruction reads and writes: 0 to 31 the integer registers, {@link #NONE} no register, and from
 * {@link #FLOATING} the floating-point registers. A field of the decoded instruction becomes a slot by {@code (field & mask) + base}, without
 * a branch.
 */
final class Slots {
    /** The slot of {@code x0} as a destination and of operands that are not there: always ready. */
    static final int NONE = 32;

    static final int FLOATING = 33;
    static final int COUNT = FLOATING + 32;

    private static final int FIELD = 0x3f;
    private static final int OPS = Op.values().length;

    /** By ordinal: mask in the low byte, base in the next. */
    private static final short[] FIRST = new short[OPS];

    private static final short[] SECOND = new short[OPS];
    private static final short[] THIRD = new short[OPS];
    private static final short[] DESTINATION = new short[OPS];

    static {
        final short none = NONE << 8;
        for (final Op op : Op.values()) {
            final int i = op.ordinal();
            FIRST[i] = none;
            SECOND[i] = none;
            THIRD[i] = none;
            DESTINATION[i] = none;
            op.operands().forEach(operand -> place(i, operand));
        }
    }

    private Slots() {}

    private static void place(final int op, final Operand operand) {
        final short integer = FIELD;
        final short floating = FIELD | FLOATING << 8;
        switch (operand) {
            case RS1, BASE, OFFSET_BASE -> FIRST[op] = integer;
            case FS1 -> FIRST[op] = floating;
            case RS2 -> SECOND[op] = integer;
            case FS2 -> SECOND[op] = floating;
            case FS3 -> THIRD[op] = floating;
            case RD -> DESTINATION[op] = integer;
            case FD -> DESTINATION[op] = floating;
            default -> {}
        }
    }

    static int first(final long d) {
        final int rule = FIRST[(int) d & 0x1ff];
        return ((int) d >>> 15 & 0x1f & rule) + (rule >>> 8);
    }

    static int second(final long d) {
        final int rule = SECOND[(int) d & 0x1ff];
        return ((int) d >>> 20 & 0x1f & rule) + (rule >>> 8);
    }

    static int third(final long d) {
        final int rule = THIRD[(int) d & 0x1ff];
        return ((int) (d >> 32) & 0x1f & rule) + (rule >>> 8);
    }

    static int destination(final long d) {
        final int rule = DESTINATION[(int) d & 0x1ff];
        return ((int) d >>> 9 & FIELD & rule) + (rule >>> 8);
    }
}
