// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.frontend;

import java.util.Arrays;

/** Several steps, one behind the other, as one: what it depends on and changes is in terms of what there is before the first. */
final class Composition {
    private static final int NONE = -1;
    private static final int SOME = 16;
    private static final int[] SAME = new int[FrontEnd.MOST_HISTORIES];

    static {
        Arrays.setAll(SAME, History::derivation);
    }

    private long lines;
    private int lookUpCount;
    private long[] lookUps = new long[SOME];
    private boolean readsTargets;
    private int[] counters = new int[SOME];

    private int counterCount;

    /** How the histories of the present state are derived from those of the first. */
    private int[] histories = SAME;

    private long[] writes = {};
    private int returnCount;
    private long[] returns = new long[SOME];
    private boolean readsReturns;
    private boolean noReturns;
    private long topReturn;
    private int usedPath;
    private int usedTurned;

    private Composition() {}

    /**
     * Returns how many of the first {@code most} of {@code steps} can be made one: not more than until one looks up what another writes, or two write.
     */
    static int fit(final FetchStep[] steps, final int most) {
        final Composition all = new Composition();
        int count = 0;
        while (count < most && all.add(steps[count])) {
            count++;
        }
        return count;
    }

    /** Returns the first {@code count} of {@code steps}, which {@link #fit}, as one, from a state in which there had been {@code changes} of {@code contents}. */
    static FetchStep of(final FetchStep[] steps, final int count, final long changes, final Contents contents) {
        final Composition all = new Composition();
        for (int i = 0; i < count; i++) {
            all.add(steps[i]);
        }
        return new FetchStep(
                NONE,
                0,
                0,
                0,
                all.lines,
                changes,
                Arrays.copyOf(all.lookUps, all.lookUpCount),
                Recorder.code(all.lines, contents),
                all.readsTargets,
                Arrays.copyOf(all.counters, all.counterCount),
                all.histories,
                all.writes,
                Arrays.copyOf(all.returns, all.returnCount),
                all.readsReturns,
                all.noReturns,
                all.topReturn,
                all.usedPath,
                all.usedTurned);
    }

    private boolean add(final FetchStep step) {
        if (!addLookUps(step) || !addReturns(step) || !addWrite(step)) {
            return false;
        }
        usedTurned = usedTurned & ~step.usedPath | step.usedTurned;
        usedPath |= step.usedPath;
        for (int i = 0; i < step.counters.length; i += 2) {
            addCounter(step.counters[i], derived(step.counters[i + 1]));
        }
        final int[] derived = new int[step.histories.length];
        for (int i = 0; i < derived.length; i++) {
            derived[i] = derived(step.histories[i]);
        }
        histories = derived;
        return true;
    }

    /** One that is the same as before need not be read again. */
    private void addCounter(final int counter, final int derivation) {
        for (int i = counterCount - 2; i >= 0 && (counters[i] & FetchStep.WRITTEN) == 0; i -= 2) {
            if (counters[i] == counter && counters[i + 1] == derivation) {
                return;
            }
        }
        if (counterCount == counters.length) {
            counters = Arrays.copyOf(counters, 2 * counterCount);
        }
        counters[counterCount++] = counter;
        counters[counterCount++] = derivation;
    }

    private int derived(final int derivation) {
        return History.compose(histories[History.source(derivation)], derivation);
    }

    private boolean addLookUps(final FetchStep step) {
        lines |= step.lines;
        readsTargets |= step.readsTargets;
        for (int i = 0; i < step.lookUps.length; i += FetchStep.LOOK_UP_WORDS) {
            final long pc = step.lookUps[i];
            final long found = step.lookUps[i + 1];
            final int before = lookedUp(pc);
            if (writes.length != 0 && !isKnown(pc, found, before)) {
                return false;
            }
            if (before < 0) {
                lookUps = with(lookUps, lookUpCount, pc);
                lookUps = with(lookUps, lookUpCount + 1, found);
                lookUps = with(lookUps, lookUpCount + 2, step.lookUps[i + 2]);
                lookUpCount += FetchStep.LOOK_UP_WORDS;
            }
        }
        return true;
    }

    /** Returns the place of a look-up of {@code pc}; -1 if there was none. */
    private int lookedUp(final long pc) {
        for (int i = 0; i < lookUpCount; i += FetchStep.LOOK_UP_WORDS) {
            if (lookUps[i] == pc) {
                return i;
            }
        }
        return -1;
    }

    /**
     * Whether {@code pc} is found as it is once the write has been made, if it was found as it was {@code before}, or, if it had not been looked up before,
     * if it was found as it is. That must be so also where the write is to another entry of the same age.
     */
    private boolean isKnown(final long pc, final long found, final int before) {
        final boolean replaced = BranchTargetBuffer.sameTag(writes[0], pc);
        final boolean written = BranchTargetBuffer.sameTag(writes[Recorder.WRITE_PC], pc);
        if (!replaced && !written) {
            return true;
        }
        final long entry = writes[Recorder.WRITE_ENTRY];
        if (written) {
            return found != 0
                    && BranchTargetBuffer.entry((int) found) == entry
                    && (before < 0 || isOf(entry, lookUps[before + 1]));
        }
        return found == 0 && before >= 0 && isOf(entry, lookUps[before + 1]);
    }

    /** Whether nothing was found, or only {@code entry}. */
    private static boolean isOf(final long entry, final long found) {
        return found == 0 || BranchTargetBuffer.entry((int) found) == entry;
    }

    /** After a push it is known what is on top; after a pop, it is not. */
    private boolean addReturns(final FetchStep step) {
        if (step.readsReturns) {
            if (returnCount == 0) {
                readsReturns = true;
                noReturns = step.noReturns;
                topReturn = step.topReturn;
            } else if (returns[returnCount - 1] == Recorder.POP) {
                return false;
            }
        }
        for (final long operation : step.returns) {
            returns = with(returns, returnCount++, operation);
        }
        return true;
    }

    /** There is at most one. */
    private boolean addWrite(final FetchStep step) {
        if (step.writes.length == 0) {
            return true;
        }
        if (writes.length != 0) {
            return false;
        }
        writes = step.writes.clone();
        final long nodes = writes[Recorder.WRITE_NODES];
        writes[Recorder.WRITE_VALUES] |= usedTurned & ~nodes;
        writes[Recorder.WRITE_NODES] |= usedPath;
        usedPath = 0;
        usedTurned = 0;
        return true;
    }

    private static long[] with(final long[] some, final int count, final long next) {
        final long[] room = count < some.length ? some : Arrays.copyOf(some, 2 * count);
        room[count] = next;
        return room;
    }
}
