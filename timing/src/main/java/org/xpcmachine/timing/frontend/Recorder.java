// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.frontend;

import java.util.Arrays;

/**
 * Notes, while fetch is followed cycle by cycle from one event to the next, all that the outcome depends on besides the state at the beginning,
 * and all that it changes besides the state at the end. Whoever reads or changes what is not part of an {@link Image} says so here.
 */
final class Recorder {
    private static final int MOST = 64;
    private static final int[] NOTHING = {};

    /** That a {@link Packet} has room for. */
    private static final int NAMES = 128;

    /** In the operations on the return stack, which are even addresses that were pushed: a pop. */
    static final long POP = 1;

    /** Words of a write to the branch target buffer, see {@link #write}. */
    static final int WRITE_WORDS = 6;

    static final int WRITE_ENTRY = 1;
    static final int WRITE_VALID = 2;
    static final int WRITE_KIND = 3;
    static final int WRITE_PC = 4;
    static final int WRITE_TARGET = 5;

    /** Whether anything is to be noted. */
    boolean on;

    /** The outcome cannot be repeated from what is noted. */
    private boolean spoilt;

    /** Lines that matter, as bits. */
    private long lines;

    private final long[] lookUps = new long[MOST];
    private int lookUpCount;
    private final int[] counters = new int[MOST];
    private int counterCount;

    /** By name of a history: how it is derived from those at the beginning. */
    private final int[] derivations = new int[NAMES];

    private int names;
    private final long[] writes = new long[MOST];
    private int writeCount;
    private final long[] returns = new long[MOST];
    private int returnCount;
    private boolean readsReturns;

    /** A return was looked up with nothing on the stack. */
    private boolean readsTargets;

    private boolean noReturns;
    private long topReturn;
    private final int[] used = new int[MOST];
    private int usedCount;

    /** Pairs of entries that are one. */
    private final int[] same = new int[MOST];

    private int sameCount;
    private int[] usedBefore = {};
    private int flush;

    /** The last look-up, from 0. */
    private int lastLookUp;

    /** Distance from which on more cycles change nothing; none if {@code Long.MAX_VALUE}. */
    private long steady;

    /** It does matter, whatever {@link #steady} says. */
    private boolean exact;

    private long origin;

    /** {@link Contents#changes} at the beginning: a step may change what it has looked up. */
    private long changesBefore;

    /** An event comes after {@code cycle}, and {@code changes} of the {@link Contents}. */
    void begin(final long cycle, final long changes) {
        on = true;
        changesBefore = changes;
        origin = cycle;
        spoilt = false;
        lines = 0;
        lookUpCount = 0;
        counterCount = 0;
        for (names = 0; names < MOST; names++) {
            derivations[names] = History.derivation(names);
        }
        writeCount = 0;
        returnCount = 0;
        readsReturns = false;
        readsTargets = false;
        usedCount = 0;
        sameCount = 0;
        usedBefore = NOTHING;
        flush = TargetUse.NO_FLUSH;
        steady = Long.MAX_VALUE;
        exact = false;
    }

    /** Ends the notes; returns whether they are all that there is. */
    boolean end() {
        on = false;
        return !spoilt;
    }

    /** What happens now depends on, or changes, what is not noted. */
    void spoil() {
        spoilt = true;
    }

    /** The L1I and the branch target buffer are asked for {@code pc}. What has been written in between must not matter. */
    void lookUp(final long pc, final BranchTargetBuffer targets) {
        for (int i = 0; i < writeCount; i += WRITE_WORDS) {
            spoilt |= BranchTargetBuffer.sameTag(writes[i], pc) || BranchTargetBuffer.sameTag(writes[i + WRITE_PC], pc);
        }
        lines |= Contents.bit(pc);
        if (flush != TargetUse.NO_FLUSH) {
            return;
        }
        for (int i = 0; i < lookUpCount; i += TargetUse.LOOK_UP_WORDS) {
            if (lookUps[i] == pc) {
                lastLookUp = i / TargetUse.LOOK_UP_WORDS;
                return;
            }
        }
        final int found = targets.foundAt(BranchTargetBuffer.place(pc));
        if (found == BranchTargetBuffer.SEVERAL || lookUpCount + TargetUse.LOOK_UP_WORDS > MOST) {
            spoilt = true;
            return;
        }
        lastLookUp = lookUpCount / TargetUse.LOOK_UP_WORDS;
        lookUps[lookUpCount++] = pc;
        lookUps[lookUpCount++] = found;
        lookUps[lookUpCount++] = targets.returnTarget(pc);
    }

    /** Returns the name of the entry that the last look-up found. */
    int nameOfFound() {
        return Entry.ofLookUp(lastLookUp);
    }

    /** A counter of the history table is read. */
    void counter(final int place, final int past, final boolean value) {
        note(place, past, false, value);
    }

    /** A counter is written. */
    void resolved(final int place, final int past, final boolean value) {
        note(place, past, true, value);
    }

