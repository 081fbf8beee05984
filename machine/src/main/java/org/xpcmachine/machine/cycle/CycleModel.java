// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.cycle;

/**
 * Counts the cycles of one hart. It is told of every instruction, in program order, once the instruction has had its effect,
 * and says how much time has passed; it reads the hart's state and memory, and never changes them.
 *
 * <p>{@code d} is the decoded instruction as in {@code Decoded}; addresses are virtual.
 */
public interface CycleModel {
    /** Cycle that the last instruction told of counts for, always in the same pipeline stage; it never goes back. */
    long now();

    /** The hart did nothing until {@code cycle}: it waited for an interrupt, or for other harts. No effect if that is past. */
    void idleUntil(long cycle);

    /** An instruction that works on integer registers only, other than {@link #multiply}; also FENCE. */
    void integer(long pc, long d);

    /** A multiplication, division or remainder, with its operands. */
    void multiply(long pc, long d, long rs1, long rs2);

    /** An instruction that reads or writes floating-point registers, and no memory; other than {@link #floatingDivide}. */
    void floating(long pc, long d);

    /** A floating-point division or square root, with its operands as in the registers; the second is 0 for a root. */
    void floatingDivide(long pc, long d, long a, long b);

    /** An integer or floating-point load. */
    void load(long pc, long d, long va);

    /** An integer or floating-point store. */
    void store(long pc, long d, long va);

    /** LR, SC or AMO. */
    void atomic(long pc, long d, long va);

    /** A jump or branch that went on at {@code next}. */
    void control(long pc, long d, long next);

    /**
     * A CSR, privileged or XPC instruction is about to be executed; {@link #now} is then what a counter reads. Followed by
     * {@link #systemEnds} or {@link #trap}.
     */
    void systemBegins(long pc, long d);

    /** The instruction of {@link #systemBegins} has had its effect, and the hart goes on at {@code next}. */
    void systemEnds(long pc, long d, long next);

    /** The instruction at {@code pc} raised an exception, or an interrupt was taken before it. The hart is in the handler. */
    void trap(long pc, long cause, long tval);

    /** Privilege, satp, or the status bits that translation depends on may have changed. */
    void translationChanged();

    /** The XPC engine, between {@link #systemBegins} and {@link #systemEnds}, reads the word at physical address {@code pa}. */
    void engineLoad(EngineAccess purpose, long pa);

    /** Likewise, writes. */
    void engineStore(EngineAccess purpose, long pa);
}
