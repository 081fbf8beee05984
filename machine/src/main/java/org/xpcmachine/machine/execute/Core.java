// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.execute;

import java.util.ArrayList;
import java.util.List;
import org.xpcmachine.isa.Decoded;
import org.xpcmachine.isa.Kind;
import org.xpcmachine.isa.Op;
import org.xpcmachine.machine.csr.CsrFile;
import org.xpcmachine.machine.hart.Environment;
import org.xpcmachine.machine.hart.Hart;
import org.xpcmachine.machine.hart.Interrupts;
import org.xpcmachine.machine.hart.TrapUnit;
import org.xpcmachine.machine.mmu.DebugStop;
import org.xpcmachine.machine.mmu.WatchedAccess;
import org.xpcmachine.machine.snapshot.StateExchange;
import org.xpcmachine.machine.snapshot.Stateful;
import org.xpcmachine.machine.trap.Cause;
import org.xpcmachine.machine.trap.GuestTrap;

/**
 * A hart that executes: its state, its CSRs, and the instructions that act on more than registers. Straight-line work is
 * the {@link Interpreter}'s; traps, interrupts and system instructions are handled here, between its blocks.
 */
public final class Core implements Stateful {
    private static final Op[] OPS = Op.values();

    public final Hart hart;
    public final CsrFile csrs;

    /** Executes what is not a system instruction; null for the interpreter. */
    public Executor executor;

    private final SystemInstruction[] system = new SystemInstruction[OPS.length];

    private final List<Stateful> extensions = new ArrayList<>();

    /** Value of {@code hart.steps} at which the present run ends. */
    private long sliceEnd;

    /** The instruction that the interpreter stopped before, to be executed here; 0 if it stopped for another reason. */
    long pending;

    /** The interpreter stopped before an instruction that reaches a device. */
    boolean deviceAccess;

    /** The interpreter stopped before an instruction for a debugger. */
    DebugStop debugStop;

    /** Breaks off after one step. */
    private boolean single;

    /** The present run was broken off for a debugger. */
    private boolean brokenOff;

    /** Where the run was broken off before an instruction, so that it is not again; -1 for nowhere. */
    private long reported = -1;

    /** The watched access that broke the run off; null if it was a breakpoint or a single step. */
    private WatchedAccess watched;

    public Core(final Hart hart) {
        this.hart = hart;
        csrs = CsrFile.standard(hart.config);
        PrivilegedInstructions.install(this);
        for (final Op op : OPS) {
            if (op.kind() == Kind.SYSTEM && system[op.ordinal()] == null) {
                system[op.ordinal()] = system[Op.ILLEGAL.ordinal()];
            }
        }
    }

    /** Adds state that an extension brings to the core; passed after the hart's. */
    public void keep(final Stateful state) {
        extensions.add(state);
    }

    /** Must not be called while the core runs. */
    @Override
    public void exchange(final StateExchange state) {
        state.part("hart " + hart.id + ", " + hart.config);
        if (state.restores()) {
            // Whatever restores it sets the relay segment again.
            hart.mmu.setWindow(0, 0, 0, 0);
        }
        hart.exchange(state);
        extensions.forEach(extension -> extension.exchange(state));
    }

    /** Says what a system instruction does; one that nobody defines is illegal. */
    public void define(final Op op, final SystemInstruction meaning) {
        system[op.ordinal()] = meaning;
    }

    /**
     * Runs until {@code hart.steps} reaches {@code until}, or the hart waits for an interrupt. What a step is, see
     * {@link Hart#steps}.
     */
    public void run(final long until) {
        sliceEnd = until;
        brokenOff = false;
        watched = null;
        if (hart.cycles != null) {
            hart.cycles.idleUntil(hart.steps);
        }
        goOn();
    }

    /** Makes each run break off after one step, which is an instruction, a trap, or an interrupt taken. */
    public void setSingle(final boolean on) {
        single = on;
    }

    /**
     * Whether the last run was broken off for a debugger: before the instruction of a breakpoint, after a watched access, or after
     * a single step.
     */
    public boolean isBrokenOff() {
        return brokenOff;
    }

    /** Returns the access that broke the run off, which has been made; null if it was none. */
    public WatchedAccess watchedAccess() {
        return watched;
    }

    /** The next run does not break off before the instruction at which the hart stands: whoever looks knows that it is there. */
    public void setReported() {
        reported = hart.pc;
    }

    private void goOn() {
        if (single || hart.pc == reported) {
            hart.mmu.passBreakpoint(hart.pc);
        }
        reported = -1;
        execute();
        hart.mmu.passNone();
    }

    private void execute() {
        while (hart.steps < sliceEnd && !brokenOff) {
            if (hart.waiting) {
                if (!Interrupts.wakes(hart)) {
                    return;
                }
                hart.waiting = false;
            }
            final int interrupt = Interrupts.take(hart);
            if (interrupt >= 0) {
                takeTrap(Cause.INTERRUPT | interrupt, 0);
                brokenOff = single;
                continue;
            }
            runBlock((int) Math.min(stepsToTimer(), Math.min(sliceEnd - hart.steps, Integer.MAX_VALUE)));
        }
    }