    private void note(final int place, final int past, final boolean written, final boolean value) {
        if (counterCount == MOST) {
            spoilt = true;
            return;
        }
        counters[counterCount++] = place << 2 | (written ? FetchStep.WRITTEN : 0) | (value ? FetchStep.TAKEN : 0);
        counters[counterCount++] = derivations[History.name(past)];
    }

    /** Returns a history with a new name. */
    int append(final int past, final boolean newest) {
        if (names == NAMES) {
            spoilt = true;
            names--;
        }
        derivations[names] = History.derive(derivations[History.name(past)], newest);
        return History.named(History.append(past, newest), names++);
    }

    /** An {@link Entry} changes its place in the order. What it has been used for before does not matter any more. */
    void used(final int entry) {
        use(Entry.derivation(entry));
    }

    private void use(final int derivation) {
        int kept = 0;
        for (int i = 0; i < usedCount; i++) {
            if (used[i] != derivation) {
                used[kept++] = used[i];
            }
        }
        if (kept == MOST) {
            spoilt = true;
            kept--;
        }
        used[kept] = derivation;
        usedCount = kept + 1;
    }

    /** All entries are forgotten. */
    void flushed() {
        final boolean written = writeCount != 0;
        spoilt |= flush == TargetUse.FLUSH_FIRST && written;
        flush = written ? TargetUse.FLUSH_LAST : TargetUse.FLUSH_FIRST;
    }

    /** The entry that was for {@code old} is written, or the oldest; without a new page. At most once. */
    void write(final long old, final int entry, final boolean valid, final int kind, final long pc, final long to) {
        if (writeCount != 0) {
            spoilt = true;
            return;
        }
        writes[writeCount++] = old;
        writes[writeCount++] = Entry.derivation(entry);
        writes[writeCount++] = valid ? 1 : 0;
        writes[writeCount++] = kind;
        writes[writeCount++] = pc;
        writes[writeCount++] = to;
        usedBefore = Arrays.copyOf(used, usedCount);
        usedCount = 0;
    }

    /** The {@link Entry} that was for the packet at {@code pc} is written as it is: it is but used. */
    void rewritten(final long pc, final int entry, final BranchTargetBuffer targets) {
        lookUp(pc, targets);
        if (sameCount == MOST) {
            spoilt = true;
            return;
        }
        same[sameCount++] = Entry.ofLookUp(lastLookUp);
        same[sameCount++] = Entry.derivation(entry);
        use(Entry.ofLookUp(lastLookUp));
    }

    /** The target of a return is read, because there is none on the stack. */
    void readTarget() {
        readsTargets = true;
    }

    /** The return stack is looked at. After a push it is known what is on top. */
    void readReturns(final boolean empty, final long top) {
        if (returnCount == 0) {
            readsReturns = true;
            noReturns = empty;
            topReturn = top;
        } else if (returns[returnCount - 1] == POP) {
            spoilt = true;
        }
    }

    void pushed(final long address) {
        note(address);
    }

    void popped() {
        note(POP);
    }

    private void note(final long operation) {
        if (returnCount == MOST) {
            spoilt = true;
        } else {
            returns[returnCount++] = operation;
        }
    }

    /** If the event comes in {@code cycle} or later, it does not matter when. */
    void steady(final long cycle) {
        steady = Math.min(steady, cycle - origin);
    }

    /** It matters when the event comes. */
    void exact() {
        exact = true;
    }

    /** Returns what was noted, for an event that came after {@code distance} cycles. */
    FetchStep step(final int event, final long place, final long distance, final Contents contents, final Image end) {
        final boolean any = !exact && steady <= distance;
        final int[] histories = new int[end.historyCount()];
        for (int i = 0; i < histories.length; i++) {
            histories[i] = derivations[History.name(end.history(i))];
        }
        final int[] entries = new int[end.entryCount()];
        for (int i = 0; i < entries.length; i++) {
            entries[i] = Entry.name(end.entry(i));
        }
        return new FetchStep(
                event,
                place,
                any ? steady : distance,
                any ? Long.MAX_VALUE : distance,
                lines,
                changesBefore,
                code(lines, contents),
                new TargetUse(
                        Arrays.copyOf(lookUps, lookUpCount),
                        readsTargets,
                        Arrays.copyOf(same, sameCount),
                        Arrays.copyOf(writes, writeCount),
                        usedBefore,
                        Arrays.copyOf(used, usedCount),
                        flush,
                        entries),
                Arrays.copyOf(counters, counterCount),
                histories,
                Arrays.copyOf(returns, returnCount),
                readsReturns,
                noReturns,
                topReturn);
    }

    /** What the L1I holds for each line that matters. */
    static int[] code(final long lines, final Contents contents) {
        final int[] all = new int[Long.bitCount(lines)];
        int next = 0;
        for (long rest = lines; rest != 0; rest &= rest - 1) {
            all[next++] = contents.code(Long.numberOfTrailingZeros(rest));
        }
        return all;
    }
}
