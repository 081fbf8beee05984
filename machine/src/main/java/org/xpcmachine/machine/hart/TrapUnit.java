// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.hart;

import org.xpcmachine.machine.observe.Event;

/** Takes traps and returns from them (privileged specification, 3.1.6.1, 3.1.8, 3.3.2 and 12.1.1). */
public final class TrapUnit {
    private static final long VECTORED = 1;

    private TrapUnit() {}

    /**
     * Enters the trap handler: saves {@code hart.pc}, the cause and the value, stacks mode and interrupt enable, and sets pc to
     * the handler. Goes to S if the trap is delegated and came from S or U, else to M. An LR's reservation stays.
     *
     * @param cause as in {@code mcause}
     * @param tval as in {@code mtval}
     */
    public static void enter(final Hart hart, final long cause, final long tval) {
        final long from = hart.pc;
        final int mode = hart.privilege;
        final long delegated = cause < 0 ? hart.mideleg : hart.medeleg;
        if (mode != Privilege.M && (delegated >>> cause & 1) != 0) {
            enterSupervisor(hart, cause, tval);
        } else {
            enterMachine(hart, cause, tval);
        }
        hart.waiting = false;
        hart.updateTranslation();
        if (hart.observer != null) {
            hart.observer.on(new Event.Trap(hart.id, hart.steps, cause, tval, from, mode, hart.privilege, hart.satp));
        }
    }

    /** Executes {@code mret}; throws illegal instruction below M. */
    public static void mret(final Hart hart) {
        if (hart.privilege != Privilege.M) {
            throw hart.trap.illegalInstruction();
        }
        final long status = hart.mstatus;
        final int to = (int) (status >>> Status.MPP_SHIFT) & 3;
        final long enable = (status & Status.MPIE) != 0 ? Status.MIE : 0;
        hart.mstatus = status & ~(Status.MIE | Status.MPP) | enable | Status.MPIE;
        leave(hart, to, hart.mepc);
    }

    /** Executes {@code sret}; throws illegal instruction in U, and in S while TSR is set. */
    public static void sret(final Hart hart) {
        final long status = hart.mstatus;
        if (hart.privilege == Privilege.U || hart.privilege == Privilege.S && (status & Status.TSR) != 0) {
            throw hart.trap.illegalInstruction();
        }
        final int to = (status & Status.SPP) != 0 ? Privilege.S : Privilege.U;
        final long enable = (status & Status.SPIE) != 0 ? Status.SIE : 0;
        hart.mstatus = status & ~(Status.SIE | Status.SPP) | enable | Status.SPIE;
        leave(hart, to, hart.sepc);
    }

    private static void enterMachine(final Hart hart, final long cause, final long tval) {
        final long enable = (hart.mstatus & Status.MIE) != 0 ? Status.MPIE : 0;
        hart.mstatus = hart.mstatus & ~(Status.MIE | Status.MPIE | Status.MPP)
                | enable
                | (long) hart.privilege << Status.MPP_SHIFT;
        hart.mepc = hart.pc;
        hart.mcause = cause;
        hart.mtval = tval;
        hart.privilege = Privilege.M;
        hart.pc = handler(hart.mtvec, cause);
    }

    private static void enterSupervisor(final Hart hart, final long cause, final long tval) {
        final long enable = (hart.mstatus & Status.SIE) != 0 ? Status.SPIE : 0;
        final long previous = hart.privilege == Privilege.S ? Status.SPP : 0;
        hart.mstatus = hart.mstatus & ~(Status.SIE | Status.SPIE | Status.SPP) | enable | previous;
        hart.sepc = hart.pc;
        hart.scause = cause;
        hart.stval = tval;
        hart.privilege = Privilege.S;
        hart.pc = handler(hart.stvec, cause);
    }

    private static long handler(final long vector, final long cause) {
        final long base = vector & ~3L;
        return cause < 0 && (vector & VECTORED) != 0 ? base + 4 * (cause & 63) : base;
    }

    /** MPRV does not outlive M-mode; the reservation may be cleared by any return, and is, so that it never crosses threads. */
    private static void leave(final Hart hart, final int to, final long pc) {
        final int from = hart.privilege;
        if (to != Privilege.M) {
            hart.mstatus &= ~Status.MPRV;
        }
        hart.privilege = to;
        hart.pc = pc;
        hart.reservation = -1;
        hart.updateTranslation();
        hart.endBlock();
        if (hart.observer != null) {
            hart.observer.on(new Event.TrapReturn(hart.id, hart.steps, pc, from, to, hart.satp));
        }
    }
}
