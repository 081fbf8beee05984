// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.core;

import org.xpcmachine.isa.Op;

/**
 * The floating-point unit: pipelined adders and multipliers, short pipes for moves and conversions, one iterative divider, and one write port. What
 * cannot go on in MEM is sent back, and fetched again.
 */
final class Fpu {
    /** Which pipe an instruction takes. */
    enum Pipe {
        /** A load or store. */
        MEMORY(0),
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

    /** Whether an instruction of {@code pipe} that leaves ID in {@code issue} can go on in MEM; if not, it is sent back. */
    boolean admits(final Pipe pipe, final long issue) {
        return !dividing(issue + ID_TO_MEM) && !conflict(pipe, issue);
    }

    /** An instruction that was admitted takes the write port. */
    void enter(final Pipe pipe, final long issue) {
        if (pipe.stages > 0) {
            taken |= 1L << written(pipe, issue) - base;
        }
    }

    /** An instruction that was admitted divides, for {@code cycles} from MEM on. */
    void divide(final int cycles, final long issue) {
        divideBegan = issue + ID_TO_MEM;
        divided = divideBegan + cycles;
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
            case MEMORY, TO_INTEGER -> false;
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

    /** Returns in which cycles, from {@code cycle} on, the write port is taken, as bits. */
    long taken(final long cycle) {
        shift(cycle);
        return taken;
    }

    /** Cycle in which the divider's last result is written. */
    long divided() {
        return divided;
    }

    /** The write port is taken in the cycles {@code nowTaken} from {@code cycle} on, as bits; a division, if there is one, began before. */
    void load(final long cycle, final long nowTaken, final long nowDivided) {
        base = cycle;
        taken = nowTaken;
        divided = nowDivided;
        divideBegan = cycle;
    }
}
