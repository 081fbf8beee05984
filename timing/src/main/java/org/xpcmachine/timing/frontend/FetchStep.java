// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.frontend;

import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * From one {@link FetchState}, by an event, to the next: what has to be as it was when the step was first made, cycle by cycle, and what it does
 * to the predictors.
 */
final class FetchStep {
    /** In a counter's number: it is not read but written. */
    static final int WRITTEN = 2;

    /** What it says. */
    static final int TAKEN = 1;

    /** For each look-up: the address, and what was found. */
    static final int LOOK_UP_WORDS = 3;

    private static final long[] NO_WORDS = {};

    private final int event;
    private final long place;
    private final long least;
    private final long most;
    final long lines;

    /** {@link Contents#changes} when what follows was last found to be the same. */
    private long checked;

    final long[] lookUps;

    /** By line: the number of what the L1I holds. */
    private final int[] code;

    /** The targets of returns matter. */
    final boolean readsTargets;

    /** It reads no counter and no return address, and changes nothing. */
    private final boolean plain;

    /** Counters that are read and written, in this order: place and direction, then how the history is derived. */
    final int[] counters;

    /** Up to here they are only read. */
    private final int firstWritten;

    final int[] histories;
    private final boolean keepsHistories;
    final long[] writes;
    final long[] returns;
    final boolean readsReturns;
    final boolean noReturns;
    final long topReturn;
    final int usedPath;
    final int usedTurned;

    FetchState to;

    /** Cycles that the event takes, besides those until it comes. */
    int cycles;

    /** Another step from the same state; null for none. */
    FetchStep next;

    FetchStep(
            final int event,
            final long place,
            final long least,
            final long most,
            final long lines,
            final long changes,
            final long[] lookUps,
            final int[] code,
            final boolean readsTargets,
            final int[] counters,
            final int[] histories,
            final long[] writes,
            final long[] returns,
            final boolean readsReturns,
            final boolean noReturns,
            final long topReturn,
            final int usedPath,
            final int usedTurned) {
        this.event = event;
        this.place = place;
        this.least = least;
        this.most = most;
        this.lines = lines;
        this.lookUps = lookUps;
        this.code = code;
        this.readsTargets = readsTargets;
        if (!readsTargets) {
            forgetReturns(lookUps);
        }
        checked = changes;
        this.counters = counters;
        firstWritten = firstWritten(counters);
        this.histories = histories;
        this.writes = writes.length == 0 ? NO_WORDS : writes;
        this.returns = returns.length == 0 ? NO_WORDS : returns;
        this.readsReturns = readsReturns;
        this.noReturns = noReturns;
        this.topReturn = topReturn;
        this.usedPath = usedPath;
        this.usedTurned = usedTurned;
        keepsHistories = keeps(histories);
        plain = counters.length + writes.length + returns.length + usedPath == 0 && !readsReturns;
    }

    /** All that it depends on and does, of which {@link #isCurrent}, {@link #holds} and {@link #apply} know, as numbers. */
    LongBuffer content() {
        final long[] scalars = {
            lines,
            (readsTargets ? 1 : 0) | (readsReturns ? 2 : 0) | (noReturns ? 4 : 0),
            readsReturns ? topReturn : 0,
            usedPath,
            usedTurned,
            lookUps.length,
            code.length,
            counters.length,
            histories.length,
            writes.length
        };
        return LongBuffer.wrap(
                Stream.of(scalars, lookUps, longs(code), longs(counters), longs(histories), writes, returns)
                        .flatMapToLong(Arrays::stream)
                        .toArray());
    }

    private static long[] longs(final int[] ints) {
        return Arrays.stream(ints).asLongStream().toArray();
    }

    boolean isFor(final int wantedEvent, final long wantedPlace, final long distance) {
        return event == wantedEvent && place == wantedPlace && distance >= least && distance <= most;
    }

    /** Whether it depends on nothing but the state, and changes nothing else. */
    boolean isFree() {
        return plain && lines == 0;
    }

    /** Whether what was fetched and predicted for the lines is what it was. */
    boolean isCurrent(final Contents now, final BranchTargetBuffer targets) {
        if (checked != now.changes()) {
            if (!now.areAsOf(checked, lines) && !(isCached(now) && finds(targets))) {
                return false;
            }
            checked = now.changes();
        }
        return true;
    }

    private boolean isCached(final Contents now) {
        int next = 0;
        for (long rest = lines; rest != 0; rest &= rest - 1) {
            if (now.code(Long.numberOfTrailingZeros(rest)) != code[next++]) {
                return false;
            }
        }
        return true;
    }

    private boolean finds(final BranchTargetBuffer targets) {
        for (int i = 0; i < lookUps.length; i += LOOK_UP_WORDS) {
            final long pc = lookUps[i];
            final long found = targets.peek(pc);
            if (found != lookUps[i + 1] || found != 0 && targets.peekTarget(pc, readsTargets) != lookUps[i + 2]) {
                return false;
            }
        }
        return true;
    }

