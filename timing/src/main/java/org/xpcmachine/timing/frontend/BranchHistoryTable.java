// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.frontend;

/**
 * One bit for each hash of a packet's address and the global history: was the branch there last taken? The history
 * holds the predicted directions of the last eight branches fetched, newest in the highest bit; three bits of its
 * product with a constant go into the hash.
 */
final class BranchHistoryTable {
    private static final int HISTORY_BITS = 8;
    private static final int HASHED_BITS = 3;
    static final int MIN_ENTRIES = 1 << HASHED_BITS;
    private static final int NEWEST = 1 << HISTORY_BITS - 1;

    /** The golden-section-like constant of multiplicative hashing: sqrt(3)/2 of the range. */
    private static final int FACTOR = (int) (Math.sqrt(3) / 2 * (1 << HISTORY_BITS));

    private static final int PACKET_SHIFT = 2;
    private static final int FOLDED = 3;

    private final boolean[] taken;
    private final int[] hashes = new int[1 << HISTORY_BITS];
    private final int indexBits;
    private int history;

    BranchHistoryTable(final int entries) {
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
        return taken[index(pc, history)];
    }

    /** Like {@link #predict}, with the history {@code past}. */
    boolean predict(final long pc, final int past) {
        return taken[index(pc, past)];
    }

    /** Returns the place of the counter that made the prediction. */
    int index(final long pc, final int past) {
        final int packet = (int) (pc >>> PACKET_SHIFT);
        return (packet ^ packet >>> indexBits & FOLDED ^ hashes[past]) & taken.length - 1;
    }

    /** A branch, predicted to go that way, was fetched. */
    void advance(final boolean predictedTaken) {
        history = append(history, predictedTaken);
    }

    /** A branch went that way; predictions see it from the next cycle on. */
    void resolve(final int index, final boolean wasTaken) {
        taken[index] = wasTaken;
    }

    /** What was fetched after an instruction, whose prediction had seen {@code past}, was wrong. */
    void restore(final int past) {
        history = past;
    }

    static int append(final int past, final boolean newest) {
        return past >>> 1 | (newest ? NEWEST : 0);
    }
}
