// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.hart;

import java.util.function.LongSupplier;
import org.xpcmachine.isa.fp.FpStatus;
import org.xpcmachine.machine.cycle.CycleModel;
import org.xpcmachine.machine.mmu.Mmu;
import org.xpcmachine.machine.observe.Observer;
import org.xpcmachine.machine.snapshot.SnapshotException;
import org.xpcmachine.machine.snapshot.StateExchange;
import org.xpcmachine.machine.snapshot.Stateful;
import org.xpcmachine.machine.trap.GuestTrap;

/**
 * The state of one hart: registers, privilege, and the CSRs that hold state. It is dumb; units act on it (the interpreter,
 * {@link TrapUnit}, the CSRs' own rules in the {@code csr} package, extensions).
 */
public final class Hart implements Stateful {
    /** Where results for {@code x0} go, so that {@code x[0]} stays zero without a test. */
    public static final int SINK = 32;

    /** Steps in one tick of time: the nominal hart takes 10^9 steps a second. */
    public static final int STEPS_PER_TICK = 100;

    public final int id;
    public final HartConfig config;
    public final Mmu mmu;

    /** Integer registers; {@code x[0]} is never written, see {@link #SINK}. */
    public final long[] x = new long[SINK + 1];

    /** Floating-point registers, raw; singles are NaN-boxed. */
    public final long[] f = new long[32];

    public long pc;

    /** Current mode, see {@link Privilege}. */
    public int privilege = Privilege.M;

    /** Accrued exception flags of {@code fcsr}. */
    public final FpStatus fflags = new FpStatus();

    /** Dynamic rounding mode of {@code fcsr}, 0 to 7; 5 to 7 make a dynamically rounded instruction illegal. */
    public int frm;

    /** Without SD, which is computed when read. */
    public long mstatus = Status.XL_64;

    public long medeleg;
    public long mideleg;
    public long mie;

    /** Interrupts pending by software writes (SSIP, STIP without Sstc, SEIP). */
    public long softwarePending;

    /** Interrupt lines driven by devices: MSIP, MTIP, SEIP, MEIP. */
    public long linesPending;

    public long mtvec;
    public long mscratch;
    public long mepc;
    public long mcause;
    public long mtval;
    public long mcounteren;
    public long mcountinhibit;
    public long menvcfg;

    public long stvec;
    public long sscratch;
    public long sepc;
    public long scause;
    public long stval;
    public long scounteren;
    public long senvcfg;
    public long satp;

    /** Sstc: the supervisor timer interrupt is pending while time &gt;= stimecmp. */
    public long stimecmp = -1;

    /**
     * Steps since reset. In functional execution: instructions retired, traps taken, and steps idled away in WFI. In timed
     * execution: cycles. The machine's time and {@code mcycle} are derived from it.
     */
    public long steps;

    /** Instructions retired since reset. */
    public long retired;

    /** {@code mcycle} = cycles counted by the machine + this; likewise {@code minstret}. While inhibited, see {@code csr}. */
    public long mcycleOffset;

    public long minstretOffset;

    /** Physical address that LR reserved (its naturally aligned 8-byte granule), or -1. */
    public long reservation = -1;

    /** In WFI: takes no step until an enabled interrupt is pending. */
    public boolean waiting;

    /** The interpreter leaves its loop when it has retired this many; setting it to 0 ends the loop after the instruction. */
    public int limit;

    /** The machine's time as this hart sees it at this moment, for {@code time} and {@code stimecmp}; 10 MHz ticks. */
    public LongSupplier time = () -> 0;

    /** Null when nobody looks. */
    public Observer observer;

    /** Counts cycles; null in functional execution, where a step is an instruction or a trap. */
    public CycleModel cycles;

    public final GuestTrap trap;

    public Hart(final int id, final HartConfig config, final Mmu mmu, final GuestTrap trap) {
        this.id = id;
        this.config = config;
        this.mmu = mmu;
        this.trap = trap;
        menvcfg = config.hardwareDirty() ? Environment.ADUE : 0;
        updateTranslation();
    }

    /** Tells the MMU what translation now depends on; called after any change of privilege, satp, mstatus or menvcfg. */
    public void updateTranslation() {
        final boolean modified = (mstatus & Status.MPRV) != 0 && privilege == Privilege.M;
        final int dataPrivilege = modified ? (int) (mstatus >>> Status.MPP_SHIFT) & 3 : privilege;
        mmu.setRegime(satp, privilege, dataPrivilege, (mstatus & Status.SUM) != 0, (mstatus & Status.MXR) != 0);
        mmu.setUpdatesDirty((menvcfg & Environment.ADUE) != 0);
        if (cycles != null) {
            cycles.translationChanged();
        }
    }

    /** Makes the interpreter leave its loop after the current instruction, so that interrupts are looked at again. */
    public void endBlock() {
        limit = 0;
    }

    /** Returns how many steps it takes until {@code ticks} (positive) more ticks of time have passed; saturates. */
    public long stepsUntil(final long ticks) {
        return ticks > Long.MAX_VALUE / STEPS_PER_TICK
                ? Long.MAX_VALUE
                : ticks * STEPS_PER_TICK - steps % STEPS_PER_TICK;
    }

    /** Marks the floating-point state dirty ({@code mstatus.FS} = 3). */
    public void dirtyFp() {
        mstatus |= Status.FS;
    }

    public boolean fpOff() {
        return (mstatus & Status.FS) == 0;
    }

    @Override
    public void exchange(final StateExchange state) {
        if (cycles != null) {
            throw new SnapshotException("there are no snapshots of timed execution");
        }
        state.pass(x);
        state.pass(f);
        privilege = state.pass(privilege, Privilege.U, Privilege.M);
        fflags.flags = state.pass(fflags.flags);
        frm = state.pass(frm, 0, 7);
        pc = state.pass(pc);
        mstatus = state.pass(mstatus);
        medeleg = state.pass(medeleg);
        mideleg = state.pass(mideleg);
        mie = state.pass(mie);
        softwarePending = state.pass(softwarePending);
        linesPending = state.pass(linesPending);
        mtvec = state.pass(mtvec);
        mscratch = state.pass(mscratch);
        mepc = state.pass(mepc);
        mcause = state.pass(mcause);
        mtval = state.pass(mtval);
        mcounteren = state.pass(mcounteren);
        mcountinhibit = state.pass(mcountinhibit);
        menvcfg = state.pass(menvcfg);
        stvec = state.pass(stvec);
        sscratch = state.pass(sscratch);
        sepc = state.pass(sepc);
        scause = state.pass(scause);
        stval = state.pass(stval);
        scounteren = state.pass(scounteren);
        senvcfg = state.pass(senvcfg);
        satp = state.pass(satp);
        stimecmp = state.pass(stimecmp);
        steps = state.pass(steps);
        retired = state.pass(retired);
        mcycleOffset = state.pass(mcycleOffset);
        minstretOffset = state.pass(minstretOffset);
        reservation = state.pass(reservation);
        waiting = state.pass(waiting);
        mmu.exchange(state);
        if (state.restores()) {
            updateTranslation();
        }
    }
}
