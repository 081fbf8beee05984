// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.board;

import java.util.List;
import java.util.Optional;
import org.xpcmachine.machine.execute.Core;
import org.xpcmachine.machine.hart.Hart;
import org.xpcmachine.machine.mmu.DebugPoints;
import org.xpcmachine.machine.mmu.WatchedAccess;
import org.xpcmachine.machine.mmu.Watchpoint;

/**
 * Breakpoints, watchpoints and single steps of a machine. A run that meets one returns {@link StopReason#DEBUG}; the next goes on
 * where that stopped, in the middle of a hart's turn if need be, so that the guest does exactly what it does without a debugger:
 * counters, time, events, and the order of the harts are the same.
 *
 * <p>All but {@link #stop} throw {@link IllegalStateException} while the machine runs, or when it is closed.
 */
public final class Debugger {
    private final Machine machine;
    private DebugPoints points = new DebugPoints();
    private boolean enabled = true;

    Debugger(final Machine machine) {
        this.machine = machine;
    }

    /**
     * Why the machine stopped.
     *
     * @param access the watched access that the hart has made; null if it stands before an instruction, because of a breakpoint or a
     *     single step
     */
    public record Stop(Hart hart, WatchedAccess access) {}

    /** Returns why the last run returned {@link StopReason#DEBUG}; empty if it did not. */
    public Optional<Stop> stop() {
        final Core core = machine.brokenOff();
        return core == null ? Optional.empty() : Optional.of(new Stop(core.hart, core.watchedAccess()));
    }

    /** Harts stop before the instruction at virtual address {@code address}, in whatever address space. */
    public void addBreakpoint(final long address) {
        change(points.with(address));
    }

    /** Takes a breakpoint away, if it is there. */
    public void removeBreakpoint(final long address) {
        change(points.without(address));
    }

    /**
     * Harts stop after an instruction that makes such an access by a load, store or atomic. An SC that does not store, and an
     * access that traps, are none; nor are those of the page walker and the XPC engine.
     */
    public void addWatchpoint(final Watchpoint watchpoint) {
        change(points.with(watchpoint));
    }

    /** Takes a watchpoint away, if it is there. */
    public void removeWatchpoint(final Watchpoint watchpoint) {
        change(points.without(watchpoint));
    }

    /** Takes all points away. */
    public void clear() {
        change(new DebugPoints());
    }

    /** Whether harts stop at the points that there are; single steps are made in any case. */
    public void setEnabled(final boolean on) {
        enabled = on;
        change(points);
    }

    /** Whether there is a breakpoint at {@code address}. */
    public boolean hasBreakpoint(final long address) {
        return points.hasBreakpoint(address);
    }

    private void change(final DebugPoints next) {
        machine.atRest("set breakpoints of", () -> {
            points = next;
            final DebugPoints some = next.isEmpty() || !enabled ? null : next;
            machine.cores().forEach(core -> core.hart.mmu.setDebugPoints(some));
        });
    }

    /**
     * Runs until a hart has made a step: an instruction, a trap or an interrupt. The others have their turns in the usual order, most
     * often none. Returns what {@link Machine#run} does; {@link StopReason#DEBUG} after the step, or at a breakpoint or watched
     * access of another hart before it.
     */
    public StopReason step(final Core core) {
        return step(List.of(core));
    }

    /** Likewise, until the first of several harts has made a step. */
    public StopReason step(final List<Core> cores) {
        machine.atRest("step", () -> cores.forEach(core -> core.setSingle(true)));
        try {
            return machine.run(Long.MAX_VALUE);
        } finally {
            cores.forEach(core -> core.setSingle(false));
        }
    }
}
