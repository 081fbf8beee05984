// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.frontend;

import java.util.Arrays;

/** What several steps, one behind the other, have to do with the branch target buffer, in terms of what there is before the first. */
final class TargetComposition {
    private static final int SOME = 16;
    private static final int[] NOTHING = {};

    private int lookUpCount;
    private long[] lookUps = new long[SOME];
    private boolean readsTargets;
    private int sameCount;
    private int[] same = NOTHING;
    private long[] writes = {};
    private int[] usedBefore = NOTHING;
    private int[] used = NOTHING;
    private int flush;

    /** How the entries of the present state are derived from those of the first. */
    private int[] entries = TargetUse.unchanged();

    /** For each look-up of the step that is added: how what it finds is derived. */
    private int[] found = new int[SOME];

    TargetUse whole() {
        return new TargetUse(
                Arrays.copyOf(lookUps, lookUpCount),
                readsTargets,
                Arrays.copyOf(same, sameCount),
                writes,
                usedBefore,
                used,
                flush,
                entries);
    }

    /** Adds a step; returns whether that can be. */
    boolean add(final TargetUse step) {
        readsTargets |= step.readsTargets;
        if (!addLookUps(step) || !addChanges(step)) {
            return false;
        }
        addEntries(step);
        return true;
    }

    private boolean addLookUps(final TargetUse step) {
        final int count = step.lookUps.length / TargetUse.LOOK_UP_WORDS;
        if (found.length < count) {
            found = new int[2 * count];
        }
        for (int i = 0; i < count; i++) {
            final int word = i * TargetUse.LOOK_UP_WORDS;
            final long pc = step.lookUps[word];
            final long what = step.lookUps[word + 1];
            if (flush != TargetUse.NO_FLUSH) {
                found[i] = Entry.WRITTEN;
            } else if (!addLookUp(i, pc, what, step.lookUps[word + 2])) {
                return false;
            }
        }
        for (int i = 0; i < step.same.length; i += 2) {
            mustBeSame(derived(step.same[i]), derived(step.same[i + 1]));
        }
        return true;
    }

    /**
     * What is found once the write has been made, or entries have been forgotten, is known from these, if nothing else can be in the way: then another entry
     * was not found before. That must be so also where the write is to another entry of the same age.
     */
    private boolean addLookUp(final int number, final long pc, final long what, final long target) {
        final int before = lookedUp(pc);
        final boolean replaced = writes.length != 0 && BranchTargetBuffer.sameTag(writes[0], pc);
        final boolean written = writes.length != 0 && BranchTargetBuffer.sameTag(writes[Recorder.WRITE_PC], pc);
        if (!replaced && !written) {
            found[number] = Entry.ofLookUp(before < 0 ? note(pc, what, target) : before);
            return true;
        }
        if (before < 0 || written == (what == 0)) {
            return false;
        }
        if (lookUps[before * TargetUse.LOOK_UP_WORDS + 1] != 0) {
            final int entry = (int) writes[Recorder.WRITE_ENTRY];
            if (entry == ~BranchTargetBuffer.OLDEST) {
                return false;
            }
            mustBeSame(Entry.ofLookUp(before), entry);
        }
        found[number] = Entry.WRITTEN;
        return true;
    }

    private int note(final long pc, final long what, final long target) {
        lookUps = Arrays.copyOf(lookUps, Math.max(lookUps.length, 2 * (lookUpCount + TargetUse.LOOK_UP_WORDS)));
        final int number = lookUpCount / TargetUse.LOOK_UP_WORDS;
        lookUps[lookUpCount++] = pc;
        lookUps[lookUpCount++] = what;
        lookUps[lookUpCount++] = target;
        return number;
    }

    /** Returns the number of the look-up of {@code pc}; -1 if there was none. */
    private int lookedUp(final long pc) {
        for (int i = 0; i < lookUpCount; i += TargetUse.LOOK_UP_WORDS) {
            if (lookUps[i] == pc) {
                return i / TargetUse.LOOK_UP_WORDS;
            }
        }
        return -1;
    }

    private void mustBeSame(final int entry, final int other) {
        if (entry != other) {
            same = Arrays.copyOf(same, sameCount + 2);
            same[sameCount++] = entry;
            same[sameCount++] = other;
        }
    }

    private int derived(final int derivation) {
        if (derivation < 0 || derivation == Entry.WRITTEN) {
            return derivation;
        }
        return Entry.isLookUp(derivation) ? found[Entry.lookUp(derivation)] : entries[derivation];
    }

    /** There is at most one write, and entries are forgotten on one side of it. */
    private boolean addChanges(final TargetUse step) {
        if (step.flush == TargetUse.FLUSH_FIRST && !addFlush()) {
            return false;
        }
        if (step.writes.length != 0) {
            if (writes.length != 0) {
                return false;
            }
            use(step.usedBefore);
            usedBefore = used;
            used = NOTHING;
            writes = step.writes.clone();
            writes[Recorder.WRITE_ENTRY] = derived((int) writes[Recorder.WRITE_ENTRY]);
        }
        use(step.used);
        return step.flush != TargetUse.FLUSH_LAST || addFlush();
    }

    private boolean addFlush() {
        final boolean isWritten = writes.length != 0;
        if (flush == TargetUse.FLUSH_FIRST && isWritten) {
            return false;
        }
        flush = isWritten ? TargetUse.FLUSH_LAST : TargetUse.FLUSH_FIRST;
        return true;
    }

    /** Of uses of the same entry, only the last matters. */
    private void use(final int[] next) {
        for (final int use : next) {
            final int derivation = derived(use);
            final int[] all = Arrays.copyOf(used, used.length + 1);
            int kept = 0;
            for (final int earlier : used) {
                if (earlier != derivation) {
                    all[kept++] = earlier;
                }
            }
            all[kept++] = derivation;
            used = Arrays.copyOf(all, kept);
        }
    }

    private void addEntries(final TargetUse step) {
        final int[] derived = new int[step.entries.length];
        for (int i = 0; i < derived.length; i++) {
            derived[i] = derived(step.entries[i]);
        }
        entries = derived;
    }
}
