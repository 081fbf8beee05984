// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.core;

import org.xpcmachine.isa.Op;

/**
 * The floating-point unit: pipelined adders and multipliers, short pipes for moves and conversions, one iterative divider, and one write port. What
 * cannot go on in MEM is replayed.
 */
final class Fpu {
    /** Which pipe an instruction takes. */
    enum Pipe {
        /** Result to an integer register, in WB like an ALU's. */
        TO_INTEGER(0),
        /** Sign, minimum, conversion between formats; from integer. */
        SHORT(2),
        SINGLE(3),
        DOUBLE(4),
        DIVIDE(0);

        /** Stages from EX on; 0 if the pipe does not use the write port at a fixed time. */
        final int stages;

        Pipe(final int stages) {
            this.stages = stages;
        }
    }

    /** An instruction that is sent back in MEM leaves ID again after this many cycles. */
    private static final int REPLAY = 5;

    private static final int ID_TO_MEM = 2;
    private static final int ID_TO_EX = 1;
    private static final int ID_TO_WB = 3;

    /** Pipes longer than this keep their destination in the scoreboard, which is read a cycle after it was cleared. */
    private static final int SCOREBOARD_FROM = 4;

    private static final Pipe[] PIPES = new Pipe[Op.values().length];

    static {
        for (final Op op : Op.values()) {
            PIPES[op.ordinal()] = pipe(op);
        }
    }

    /** Bit n: the write port is taken in cycle {@code base + n}. */
    private long taken;

    private long base;

    /** The divider has a result to write in this cycle; until then it is busy, from the cycle after it began. */
    private long divided;

    private long divideBegan;

    private static Pipe pipe(final Op op) {
        final String name = op.mnemonic();
        return switch (op.kind()) {
            case X_F, X_FF -> Pipe.TO_INTEGER;
            case F_F, F_FF, F_FFF, F_X -> {
                if (name.startsWith("fdiv") || name.startsWith("fsqrt")) {
                    yield Pipe.DIVIDE;
                }
                final boolean arithmetic = name.startsWith("fadd")
                        || name.startsWith("fsub")
                        || name.startsWith("fmul")
                        || name.startsWith("fmadd")
                        || name.startsWith("fmsub")
                        || name.startsWith("fnm");
                yield arithmetic ? name.endsWith(".d") ? Pipe.DOUBLE : Pipe.SINGLE : Pipe.SHORT;
            }
            default -> null;
        };
    }

    static Pipe pipe(final long d) {
        return PIPES[(int) d & 0x1ff];
    }

    /** A load or store of a floating-point register: returns when it must leave ID in order not to be sent back. */
    long memory(final long issue) {
        long t = issue;
        while (dividing(t + ID_TO_MEM)) {
            t += REPLAY;
        }
        return t;
    }

    /** Returns when an instruction of {@code pipe} that wants to leave ID in {@code issue} must do so, and takes the write port for it. */
    long enter(final Pipe pipe, final long issue) {
        final long t = admitted(pipe, issue);
        if (pipe != Pipe.TO_INTEGER) {
            taken |= 1L << written(pipe, t) - base;
        }
        return t;
    }

    /** Likewise for one that divides, for {@code cycles} from MEM on. */
    long divide(final int cycles, final long issue) {
        final long t = admitted(Pipe.DIVIDE, issue);
        divideBegan = t + ID_TO_MEM;
        divided = divideBegan + cycles;
        return t;
    }

    private long admitted(final Pipe pipe, final long issue) {
        long t = issue;
        while (dividing(t + ID_TO_MEM) || conflict(pipe, t)) {
            t += REPLAY;
        }
        return t;
    }

    /** First cycle in which an instruction that needs the result can leave ID. */
    long ready(final Pipe pipe, final long issue) {
        return switch (pipe) {
            case TO_INTEGER -> issue + ID_TO_WB;
            case DIVIDE -> divided + 1;
            default -> pipe.stages >= SCOREBOARD_FROM ? written(pipe, issue) + 1 : issue + ID_TO_WB + 1;
        };
    }

    /** First cycle from {@code issue} on in which {@code fcsr} can be accessed: nothing is in flight. */
    long idle(final long issue) {
        shift(issue);
        final long pipes = base + Long.SIZE - Long.numberOfLeadingZeros(taken);
        return Math.max(issue, Math.max(pipes, divided + 1));
    }

    private static long written(final Pipe pipe, final long issue) {
        return issue + ID_TO_EX + pipe.stages;
    }

    private boolean dividing(final long cycle) {
        return cycle > divideBegan && cycle < divided;
    }

    /** The write port is taken when the result comes; or a division begins while results are still to be written. */
    private boolean conflict(final Pipe pipe, final long issue) {
        shift(issue);
        return switch (pipe) {
            case TO_INTEGER -> false;
            case DIVIDE -> taken >>> issue + ID_TO_MEM - base != 0;
            default -> (taken >>> written(pipe, issue) - base & 1) != 0;
        };
    }

    private void shift(final long cycle) {
        final long distance = cycle - base;
        if (distance > 0) {
            taken = distance < Long.SIZE ? taken >>> distance : 0;
            base = cycle;
        }
    }
}