    /** Ends the run after the current instruction. */
    public void stop() {
        endSliceBy(hart.steps);
    }

    /** Ends the run when {@code hart.steps} reaches {@code steps}, if it would not end before. */
    public void endSliceBy(final long steps) {
        sliceEnd = Math.min(sliceEnd, steps);
        hart.endBlock();
    }

    /** Steps until the supervisor's timer (Sstc) becomes pending; at least 1. */
    private long stepsToTimer() {
        if ((hart.menvcfg & Environment.STCE) == 0) {
            return Long.MAX_VALUE;
        }
        final long ticks = hart.stimecmp - hart.time.getAsLong();
        return ticks <= 0 ? Long.MAX_VALUE : hart.stepsUntil(ticks);
    }

    private void runBlock(final int limit) {
        GuestTrap trap = single
                ? interpret(1, false)
                : executor == null || hart.cycles != null ? interpret(limit, false) : executor.run(this, limit);
        if (debugStop != null) {
            brokenOff = true;
            final WatchedAccess access = debugStop.access;
            debugStop = null;
            if (access == null) {
                reported = hart.pc;
                return;
            }
            trap = access(access);
        }
        if (deviceAccess) {
            trap = runAlone();
        }
        if (pending != 0) {
            trap = executeSystem();
        }
        if (trap != null) {
            takeTrap(trap.cause, trap.tvalIsInstruction ? hart.mmu.instructionBits(hart.pc) : trap.tval);
        }
        if (single) {
            brokenOff = true;
            reported = hart.pc;
        }
    }

    /**
     * Interprets up to {@code steps} steps. Stops before an instruction that the core must execute itself, and before one
     * that reaches a device; {@link #isStopped} then.
     *
     * @param watch stop also where a jump arrives that has often arrived before, see {@code CodePage.arrived}
     * @return the trap that the instruction at {@code hart.pc} raised, or null
     */
    public GuestTrap interpret(final int steps, final boolean watch) {
        if (hart.cycles == null) {
            hart.limit = steps;
            return Interpreter.run(this, hart, hart.mmu, watch);
        }
        hart.limit = hart.mmu.devicesReachable || single ? 1 : Integer.MAX_VALUE;
        return TimedInterpreter.run(this, hart, hart.mmu, watch, hart.cycles, hart.steps + steps);
    }

    /** Whether execution stopped before an instruction that the core must execute. */
    public boolean isStopped() {
        return pending != 0 || deviceAccess || debugStop != null;
    }

    /** Executes the instruction at pc, which reaches a device, with {@code hart.steps} exact and interrupts looked at after. */
    private GuestTrap runAlone() {
        deviceAccess = false;
        hart.mmu.devicesReachable = true;
        hart.mmu.passBreakpoint(hart.pc);
        try {
            return interpret(1, false);
        } finally {
            hart.mmu.passNone();
            hart.mmu.devicesReachable = false;
        }
    }

    /** Executes the instruction at pc, which makes a watched access. */
    private GuestTrap access(final WatchedAccess access) {
        hart.mmu.setWatching(false);
        try {
            final GuestTrap trap = runAlone();
            brokenOff = trap == null;
            watched = trap == null ? access : null;
            return trap;
        } finally {
            hart.mmu.setWatching(true);
        }
    }

    private GuestTrap executeSystem() {
        final long decoded = pending;
        pending = 0;
        final Op op = Decoded.op(decoded);
        final long pc = hart.pc;
        final long next = pc + Decoded.length(decoded);
        if (hart.cycles != null) {
            hart.cycles.systemBegins(pc, decoded);
            hart.steps = hart.cycles.now();
        }
        try {
            if (op.kind() == Kind.CSR) {
                CsrInstructions.execute(hart, csrs, op, decoded);
                hart.pc = next;
            } else {
                hart.pc = system[op.ordinal()].execute(hart, decoded, next);
            }
        } catch (final GuestTrap trap) {
            if (hart.config.callsRetire() && (op == Op.ECALL || op == Op.EBREAK)) {
                hart.retired++;
            }
            return trap;
        }
        hart.retired++;
        if (hart.cycles == null) {
            hart.steps++;
        } else {
            hart.cycles.systemEnds(pc, decoded, hart.pc);
            hart.steps = hart.cycles.now();
        }
        return null;
    }

    private void takeTrap(final long cause, final long tval) {
        if (hart.cycles == null) {
            hart.steps++;
            TrapUnit.enter(hart, cause, tval);
        } else {
            final long pc = hart.pc;
            TrapUnit.enter(hart, cause, tval);
            hart.cycles.trap(pc, cause, tval);
            hart.steps = hart.cycles.now();
        }
    }
}
