// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.gdb;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.xpcmachine.machine.board.Debugger;
import org.xpcmachine.machine.board.Machine;
import org.xpcmachine.machine.board.StopReason;
import org.xpcmachine.machine.board.VirtBoard;
import org.xpcmachine.machine.execute.Core;
import org.xpcmachine.machine.mmu.WatchedAccess;
import org.xpcmachine.machine.snapshot.Snapshot;
import org.xpcmachine.machine.snapshot.SnapshotException;

/**
 * A machine that can go back: snapshots are taken now and then as it runs, and a place in between is reached from the one before it,
 * because a machine that is put back does the same again.
 */
final class History {
    /** Steps between snapshots at first: what is run again to go back takes a fraction of a second. */
    private static final long INTERVAL = 10_000_000;

    /** Snapshots that are kept; then every other goes, and the interval is doubled. */
    private static final int MOST = 64;

    /** How many steps before the present a step back begins to look; if there is no step of the hart, this much further each time. */
    private static final long WINDOW = 64;

    private final Machine machine;
    private final VirtBoard board;
    private final Debugger debugger;
    private final Tape tape;
    private final BooleanSupplier ended;
    private final List<Checkpoint> checkpoints = new ArrayList<>();
    private long interval = INTERVAL;

    private record Checkpoint(Machine.Position at, Snapshot state, int read) {}

    /**
     * Where a run backwards ended.
     *
     * @param access the watched access before which the hart stands; null for a breakpoint
     */
    record Found(Machine.Position at, int hart, WatchedAccess access) {}

    private History(final VirtBoard board, final Tape tape, final BooleanSupplier ended) {
        this.board = board;
        this.tape = tape;
        this.ended = ended;
        machine = board.machine();
        debugger = machine.debugger();
        restart();
    }