    private static void forgetReturns(final long[] lookUps) {
        for (int i = 0; i < lookUps.length; i += LOOK_UP_WORDS) {
            if (BranchTargetBuffer.isReturn(lookUps[i + 1])) {
                lookUps[i + 2] = 0;
            }
        }
    }

    private static boolean keeps(final int[] derivations) {
        for (int i = 0; i < derivations.length; i++) {
            if (derivations[i] != History.derivation(i)) {
                return false;
            }
        }
        return true;
    }

    /** Whether the predictors say what they said; {@code past} are the histories of the state. */
    boolean holds(
            final BranchHistoryTable history,
            final int[] past,
            final BranchTargetBuffer targets,
            final ReturnStack stack) {
        return plain || countersHold(history, past) && othersHold(targets, stack);
    }

    private static int firstWritten(final int[] counters) {
        int i = 0;
        while (i < counters.length && (counters[i] & WRITTEN) == 0) {
            i += 2;
        }
        return i;
    }

    private boolean countersHold(final BranchHistoryTable history, final int[] past) {
        for (int i = 0; i < firstWritten; i += 2) {
            if (history.isTaken(index(i, history, past)) != ((counters[i] & TAKEN) != 0)) {
                return false;
            }
        }
        for (int i = firstWritten; i < counters.length; i += 2) {
            final int counter = counters[i];
            if ((counter & WRITTEN) == 0) {
                final int index = index(i, history, past);
                if (isTaken(i, index, history, past) != ((counter & TAKEN) != 0)) {
                    return false;
                }
            }
        }
        return true;
    }

    private int index(final int i, final BranchHistoryTable history, final int[] past) {
        final int derivation = counters[i + 1];
        return history.index(counters[i] >> 2, History.apply(derivation, past[History.source(derivation)]));
    }

    /** What the counter at {@code index} says when it is read as number {@code end}: what the step itself wrote last, or what is there. */
    private boolean isTaken(final int end, final int index, final BranchHistoryTable history, final int[] past) {
        for (int i = end - 2; i >= firstWritten; i -= 2) {
            if ((counters[i] & WRITTEN) != 0 && index(i, history, past) == index) {
                return (counters[i] & TAKEN) != 0;
            }
        }
        return history.isTaken(index);
    }

    private boolean othersHold(final BranchTargetBuffer targets, final ReturnStack stack) {
        if (readsReturns && !stack.is(noReturns, topReturn)) {
            return false;
        }
        for (int i = 0; i < writes.length; i += Recorder.WRITE_WORDS) {
            if (!targets.hasPages(writes[i + Recorder.WRITE_PC], writes[i + Recorder.WRITE_TARGET])
                    || replacesFound(i, targets)) {
                return false;
            }
        }
        return true;
    }

    /** Whether the write replaces what is looked up: then it matters when. */
    private boolean replacesFound(final int write, final BranchTargetBuffer targets) {
        final long old = targets.replaced(
                (int) writes[write + Recorder.WRITE_ENTRY], (int) writes[write + Recorder.WRITE_NODES], (int)
                        writes[write + Recorder.WRITE_VALUES]);
        if (old == writes[write]) {
            return false;
        }
        for (int i = 0; i < lookUps.length; i += LOOK_UP_WORDS) {
            if (BranchTargetBuffer.sameTag(old, lookUps[i])) {
                return true;
            }
        }
        return false;
    }

    /** Does to the predictors, and to the histories of the state, what was done. */
    void apply(
            final BranchHistoryTable history,
            final int[] past,
            final BranchTargetBuffer targets,
            final ReturnStack stack) {
        if (!plain) {
            applyToPredictors(history, past, targets, stack);
        }
        if (!keepsHistories) {
            derive(past);
        }
    }

    private void applyToPredictors(
            final BranchHistoryTable history,
            final int[] past,
            final BranchTargetBuffer targets,
            final ReturnStack stack) {
        for (int i = firstWritten; i < counters.length; i += 2) {
            if ((counters[i] & WRITTEN) != 0) {
                history.set(index(i, history, past), (counters[i] & TAKEN) != 0);
            }
        }
        for (int i = 0; i < writes.length; i += Recorder.WRITE_WORDS) {
            targets.use((int) writes[i + Recorder.WRITE_NODES], (int) writes[i + Recorder.WRITE_VALUES]);
            targets.rewrite(
                    (int) writes[i + Recorder.WRITE_ENTRY],
                    writes[i + Recorder.WRITE_VALID] != 0,
                    (int) writes[i + Recorder.WRITE_KIND],
                    writes[i + Recorder.WRITE_PC],
                    writes[i + Recorder.WRITE_TARGET]);
        }
        targets.use(usedPath, usedTurned);
        for (final long operation : returns) {
            if (operation == Recorder.POP) {
                stack.pop();
            } else {
                stack.push(operation);
            }
        }
    }

    /** The new histories, which are at most so many; {@code past} has room for both. */
    private void derive(final int[] past) {
        final int room = past.length / 2;
        for (int i = 0; i < histories.length; i++) {
            final int derivation = histories[i];
            past[room + i] = History.apply(derivation, past[History.source(derivation)]);
        }
        System.arraycopy(past, room, past, 0, histories.length);
    }
}
