// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.frontend;

import java.util.Arrays;

/**
 * The steps of the front end through several events, one behind the other, as one {@link FetchStep}. They are followed more often than anything else, and
 * there are many, so what they depend on and do is put into one array, which is read from its beginning to its end.
 */
public final class FetchTrail {
    /** The first words: how many there are of each kind. */
    private static final int LINES = 0;

    private static final int LOOK_UPS = 1;
    private static final int READS = 2;
    private static final int OTHERS = 3;
    private static final int SAME = 4;
    private static final int USED = 5;
    private static final int HISTORIES = 6;
    private static final int ENTRIES = 7;
    private static final int KINDS = 8;

    private static final int[] NOTHING = {};
    private static final int NONE = -1;

    /**
     * Then in this order: lines, and what the L1I holds for each; places, and what the branch target buffer finds at each; counters that are read, and how the history is
     * derived; counters that are written, and that are read when they may have been written, likewise; pairs of entries that must be one; entries that are used; how
     * histories are derived, and entries, if any is another than before.
     */
    private final int[] words;

    private final long[] returns;
    private final boolean readsReturns;
    private final boolean noReturns;
    private final long topReturn;

    /** All of it, if there is what is in none of these; else null. */
    private final FetchStep whole;

    /** {@link Contents#changes} when lines and look-ups were last found to be the same. */
    private long checked;

    final FetchState to;

    /** From the state before the first step to the one behind the last. */
    final int cycles;

    private FetchTrail(
            final int[] words,
            final FetchStep step,
            final FetchStep whole,
            final long changes,
            final FetchState to,
            final int cycles) {
        this.words = words;
        returns = step.returns;
        readsReturns = step.readsReturns;
        noReturns = step.noReturns;
        topReturn = step.topReturn;
        this.whole = whole;
        checked = changes;
        this.to = to;
        this.cycles = cycles;
    }

    /**
     * {@code step} leads to {@code to}, and takes {@code cycles}; {@code arrays} keeps one of equal ones. Unless it {@code checks}, what it depends on is left
     * out.
     */
    static FetchTrail of(
            final FetchStep step,
            final long changes,
            final FetchState to,
            final long cycles,
            final boolean checks,
            final BranchHistoryTable history,
            final SharedArrays arrays) {
        final TargetUse use = step.targetUse;
        final boolean simple = use.writes.length == 0 && use.flush == TargetUse.NO_FLUSH && !use.readsTargets;
        final int[] words = simple ? words(checks ? checking(step, use, history) : making(step, use)) : new int[KINDS];
        return new FetchTrail(arrays.shared(words), step, simple ? null : step, changes, to, (int) cycles);
    }

    private static int[][] checking(final FetchStep step, final TargetUse use, final BranchHistoryTable history) {
        final int[][] kinds = new int[KINDS][];
        kinds[LINES] = step.lineCodes();
        kinds[LOOK_UPS] = use.quick();
        split(step.counters, kinds, history);
        kinds[SAME] = use.same;
        kinds[USED] = use.used;
        kinds[HISTORIES] = step.keepsHistories() ? NOTHING : step.histories;
        kinds[ENTRIES] = use.keepsEntries() ? NOTHING : use.entries;
        return kinds;
    }

    private static int[][] making(final FetchStep step, final TargetUse use) {
        final int[][] kinds = new int[KINDS][];
        Arrays.fill(kinds, NOTHING);
        kinds[OTHERS] = written(step.counters);
        kinds[USED] = use.used.clone();
        kinds[HISTORIES] = step.keepsHistories() ? NOTHING : step.histories;
        kinds[ENTRIES] = use.keepsEntries() ? NOTHING : use.entries.clone();
        kinds[LOOK_UPS] = needed(use.quick(), kinds[USED], kinds[ENTRIES]);
        return kinds;
    }

    private static int[] written(final int[] counters) {
        final int[] all = new int[counters.length];
        int count = 0;
        for (int i = 0; i < counters.length; i += 2) {
            if (FetchStep.isWritten(counters[i])) {
                all[count++] = counters[i];
                all[count++] = counters[i + 1];
            }
        }
        return Arrays.copyOf(all, count);
    }

    /** Returns those look-ups that any of the {@code derivations} names, which then name their new places. */
    private static int[] needed(final int[] lookUps, final int[]... derivations) {
        final int[] renamed = new int[lookUps.length / 2];
        Arrays.fill(renamed, NONE);
        final int[] all = new int[lookUps.length];
        int count = 0;
        for (final int[] some : derivations) {
            for (int i = 0; i < some.length; i++) {
                if (Entry.isLookUp(some[i])) {
                    final int lookUp = Entry.lookUp(some[i]);
                    if (renamed[lookUp] == NONE) {
                        renamed[lookUp] = count / 2;
                        all[count++] = lookUps[2 * lookUp];
                        all[count++] = lookUps[2 * lookUp + 1];
                    }
                    some[i] = Entry.ofLookUp(renamed[lookUp]);
                }
            }
        }
        return Arrays.copyOf(all, count);
    }

    private static int[] words(final int[][] kinds) {
        int size = KINDS;
        for (final int[] kind : kinds) {
            size += kind.length;
        }
        final int[] words = new int[size];
        int at = KINDS;
        for (int i = 0; i < KINDS; i++) {
            words[i] = kinds[i].length;
            System.arraycopy(kinds[i], 0, words, at, kinds[i].length);
            at += kinds[i].length;
        }
        return words;
    }

