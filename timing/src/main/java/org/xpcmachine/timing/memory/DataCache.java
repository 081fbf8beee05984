// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.memory;

import java.util.Arrays;
import org.xpcmachine.timing.config.DataCacheConfig;
import org.xpcmachine.timing.replacement.RandomWays;

/**
 * A hart's L1D: tags and states; write-back, blocking, random replacement that does not prefer empty ways. Its
 * contents are those of guest memory, so it holds no data.
 */
final class DataCache {
    private static final long NONE = -1;

    private final DataCacheConfig config;
    private final MemorySystem memory;
    private final int ways;
    private final int wayShift;
    private final int setMask;

    /** Per way of each set. */
    final long[] lines;

    final byte[] states;

    /** Where each set was hit last: tried first. */
    private final int[] recent;

    private final RandomWays random;

    /** Line of the last write-back, and the cycle of its acknowledgement. */
    private long released = NONE;

    private long acknowledged;
    private long coherence;
    private long requested;

    DataCache(final DataCacheConfig config, final MemorySystem memory) {
        this.config = config;
        this.memory = memory;
        ways = config.size().ways();
        wayShift = Integer.numberOfTrailingZeros(ways);
        setMask = config.size().sets() - 1;
        lines = new long[config.size().sets() * ways];
        states = new byte[lines.length];
        recent = new int[config.size().sets()];
        random = new RandomWays(ways, wayShift);
        Arrays.fill(lines, NONE);
        for (int i = 0; i < recent.length; i++) {
            recent[i] = i << wayShift;
        }
        memory.attach(this);
    }

    /** Returns the slot of {@code line} (address divided by size of line), or -1. */
    int find(final long line) {
        final int set = (int) line & setMask;
        final int guess = recent[set];
        return lines[guess] == line ? guess : search(line, set);
    }

    private int search(final long line, final int set) {
        final int first = set << wayShift;
        for (int i = first; i < first + ways; i++) {
            if (lines[i] == line) {
                recent[set] = i;
                return i;
            }
        }
        return -1;
    }

    /** Whether an access may go on in {@code slot}, from {@link #find}. */
    boolean permits(final int slot, final boolean write) {
        return slot >= 0 && (!write || states[slot] >= LineState.EXCLUSIVE);
    }

    /**
     * Fetches {@code line}, with the right to write it if {@code exclusive}; a miss, or a lack of that right, was
     * found in {@code cycle}. If a dirty victim must go first, the request is made anew {@code again} cycles after
     * the port is open. Returns the cycle of the last beat.
     */
    long refill(final long line, final boolean exclusive, final long cycle, final int again) {
        final int present = find(line);
        final int set = (int) line & setMask;
        final int slot = present >= 0 ? present : (set << wayShift) + random.way();
        long request = cycle;
        if (present < 0 && states[slot] == LineState.DIRTY) {
            request = release(slot, cycle) + again;
        }
        while (line == released && request < acknowledged) {
            request += config.replay();
        }
        requested = request;
        final long last = memory.acquire(this, line, exclusive, present >= 0, request);
        coherence = memory.coherence();
        lines[slot] = line;
        states[slot] = exclusive || memory.granted() ? LineState.EXCLUSIVE : LineState.SHARED;
        recent[set] = slot;
        random.step();
        return last;
    }

    /** When the last {@link #refill} asked for the line. */
    long requested() {
        return requested;
    }

    /** Cycles of the last {@link #refill} that it took because other harts had the line. */
    long coherence() {
        return coherence;
    }

    /** Writes back a victim; returns the cycle in which the port is open again. */
    private long release(final int slot, final long cycle) {
        final long last = cycle + config.releaseRead() + memory.releaseAccept() + memory.beats() - 1;
        released = lines[slot];
        acknowledged = memory.release(this, released, last);
        lines[slot] = NONE;
        states[slot] = LineState.INVALID;
        return last + config.releaseWrite() + 1;
    }

    /** Another cache wants {@code line}: lowers the state to {@code atMost}. Returns what it was. */
    byte probe(final long line, final byte atMost) {
        final int slot = find(line);
        if (slot < 0) {
            return LineState.INVALID;
        }
        final byte was = states[slot];
        states[slot] = (byte) Math.min(was, atMost);
        if (atMost == LineState.INVALID) {
            lines[slot] = NONE;
        }
        return was;
    }
}
