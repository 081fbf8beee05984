// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.board;

import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.xpcmachine.machine.device.Bell;
import org.xpcmachine.machine.device.Clock;
import org.xpcmachine.machine.device.ConsoleInput;
import org.xpcmachine.machine.device.PowerControl;
import org.xpcmachine.machine.device.TimedDevice;
import org.xpcmachine.machine.execute.Core;
import org.xpcmachine.machine.hart.Environment;
import org.xpcmachine.machine.hart.Hart;
import org.xpcmachine.machine.hart.Interrupts;
import org.xpcmachine.machine.snapshot.StateExchange;
import org.xpcmachine.machine.snapshot.Stateful;

/**
 * Harts and devices in common time. Harts take turns of {@link #QUANTUM} steps in a fixed order, so that a run is the same,
 * bit for bit, every time. Time passes by steps: when all harts wait, it jumps to the next event.
 */
public final class Machine implements Clock, PowerControl, Stateful {
    /** Steps of a hart's turn when there are several harts; the most that one hart's view of time is behind another's. */
    static final int QUANTUM = 2_000;

    /** Likewise in timed execution, where what one hart does to another's caches should be late by little. */
    static final int TIMED_QUANTUM = 50;

    /** Instructions of a constrained LR/SC loop (13.3). */
    private static final int LONGEST_LR_SC = 16;

    /** Steps between looks at the console: what was typed goes in, what was written is shown. */
    private static final int POLL_INTERVAL = 100_000;

    private static final int NOBODY = -1;

    /** Milliseconds between looks at the console while all harts wait for input. */
    private static final long IDLE_POLL = 2;

    private final List<TimedDevice> timed;
    private final ConsoleInput input;
    private final HostConsole console;
    private final Runnable betweenSlices;
    private final BooleanSupplier isOpen;
    private final Bell bell;
    private final List<Core> cores;
    private final int quantum;

    /** Steps since reset at the last common boundary; each hart's own count lies at or beyond it. */
    private long now;

    /** Value of {@link #now} from which the console is looked at again. */
    private long nextLook;

    /** Where the turns of the present round end. A round goes on where a limit stopped it, so that limits change nothing. */
    private long roundEnd;

    /** Whose turn it is, by hart number; {@link #NOBODY} between rounds. */
    private int turn = NOBODY;

    /** Where this hart's turn ends: at {@link #roundEnd}, or before an event that it has brought about. */
    private long turnEnd;

    /** How often this hart's turn has been drawn out, see {@link #finishReservation}. */
    private int drawn;

    private final Debugger debugger = new Debugger(this);
    private boolean inputClosed;

    /** Nothing will be typed before the run ends. */
    private boolean inputPaused;

    private StopReason reason;
    private int exitCode;
    private volatile boolean stopRequested;