    private static void split(final int[] counters, final int[][] kinds, final BranchHistoryTable history) {
        final int[] reads = new int[counters.length];
        final int[] others = new int[counters.length];
        int readCount = 0;
        int otherCount = 0;
        for (int i = 0; i < counters.length; i += 2) {
            if (FetchStep.isWritten(counters[i]) || mayBeWritten(counters, i, history)) {
                others[otherCount++] = counters[i];
                others[otherCount++] = counters[i + 1];
            } else {
                reads[readCount++] = counters[i];
                reads[readCount++] = counters[i + 1];
            }
        }
        kinds[READS] = Arrays.copyOf(reads, readCount);
        kinds[OTHERS] = Arrays.copyOf(others, otherCount);
    }

    private static boolean mayBeWritten(final int[] counters, final int end, final BranchHistoryTable history) {
        for (int i = 0; i < end; i += 2) {
            if (FetchStep.isWritten(counters[i])
                    && history.mayCoincide(FetchStep.place(counters[i]), FetchStep.place(counters[end]))) {
                return true;
            }
        }
        return false;
    }

    /** Whether what it depends on is as it was, from the state before the first step. */
    boolean isAllowed(final Predictors now) {
        if (whole != null) {
            return whole.isCurrent(now) && whole.holds(now);
        }
        final long changes = now.contents().changes();
        if (checked != changes) {
            if (!sees(now)) {
                return false;
            }
            checked = changes;
        }
        return holds(now);
    }

    /** Whether the same is fetched and found. */
    private boolean sees(final Predictors now) {
        int at = KINDS;
        int end = at + words[LINES];
        for (; at < end; at += 2) {
            if (now.contents().code(words[at]) != words[at + 1]) {
                return false;
            }
        }
        end += words[LOOK_UPS];
        for (; at < end; at += 2) {
            if (now.targets().foundAt(words[at]) != words[at + 1]) {
                return false;
            }
        }
        return true;
    }

    /** Whether the same is predicted. */
    private boolean holds(final Predictors now) {
        int at = KINDS + words[LINES] + words[LOOK_UPS];
        final int written = at + words[READS];
        for (; at < written; at += 2) {
            if (now.history().isTaken(counter(at, now)) != (FetchStep.isTaken(words[at]))) {
                return false;
            }
        }
        int end = written + words[OTHERS];
        for (; at < end; at += 2) {
            if (!FetchStep.isWritten(words[at]) && isTaken(at, written, now) != (FetchStep.isTaken(words[at]))) {
                return false;
            }
        }
        end += words[SAME];
        for (; at < end; at += 2) {
            if (number(words[at], now) != number(words[at + 1], now)) {
                return false;
            }
        }
        return !readsReturns || now.returns().is(noReturns, topReturn);
    }

    private int counter(final int at, final Predictors now) {
        final int derivation = words[at + 1];
        final int past = now.histories()[History.source(derivation)];
        return now.history().index(FetchStep.place(words[at]), History.apply(derivation, past));
    }

    /** What the counter at {@code at} says: what was last written there, from {@code written} on, or what is there. */
    private boolean isTaken(final int at, final int written, final Predictors now) {
        final int counter = counter(at, now);
        for (int i = at - 2; i >= written; i -= 2) {
            if (FetchStep.isWritten(words[i]) && counter(i, now) == counter) {
                return FetchStep.isTaken(words[i]);
            }
        }
        return now.history().isTaken(counter);
    }

    private int number(final int derivation, final Predictors now) {
        if (derivation < 0) {
            return ~derivation;
        }
        return Entry.isLookUp(derivation)
                ? now.targets().entryAt(words[KINDS + words[LINES] + 2 * Entry.lookUp(derivation)])
                : now.entries()[derivation];
    }

    /** Does to the predictors, and to the histories and entries of the state, what was done. */
    void make(final Predictors now) {
        if (whole != null) {
            whole.apply(now);
            return;
        }
        int at = KINDS + words[LINES] + words[LOOK_UPS] + words[READS];
        int end = at + words[OTHERS];
        for (; at < end; at += 2) {
            if (FetchStep.isWritten(words[at])) {
                now.history().set(counter(at, now), FetchStep.isTaken(words[at]));
            }
        }
        FetchStep.repeat(returns, now.returns());
        at += words[SAME];
        end = at + words[USED];
        for (; at < end; at++) {
            now.targets().useNumber(number(words[at], now));
        }
        if (words[HISTORIES] != 0) {
            deriveHistories(at, now.histories());
        }
        if (words[ENTRIES] != 0) {
            deriveEntries(at + words[HISTORIES], now);
        }
    }

    private void deriveHistories(final int at, final int[] past) {
        final int room = past.length / 2;
        final int count = words[HISTORIES];
        for (int i = 0; i < count; i++) {
            final int derivation = words[at + i];
            past[room + i] = History.apply(derivation, past[History.source(derivation)]);
        }
        for (int i = 0; i < count; i++) {
            past[i] = past[room + i];
        }
    }

    private void deriveEntries(final int at, final Predictors now) {
        final int[] past = now.entries();
        final int room = past.length / 2;
        final int count = words[ENTRIES];
        for (int i = 0; i < count; i++) {
            past[room + i] = number(words[at + i], now);
        }
        for (int i = 0; i < count; i++) {
            past[i] = past[room + i];
        }
    }
}
