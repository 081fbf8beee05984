// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.embed;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.xpcmachine.machine.board.Debugger;
import org.xpcmachine.machine.board.Machine;
import org.xpcmachine.machine.board.StopReason;
import org.xpcmachine.machine.board.VirtBoard;
import org.xpcmachine.machine.mmu.WatchedAccess;
import org.xpcmachine.machine.observe.Event;
import org.xpcmachine.machine.observe.Observer;

/** One run of a machine, and what it waits for. Close it, so that no breakpoint stays. */
final class Watch implements AutoCloseable {
    /** Steps after which the host's clock is looked at. */
    private static final long SLICE = 1_000_000;

    /** More than a hart's turn is long, see {@link Machine}. */
    private static final long TURN = 10_000;

    private final XpcMachine owner;
    private final VirtBoard board;
    private final Machine machine;
    private final Debugger debugger;
    private final List<Until> conditions;
    private final List<Place> places = new ArrayList<>();
    private final List<Until.Access> accesses = new ArrayList<>();
    private final List<Until.Happening> happenings = new ArrayList<>();
    private final long firstCycle;
    private final long firstInstruction;

    /** What was met in the middle of an instruction. */
    private Optional<Until> met;

    /** Where an instruction is waited for; {@code own} if the breakpoint was set for it. */
    private record Place(Until condition, long address, boolean own) {}

    Watch(final XpcMachine owner, final List<Until> conditions) {
        this.owner = owner;
        this.conditions = conditions;
        board = owner.board();
        machine = board.machine();
        debugger = machine.debugger();
        firstCycle = owner.cycles();
        firstInstruction = owner.instructions();
        conditions.forEach(this::prepare);
        places.stream().filter(Place::own).forEach(place -> debugger.addBreakpoint(place.address));
        accesses.forEach(access -> debugger.addWatchpoint(access.watchpoint()));
        met = owner.transcript()
                .await(
                        conditions.stream()
                                .filter(Until.ConsoleText.class::isInstance)
                                .map(Until.ConsoleText.class::cast)
                                .toList(),
                        machine::stopHere);
        if (!happenings.isEmpty()) {
            board.observe(this::happened);
        }
    }

    private void prepare(final Until condition) {
        switch (condition) {
            case Until.Symbol symbol -> prepare(symbol, owner.address(symbol.name()));
            case Until.Address place -> prepare(place, place.address());
            case Until.Access access -> accesses.add(access);
            case Until.Happening happening -> happenings.add(happening);
            case Until.ConsoleText text -> {
                // The transcript waits for it.
            }
            case Until.Instructions count -> {
                // Counted between slices.
            }
            case Until.Cycles count -> {
                // Likewise.
            }
        }
    }

    private void prepare(final Until condition, final long address) {
        places.add(new Place(condition, address, !debugger.hasBreakpoint(address)));
    }

    private void happened(final Event event) {
        for (final Observer observer : owner.observers()) {
            observer.on(event);
        }
        for (final Until.Happening happening : happenings) {
            if (met.isEmpty() && happening.wanted().test(event)) {
                met = Optional.of(happening);
                machine.stopHere();
            }
        }
    }

    /**
     * Runs.
     *
     * @param cycles most that may pass
     * @param timeout most time that may pass on the host
     */
    Stop run(final long cycles, final Duration timeout) {
        final long start = System.nanoTime();
        final long allowed = timeout.compareTo(Duration.ofDays(1000)) > 0 ? Long.MAX_VALUE : timeout.toNanos();
        while (true) {
            final Optional<Until> done = met.or(this::counted);
            if (done.isPresent()) {
                return stop(Stop.Cause.MET, done);
            }
            if (owner.cycles() - firstCycle >= cycles) {
                return stop(Stop.Cause.LIMIT, Optional.empty());
            }
            if (System.nanoTime() - start >= allowed) {
                return stop(Stop.Cause.TIMEOUT, Optional.empty());
            }
            final Optional<Stop> stop = ended(slice(cycles));
            if (stop.isPresent()) {
                return stop.get();
            }
        }
    }

    private Optional<Until> counted() {
        for (final Until condition : conditions) {
            if (condition instanceof Until.Cycles some && remaining(some) <= 0
                    || condition instanceof Until.Instructions more && remaining(more) <= 0) {
                return Optional.of(condition);
            }
        }
        return Optional.empty();
    }

    private long remaining(final Until.Cycles wanted) {
        return wanted.count() - (owner.cycles() - firstCycle);
    }

    private long remaining(final Until.Instructions wanted) {
        return wanted.count() - (owner.instructions() - firstInstruction);
    }

    /** Runs so far that nothing that is counted is missed. A step retires at most one instruction. */
    private StopReason slice(final long cycles) {
        long steps = Math.min(SLICE, cycles - (owner.cycles() - firstCycle));
        for (final Until condition : conditions) {
            if (condition instanceof Until.Cycles some) {
                steps = Math.min(steps, remaining(some));
            } else if (condition instanceof Until.Instructions more) {
                final int harts = owner.harts();
                steps = Math.min(steps, harts == 1 ? remaining(more) : remaining(more) / harts - TURN);
            }
        }
        return steps > 0 ? machine.run(steps) : debugger.step(machine.cores());
    }

    /** Returns how the run has ended; empty if it goes on. */
    private Optional<Stop> ended(final StopReason reason) {
        met = met.or(owner.transcript()::met);
        if (met.isPresent()) {
            return Optional.of(stop(Stop.Cause.MET, met));
        }
        return switch (reason) {
            case STEP_LIMIT -> Optional.empty();
            case EXIT -> Optional.of(stop(Stop.Cause.EXIT, Optional.empty()));
            case RESET -> Optional.of(stop(Stop.Cause.RESTART, Optional.empty()));
            case ALL_WAIT -> Optional.of(stop(Stop.Cause.IDLE, Optional.empty()));
            case REQUESTED -> Optional.of(stop(Stop.Cause.STOPPED, Optional.empty()));
            case DEBUG -> debugStop(debugger.stop().orElseThrow());
        };
    }

    private Optional<Stop> debugStop(final Debugger.Stop at) {
        final WatchedAccess access = at.access();
        for (final Until.Access wanted : accesses) {
            if (access != null && wanted.watchpoint().equals(access.watchpoint())) {
                return Optional.of(stop(Stop.Cause.MET, Optional.of(wanted)));
            }
        }
        for (final Place place : places) {
            if (access == null && place.address == at.hart().pc) {
                return Optional.of(stop(Stop.Cause.MET, Optional.of(place.condition)));
            }
        }
        final boolean foreign = access != null || debugger.hasBreakpoint(at.hart().pc);
        return foreign ? Optional.of(stop(Stop.Cause.BREAKPOINT, Optional.empty())) : Optional.empty();
    }

    private Stop stop(final Stop.Cause cause, final Optional<Until> condition) {
        return new Stop(cause, condition, machine.exitCode(), owner.cycles(), owner.instructions());
    }

    @Override
    public void close() {
        owner.transcript().await(List.of(), () -> {});
        owner.observe();
        places.stream().filter(Place::own).forEach(place -> debugger.removeBreakpoint(place.address));
        accesses.forEach(access -> debugger.removeWatchpoint(access.watchpoint()));
    }
}
