// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.frontend;

/**
 * One bit for each hash of a packet's address and the global history: was the branch there last taken? The history
 * holds the predicted directions of the last eight branches fetched, newest in the highest bit; three bits of its
 * product with a constant go into the hash. See {@link History} for how histories are told apart.
 */
final class BranchHistoryTable {
    private static final int HISTORY_BITS = History.BITS;
    private static final int HASHED_BITS = 3;
    static final int MIN_ENTRIES = 1 << HASHED_BITS;

    /** The golden-section-like constant of multiplicative hashing: sqrt(3)/2 of the range. */
    private static final int FACTOR = (int) (Math.sqrt(3) / 2 * (1 << HISTORY_BITS));

    private static final int PACKET_SHIFT = 2;
    private static final int FOLDED = 3;

    private final boolean[] taken;
    private final int[] hashes = new int[1 << HISTORY_BITS];
    private final int indexBits;
    private final Recorder recorder;
    private int history;

    BranchHistoryTable(final int entries, final Recorder recorder) {
        this.recorder = recorder;
        taken = new boolean[entries];
        indexBits = Integer.numberOfTrailingZeros(entries);
        for (int past = 0; past < hashes.length; past++) {
            final int hash = FACTOR * past >>> HISTORY_BITS - HASHED_BITS & (1 << HASHED_BITS) - 1;
            hashes[past] = hash << indexBits - HASHED_BITS;
        }
    }

    int history() {
        return history;
    }

    /** Returns whether a branch in the packet at {@code pc} is predicted to be taken. */
    boolean predict(final long pc) {
        return predict(pc, history);
    }

    /** Like {@link #predict}, with the history {@code past}. */
    boolean predict(final long pc, final int past) {
        final int place = place(pc);
        final boolean value = taken[index(place, past)];
        if (recorder.on) {
            recorder.counter(place, past, value);
        }
        return value;
    }

    /** Returns what the address of a packet contributes to the index of its counter. */
    int place(final long pc) {
        final int packet = (int) (pc >>> PACKET_SHIFT);
        return (packet ^ packet >>> indexBits & FOLDED) & taken.length - 1;
    }

    /** Returns the index of the counter that makes the prediction. */
    int index(final int place, final int past) {
        return place ^ hashes[History.value(past)];
    }

    /** Whether two places may have the same index, whatever the histories. */
    boolean mayCoincide(final int place, final int other) {
        return ((place ^ other) & (1 << indexBits - HASHED_BITS) - 1) == 0;
    }

    /** Whether a counter says that its branch is taken. */
    boolean isTaken(final int index) {
        return taken[index];
    }

    void set(final int index, final boolean value) {
        taken[index] = value;
    }

    /** A branch, predicted to go that way, was fetched. */
    void advance(final boolean predictedTaken) {
        history = append(history, predictedTaken);
    }

    /** A branch went that way; predictions see it from the next cycle on. */
    void resolve(final int place, final int past, final boolean wasTaken) {
        taken[index(place, past)] = wasTaken;
        if (recorder.on) {
            recorder.resolved(place, past, wasTaken);
        }
    }

    /** What was fetched after an instruction, whose prediction had seen {@code past}, was wrong. */
    void restore(final int past) {
        history = past;
    }

    int append(final int past, final boolean newest) {
        return recorder.on ? recorder.append(past, newest) : History.append(past, newest);
    }
}