    /** Begins the history of a board at rest; empty if there can be none, since it has what cannot be put back. */
    static Optional<History> of(final VirtBoard board, final Tape tape, final BooleanSupplier ended) {
        if (tape == null || !board.isRepeatable()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new History(board, tape, ended));
        } catch (final SnapshotException e) {
            return Optional.empty();
        }
    }

    /** Begins anew: the debugger has changed something, so that what was before does not lead here any more. */
    void restart() {
        checkpoints.clear();
        tape.begin(machine);
        checkpoints.add(checkpoint());
    }

    private Checkpoint checkpoint() {
        return new Checkpoint(machine.position(), board.save(), tape.position());
    }

    private void remember() {
        if (machine.steps() < checkpoints.getLast().at.steps() + interval) {
            return;
        }
        if (checkpoints.size() == MOST) {
            for (int i = MOST - 1; i > 0; i -= 2) {
                checkpoints.remove(i);
            }
            interval *= 2;
        }
        checkpoints.add(checkpoint());
    }

    /** Runs forward as {@link Machine#run} does, until {@code limit} steps have passed since power-on at most. */
    StopReason run(final long limit) {
        try {
            StopReason reason = StopReason.STEP_LIMIT;
            while (reason == StopReason.STEP_LIMIT && machine.steps() < limit) {
                remember();
                final long next = Math.max(checkpoints.getLast().at.steps(), machine.steps()) + interval;
                reason = machine.run(Math.min(limit, next) - machine.steps());
                tape.reached();
            }
            return reason;
        } finally {
            tape.reached();
        }
    }

    /** Steps forward as {@link Debugger#step} does. */
    StopReason step(final List<Core> cores) {
        try {
            return debugger.step(cores);
        } finally {
            tape.reached();
        }
    }

    /** Goes to where {@code core} made its last step; false if that is not in memory: then it stands where that begins. */
    boolean stepBack(final Core core) {
        final Machine.Position present = machine.position();
        final Optional<Checkpoint> before = before(present);
        if (before.isEmpty()) {
            return false;
        }
        return search(() -> {
            debugger.setEnabled(false);
            for (long window = WINDOW; ; window *= WINDOW) {
                restore(before.get());
                final long ahead = present.steps() - window - machine.steps();
                final boolean whole = ahead <= 0;
                if (!whole) {
                    machine.run(ahead);
                }
                final Checkpoint start = checkpoint();
                Machine.Position last = whole || machine.cores().size() == 1 ? start.at : null;
                while (!ended.getAsBoolean()) {
                    final StopReason reason = debugger.step(core);
                    if (reason != StopReason.DEBUG && reason != StopReason.REQUESTED
                            || machine.position().compareTo(present) >= 0) {
                        break;
                    }
                    last = machine.position();
                }
                if (last != null || ended.getAsBoolean()) {
                    restore(start);
                    goTo(last == null ? start.at : last);
                    core.setReported();
                    return true;
                }
            }
        });
    }

    /** Goes back to the last breakpoint or watched access; empty if there is none in memory: then it stands where that begins. */
    Optional<Found> runBack() {
        return search(() -> {
            Machine.Position end = machine.position();
            for (Optional<Checkpoint> from = before(end); from.isPresent(); from = before(end)) {
                restore(from.get());
                debugger.setEnabled(true);
                final Found found = lastBefore(end);
                debugger.setEnabled(false);
                restore(from.get());
                if (found != null) {
                    goTo(found.at);
                    machine.cores().get(found.hart).setReported();
                    return Optional.of(found);
                }
                end = from.get().at;
            }
            return Optional.empty();
        });
    }

    private <T> T search(final Supplier<T> action) {
        tape.setSearching(true);
        try {
            return action.get();
        } finally {
            debugger.setEnabled(true);
            tape.setSearching(false);
        }
    }

    private Optional<Checkpoint> before(final Machine.Position place) {
        return checkpoints.reversed().stream()
                .filter(checkpoint -> checkpoint.at.compareTo(place) < 0)
                .findFirst();
    }

    private void restore(final Checkpoint checkpoint) {
        board.restore(checkpoint.state);
        tape.rewind(checkpoint.read);
    }

    /** Returns the last stop between the present and {@code end}; null for none. */
    private Found lastBefore(final Machine.Position end) {
        Found last = null;
        for (final Core core : machine.cores()) {
            if (debugger.hasBreakpoint(core.hart.pc)) {
                last = new Found(machine.position(), core.hart.id, null);
            }
        }
        while (machine.position().compareTo(end) < 0 && !ended.getAsBoolean()) {
            final StopReason reason = runTowards(end);
            final Debugger.Stop stop =
                    reason == StopReason.DEBUG ? debugger.stop().orElse(null) : null;
            final boolean isPoint = stop != null && (stop.access() != null || debugger.hasBreakpoint(stop.hart().pc));
            final Machine.Position here = machine.position();
            final Machine.Position place = isPoint && stop.access() != null ? here.before() : here;
            if (isPoint && place.compareTo(end) < 0) {
                last = new Found(place, stop.hart().id, stop.access());
            } else if (reason == StopReason.ALL_WAIT || reason == StopReason.EXIT || reason == StopReason.RESET) {
                break;
            }
        }
        return last;
    }

    /** Goes to a place that lies ahead. */
    private void goTo(final Machine.Position place) {
        StopReason reason = StopReason.STEP_LIMIT;
        while (machine.position().compareTo(place) < 0
                && reason != StopReason.ALL_WAIT
                && reason != StopReason.EXIT
                && !ended.getAsBoolean()) {
            reason = runTowards(place);
        }
    }

    /**
     * Runs on, at most to {@code place}. A limit of steps stops the first hart that comes to it: with several, the last round before the
     * place is made step by step.
     */
    private StopReason runTowards(final Machine.Position place) {
        final long target = machine.cores().size() == 1 ? place.steps() : place.boundary();
        final long distance = target - machine.steps();
        return distance > 0 && machine.position().boundary() < place.boundary()
                        || machine.cores().size() == 1
                ? machine.run(Math.max(1, distance))
                : debugger.step(machine.cores());
    }
}