    /** Whether it runs, or never will again. */
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.STOPPED);

    private enum Phase {
        STOPPED,
        RUNNING,
        CLOSED
    }

    Machine(final MachineParts parts, final HostConsole console) {
        cores = parts.cores();
        quantum = cores.getFirst().hart.cycles == null ? QUANTUM : TIMED_QUANTUM;
        timed = parts.timed();
        input = parts.input();
        betweenSlices = parts.betweenSlices();
        isOpen = parts.isOpen();
        bell = parts.bell();
        this.console = console;
    }

    public List<Core> cores() {
        return cores;
    }

    public Debugger debugger() {
        return debugger;
    }

    /** Returns the hart that was broken off in its turn, or null. */
    Core brokenOff() {
        return turn != NOBODY && cores.get(turn).isBrokenOff() ? cores.get(turn) : null;
    }

    /** Returns the steps that have passed since reset, as the hart that runs now sees it. */
    public long steps() {
        return turn == NOBODY ? now : cores.get(turn).hart.steps;
    }

    /**
     * A place in a machine's order of steps, by which a run that is repeated can be compared with the first. Harts take their turns one
     * after another, so that steps alone do not tell.
     *
     * @param boundary steps at the start of the round
     * @param turn the hart whose turn it is, -1 between rounds
     * @param steps that this hart has taken; between rounds, as {@code boundary}
     */
    public record Position(long boundary, int turn, long steps) implements Comparable<Position> {
        private static final Comparator<Position> ORDER = Comparator.comparingLong(Position::boundary)
                .thenComparingInt(Position::turn)
                .thenComparingLong(Position::steps);

        @Override
        public int compareTo(final Position other) {
            return ORDER.compare(this, other);
        }

        /** Returns the place a step of that hart before, which is in the same turn. */
        public Position before() {
            return new Position(boundary, turn, steps - 1);
        }
    }

    /** Returns where it is. */
    public Position position() {
        return new Position(now, turn, steps());
    }

    @Override
    public long ticks() {
        return steps() / Hart.STEPS_PER_TICK;
    }

    /** Exit code of the guest, 0 for success; meaningful after {@link StopReason#EXIT}. */
    public int exitCode() {
        return exitCode;
    }

    @Override
    public void exit(final int code) {
        exitCode = code;
        end(StopReason.EXIT);
    }

    @Override
    public void reset() {
        end(StopReason.RESET);
    }

    private void end(final StopReason why) {
        reason = why;
        if (turn != NOBODY) {
            cores.get(turn).stop();
        }
    }

    /** Makes {@link #run} return at the next boundary. May be called from any thread. */
    public void stop() {
        stopRequested = true;
    }

    /**
     * Makes {@link #run} return {@link StopReason#REQUESTED} after the present instruction, so that it always ends in the same place.
     * Called by an observer or the console, on the machine's thread; of no effect between runs.
     */
    public void stopHere() {
        if (reason == null) {
            end(StopReason.REQUESTED);
        }
    }

    /** A device's timer was set: the harts must not run past its event. Called by the board. */
    void reschedule() {
        if (turn != NOBODY) {
            turnEnd = Math.min(turnEnd, nextEvent());
            cores.get(turn).endSliceBy(turnEnd);
        }
    }

    /**
     * Runs until something ends it.
     *
     * @param maxSteps most steps to take: the run ends when the hart whose turn it is has taken so many since {@link #steps}
     * @throws IllegalStateException if it runs already, or its board was closed
     */
    public StopReason run(final long maxSteps) {
        enter(Phase.RUNNING, "run");
        try {
            return runUntil(maxSteps > Long.MAX_VALUE - steps() ? Long.MAX_VALUE : steps() + maxSteps);
        } finally {
            phase.set(Phase.STOPPED);
        }
    }

    /**
     * Never runs again. Must be called before RAM is given back to the host: harts reach it by address.
     *
     * @throws IllegalStateException if the machine is running, in this thread or another
     */
    void close() {
        if (phase.get() != Phase.CLOSED) {
            enter(Phase.CLOSED, "close");
        }
    }

    /**
     * Does something that needs a machine at rest.
     *
     * @param what for the message, such as "save"
     * @throws IllegalStateException if the machine runs, or its board was closed
     */
    void atRest(final String what, final Runnable action) {
        enter(Phase.RUNNING, what);
        try {
            action.run();
        } finally {
            phase.set(Phase.STOPPED);
        }
    }

    @Override
    public void exchange(final StateExchange state) {
        state.part("machine");
        now = state.pass(now);
        nextLook = state.pass(nextLook);
        roundEnd = state.pass(roundEnd);
        turn = state.pass(turn, NOBODY, cores.size() - 1);
        turnEnd = state.pass(turnEnd);
        drawn = state.pass(drawn, 0, LONGEST_LR_SC);
        exitCode = state.pass(exitCode);
        if (state.restores()) {
            inputClosed = false;
        }
    }

    private void enter(final Phase next, final String what) {
        if (!phase.compareAndSet(Phase.STOPPED, next)) {
            throw new IllegalStateException("cannot " + what + " a machine that is "
                    + (phase.get() == Phase.CLOSED ? "closed" : "running; stop it, and wait until run returns"));
        }
    }

    private StopReason runUntil(final long limit) {
        reason = null;
        inputPaused = false;
        while (reason == null) {
            if (stopRequested) {
                stopRequested = false;
                reason = StopReason.REQUESTED;
            } else if (steps() >= limit) {
                reason = StopReason.STEP_LIMIT;
            } else {
                round(limit);
            }
        }
        console.flush();
        return reason;
    }

    private void round(final long limit) {
        if (turn == NOBODY) {
            final int interval = cores.size() > 1 ? quantum : POLL_INTERVAL;
            final long turns = now > Long.MAX_VALUE - interval ? Long.MAX_VALUE : now + interval;
            roundEnd = Math.min(turns, nextEvent());
            turn = 0;
            turnEnd = roundEnd;
        }
        while (turn < cores.size()) {
            final Core core = cores.get(turn);
            core.run(Math.min(turnEnd, limit));
            noticeDebugger(core);
            if (reason != null) {
                return;
            }
            if (limit < turnEnd && core.hart.steps >= limit) {
                reason = StopReason.STEP_LIMIT;
                return;
            }
            finishReservation(core);
            if (reason != null) {
                return;
            }
            endTurn(core.hart);
            drawn = 0;
            turn++;
            turnEnd = roundEnd;
        }
        turn = NOBODY;
        now = cores.size() == 1 ? cores.getFirst().hart.steps : roundEnd;
        service();
        if (reason == null && allWait()) {
            skip(limit);
        }
    }

    /**
     * In timed execution one LR that misses may take a whole turn, so a turn is drawn out to the SC, as far as it is within
     * the length that the specification promises success for.
     */
    private void finishReservation(final Core core) {
        final Hart hart = core.hart;
        if (cores.size() == 1 || hart.cycles == null) {
            return;
        }
        while (drawn < LONGEST_LR_SC && hart.reservation != -1 && reason == null && !hart.waiting) {
            drawn++;
            core.run(hart.steps + 1);
            noticeDebugger(core);
        }
    }

    private void noticeDebugger(final Core core) {
        if (reason == null && core.isBrokenOff()) {
            reason = StopReason.DEBUG;
        }
    }

    /** With several harts a reservation does not outlive the turn: the others may store to it now. */
    private void endTurn(final Hart hart) {
        if (cores.size() > 1) {
            hart.reservation = -1;
            hart.steps = Math.max(hart.steps, roundEnd);
        }
    }

    private void service() {
        betweenSlices.run();
        timed.forEach(TimedDevice::tick);
        if (now >= nextLook) {
            console.flush();
            pollInput();
            nextLook = now + POLL_INTERVAL;
        }
    }

    private void pollInput() {
        while (!inputClosed && input.canReceive()) {
            final int b = console.poll();
            inputClosed = b == HostConsole.CLOSED;
            inputPaused = b == HostConsole.PAUSED;
            if (b < 0) {
                return;
            }
            input.receive(b);
        }
    }

    private boolean allWait() {
        for (final Core core : cores) {
            if (!core.hart.waiting || Interrupts.wakes(core.hart)) {
                return false;
            }
        }
        return true;
    }

    /** All harts wait: goes to the next event of a timer, or waits for input. */
    private void skip(final long limit) {
        final long event = Math.min(nextEvent(), nextSupervisorTimer());
        if (isOpen.getAsBoolean()) {
            awaitOutside(Math.min(event, limit));
        } else if (event < Long.MAX_VALUE) {
            advance(Math.min(event, limit));
        } else if (inputClosed || inputPaused || !input.canReceive()) {
            reason = StopReason.ALL_WAIT;
            nextLook = now;
        } else {
            console.flush();
            sleep();
            nextLook = now;
        }
    }

    /** Waits for the world outside, until {@code event} at most; as much time passes here. A step is a nanosecond. */
    private void awaitOutside(final long event) {
        console.flush();
        final long start = System.nanoTime();
        try {
            bell.await(Math.clamp(event - now, 1, IDLE_POLL * 1_000_000));
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            stopRequested = true;
        }
        advance(Math.min(event, now + System.nanoTime() - start));
        nextLook = now;
    }

    private void advance(final long steps) {
        now = Math.max(now, steps);
        cores.forEach(core -> core.hart.steps = now);
        timed.forEach(TimedDevice::tick);
    }

    private void sleep() {
        try {
            Thread.sleep(IDLE_POLL);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            stopRequested = true;
        }
    }

    /** Returns the step of the next device event that lies ahead. */
    private long nextEvent() {
        long least = Long.MAX_VALUE;
        for (final TimedDevice device : timed) {
            least = Math.min(least, device.nextEvent());
        }
        return least > Long.MAX_VALUE / Hart.STEPS_PER_TICK ? Long.MAX_VALUE : least * Hart.STEPS_PER_TICK;
    }

    private long nextSupervisorTimer() {
        long least = Long.MAX_VALUE;
        for (final Core core : cores) {
            final Hart hart = core.hart;
            final long ticks = hart.stimecmp - hart.time.getAsLong();
            final boolean armed = (hart.menvcfg & Environment.STCE) != 0 && (hart.mie & Interrupts.STIP) != 0;
            if (armed && ticks > 0) {
                final long distance = hart.stepsUntil(ticks);
                least = Math.min(least, distance > Long.MAX_VALUE - now ? Long.MAX_VALUE : now + distance);
            }
        }
        return least;
    }
}
