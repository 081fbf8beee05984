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
    private final TargetComposition targets = new TargetComposition();
    private int[] counters = new int[SOME];

    private int counterCount;

    /** How the histories of the present state are derived from those of the first. */
    private int[] histories = SAME;

    private int returnCount;
    private long[] returns = new long[SOME];
    private boolean readsReturns;
    private boolean noReturns;
    private long topReturn;

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
                Recorder.code(all.lines, contents),
                all.targets.whole(),
                Arrays.copyOf(all.counters, all.counterCount),
                all.histories,
                Arrays.copyOf(all.returns, all.returnCount),
                all.readsReturns,
                all.noReturns,
                all.topReturn);
    }

    private boolean add(final FetchStep step) {
        if (!targets.add(step.targetUse) || !addReturns(step)) {
            return false;
        }
        lines |= step.lines;
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

    private static long[] with(final long[] some, final int count, final long next) {
        final long[] room = count < some.length ? some : Arrays.copyOf(some, 2 * count);
        room[count] = next;
        return room;
    }
}
