// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.frontend;

/**
 * From one {@link FetchState}, by an event, to the next: what has to be as it was when the step was first made, cycle by cycle, and what it does
 * to the predictors.
 */
final class FetchStep {
    /** In a counter's number: it is not read but written. */
    static final int WRITTEN = 2;

    /** What it says. */
    static final int TAKEN = 1;

    private static final long[] NO_WORDS = {};

    private final int event;
    private final long place;
    private final long least;
    private final long most;
    final long lines;

    /** {@link Contents#changes} when what follows was last found to be the same. */
    private long checked;

    /** By line: the number of what the L1I holds. */
    private final int[] code;

    final TargetUse targetUse;

    /** It reads no counter and no return address, and changes nothing. */
    private final boolean plain;

    /** Counters that are read and written, in this order: place and direction, then how the history is derived. */
    final int[] counters;

    /** Up to here they are only read. */
    private final int firstWritten;

    final int[] histories;
    private final boolean keepsHistories;
    final long[] returns;
    final boolean readsReturns;
    final boolean noReturns;
    final long topReturn;

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
            final int[] code,
            final TargetUse targetUse,
            final int[] counters,
            final int[] histories,
            final long[] returns,
            final boolean readsReturns,
            final boolean noReturns,
            final long topReturn) {
        this.event = event;
        this.place = place;
        this.least = least;
        this.most = most;
        this.lines = lines;
        this.code = code;
        this.targetUse = targetUse;
        checked = changes;
        this.counters = counters;
        firstWritten = firstWritten(counters);
        this.histories = histories;
        this.returns = returns.length == 0 ? NO_WORDS : returns;
        this.readsReturns = readsReturns;
        this.noReturns = noReturns;
        this.topReturn = topReturn;
        keepsHistories = keeps(histories);
        plain = counters.length + returns.length + targetUse.same.length == 0
                && targetUse.changesNothing()
                && !readsReturns;
    }

    /** For each line that matters: its number, and what the L1I holds for it. */
    int[] lineCodes() {
        final int[] all = new int[2 * code.length];
        int next = 0;
        for (long rest = lines; rest != 0; rest &= rest - 1) {
            all[next] = Long.numberOfTrailingZeros(rest);
            all[next + 1] = code[next / 2];
            next += 2;
        }
        return all;
    }

    /** Whether a counter is written, not read. */
    static boolean isWritten(final int counter) {
        return (counter & WRITTEN) != 0;
    }

    static boolean isTaken(final int counter) {
        return (counter & TAKEN) != 0;
    }

    static int place(final int counter) {
        return counter >> 2;
    }

    boolean keepsHistories() {
        return keepsHistories;
    }

    boolean isFor(final int wantedEvent, final long wantedPlace, final long distance) {
        return event == wantedEvent && place == wantedPlace && distance >= least && distance <= most;
    }

    /** Whether it depends on nothing but the state, and changes nothing else. */
    boolean isFree() {
        return plain && lines == 0;
    }

    /** Whether what was fetched and predicted for the lines is what it was. */
    boolean isCurrent(final Predictors now) {
        final long changes = now.contents().changes();
        if (checked != changes) {
            if (!isCached(now.contents()) || !targetUse.finds(now.targets())) {
                return false;
            }
            checked = changes;
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

    private static boolean keeps(final int[] derivations) {
        for (int i = 0; i < derivations.length; i++) {
            if (derivations[i] != History.derivation(i)) {
                return false;
            }
        }
        return true;
    }

    /** Whether the predictors say what they said. */
    boolean holds(final Predictors now) {
        return plain
                || countersHold(now.history(), now.histories())
                        && (!readsReturns || now.returns().is(noReturns, topReturn))
                        && targetUse.holds(now.targets(), now.entries());
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

    /** Does to the predictors, and to the histories and entries of the state, what was done. */
    void apply(final Predictors now) {
        if (!plain) {
            write(now.history(), now.histories());
            repeat(returns, now.returns());
        }
        targetUse.apply(now.targets(), now.entries());
        if (!keepsHistories) {
            derive(now.histories());
        }
    }

    private void write(final BranchHistoryTable history, final int[] past) {
        for (int i = firstWritten; i < counters.length; i += 2) {
            if ((counters[i] & WRITTEN) != 0) {
                history.set(index(i, history, past), (counters[i] & TAKEN) != 0);
            }
        }
    }

    /** Repeats operations on the return stack. */
    static void repeat(final long[] operations, final ReturnStack stack) {
        for (final long operation : operations) {
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
