// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.frontend;

import java.util.Arrays;

/**
 * What a {@link FetchStep} has to do with the branch target buffer: what it finds there, and what it changes. Which entry something is found in does not
 * matter: entries are given as derivations, see {@link Entry}.
 */
final class TargetUse {
    /** For each look-up: the address, what was found, and the target if that is of a return. */
    static final int LOOK_UP_WORDS = 3;

    /** When all entries are forgotten: never, before what is written, or after that. */
    static final int NO_FLUSH = 0;

    static final int FLUSH_FIRST = 1;
    static final int FLUSH_LAST = 2;

    private static final int[] SAME = new int[Entry.MOST];
    private static final long[] NO_WORDS = {};

    static {
        Arrays.setAll(SAME, i -> i);
    }

    final long[] lookUps;

    /** The targets of returns matter. */
    final boolean readsTargets;

    /** Pairs of entries that must be one. */
    final int[] same;

    /** None, or one, see {@link Recorder}. */
    final long[] writes;

    /** What is used before what is written, and after that; each the latest last. */
    final int[] usedBefore;

    final int[] used;
    final int flush;

    /** The entries of the state at the end. */
    final int[] entries;

    /** For each look-up: the place, and what was found. */
    private final int[] quick;

    private final boolean keepsEntries;
    private final boolean changesNothing;

    TargetUse(
            final long[] lookUps,
            final boolean readsTargets,
            final int[] same,
            final long[] writes,
            final int[] usedBefore,
            final int[] used,
            final int flush,
            final int[] entries) {
        this.lookUps = lookUps;
        this.readsTargets = readsTargets;
        quick = new int[lookUps.length / LOOK_UP_WORDS * 2];
        for (int i = 0; i < quick.length; i += 2) {
            final int lookUp = i / 2 * LOOK_UP_WORDS;
            quick[i] = BranchTargetBuffer.place(lookUps[lookUp]);
            quick[i + 1] = (int) lookUps[lookUp + 1];
            if (!readsTargets) {
                lookUps[lookUp + 2] = 0;
            }
        }
        this.same = same;
        this.writes = writes.length == 0 ? NO_WORDS : writes;
        this.usedBefore = usedBefore;
        this.used = used;
        this.flush = flush;
        this.entries = entries;
        keepsEntries = Arrays.equals(entries, 0, entries.length, SAME, 0, entries.length);
        changesNothing = writes.length + used.length + flush == 0;
    }

    /** Derivations of as many entries as can be in a state, each as it is. */
    static int[] unchanged() {
        return SAME;
    }

    /** For each look-up: the place, and what was found. */
    int[] quick() {
        return quick;
    }

    boolean keepsEntries() {
        return keepsEntries;
    }

    boolean changesNothing() {
        return changesNothing;
    }

    /** Whether what was looked up is found. */
    boolean finds(final BranchTargetBuffer targets) {
        for (int i = 0; i < quick.length; i += 2) {
            if (targets.foundAt(quick[i]) != quick[i + 1]) {
                return false;
            }
        }
        return !readsTargets || findsReturns(targets);
    }

    private boolean findsReturns(final BranchTargetBuffer targets) {
        for (int i = 0; i < lookUps.length; i += LOOK_UP_WORDS) {
            if (targets.returnTarget(lookUps[i]) != lookUps[i + 2]) {
                return false;
            }
        }
        return true;
    }

    /** Whether what was done can be done again, where the entries of the state are {@code past}, and the look-ups have been compared. */
    boolean holds(final BranchTargetBuffer targets, final int[] past) {
        for (int i = 0; i < same.length; i += 2) {
            if (number(same[i], targets, past) != number(same[i + 1], targets, past)) {
                return false;
            }
        }
        return writes.length == 0
                || targets.hasPages(writes[Recorder.WRITE_PC], writes[Recorder.WRITE_TARGET])
                        && !replacesFound(targets, past);
    }

    /** Whether the write replaces what is looked up: then it matters when. */
    private boolean replacesFound(final BranchTargetBuffer targets, final int[] past) {
        final long old = targets.replaced(
                number((int) writes[Recorder.WRITE_ENTRY], targets, past),
                nodes(usedBefore, targets, past),
                values(usedBefore, targets, past));
        if (old == writes[0]) {
            return false;
        }
        for (int i = 0; i < lookUps.length; i += LOOK_UP_WORDS) {
            if (BranchTargetBuffer.sameTag(old, lookUps[i])) {
                return true;
            }
        }
        return false;
    }

    /** Does to the buffer, and to the entries of the state, what was done. {@code past} has room for both, the old and the new. */
    void apply(final BranchTargetBuffer targets, final int[] past) {
        final int room = past.length / 2;
        if (!keepsEntries) {
            for (int i = 0; i < entries.length; i++) {
                past[room + i] = number(entries[i], targets, past);
            }
        }
        if (!changesNothing) {
            change(targets, past);
        }
        if (!keepsEntries) {
            System.arraycopy(past, room, past, 0, entries.length);
        }
    }

    /** Which entry a look-up finds is asked before anything is changed. */
    private void change(final BranchTargetBuffer targets, final int[] past) {
        final int nodes = nodes(used, targets, past);
        final int values = values(used, targets, past);
        if (flush == FLUSH_FIRST && writes.length == 0) {
            targets.flush();
        }
        if (writes.length != 0) {
            write(targets, past);
        }
        targets.use(nodes, values);
    }

    private void write(final BranchTargetBuffer targets, final int[] past) {
        final int entry = number((int) writes[Recorder.WRITE_ENTRY], targets, past);
        targets.use(nodes(usedBefore, targets, past), values(usedBefore, targets, past));
        if (flush == FLUSH_FIRST) {
            targets.flush();
        }
        targets.rewrite(
                entry,
                writes[Recorder.WRITE_VALID] != 0,
                (int) writes[Recorder.WRITE_KIND],
                writes[Recorder.WRITE_PC],
                writes[Recorder.WRITE_TARGET]);
        if (flush == FLUSH_LAST) {
            targets.flush();
        }
    }

    private int number(final int derivation, final BranchTargetBuffer targets, final int[] past) {
        if (derivation < 0) {
            return ~derivation;
        }
        if (derivation == Entry.WRITTEN) {
            return targets.written(
                    number((int) writes[Recorder.WRITE_ENTRY], targets, past),
                    nodes(usedBefore, targets, past),
                    values(usedBefore, targets, past));
        }
        return Entry.isLookUp(derivation) ? targets.entryAt(quick[2 * Entry.lookUp(derivation)]) : past[derivation];
    }

    /** The nodes of the order that uses set. */
    private int nodes(final int[] uses, final BranchTargetBuffer targets, final int[] past) {
        int nodes = 0;
        for (final int use : uses) {
            nodes |= targets.path(number(use, targets, past));
        }
        return nodes;
    }

    /** What they set them to in the end. */
    private int values(final int[] uses, final BranchTargetBuffer targets, final int[] past) {
        int values = 0;
        for (final int use : uses) {
            final int number = number(use, targets, past);
            values = values & ~targets.path(number) | targets.turned(number);
        }
        return values;
    }
}
