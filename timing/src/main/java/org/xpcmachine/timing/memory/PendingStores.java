// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.memory;

import org.xpcmachine.timing.config.DataCacheConfig;

/**
 * The stores that have been executed and not yet written into the data array: that takes a cycle in which no load
 * uses it. Each waits in the first stage of the store buffer or moves on to the second; both full, a further store
 * forces the older out.
 */
final class PendingStores {
    /** Two in the buffer, two on the way to it. */
    private static final int CAPACITY = 4;

    private final DataCacheConfig config;
    private final long keyMask;

    private final long[] key = new long[CAPACITY];
    private final int[] bytes = new int[CAPACITY];

    /** Cycle in which each left ID. */
    private final long[] issued = new long[CAPACITY];

    /** Reads as well, so that what it writes is there a cycle later. */
    private final boolean[] modifies = new boolean[CAPACITY];

    private int count;

    /** The first cycle that has not been considered yet. */
    private long clock;

    PendingStores(final DataCacheConfig config) {
        this.config = config;
        keyMask = (long) config.size().sets() * config.size().lineBytes() / Long.BYTES - 1;
    }

    /** Adds a store to {@code va} that leaves ID in {@code issue}. */
    void add(final long va, final int size, final boolean modify, final long issue) {
        advance(issue + config.access());
        if (count == CAPACITY) {
            drop();
        }
        key[count] = va >>> 3 & keyMask;
        bytes[count] = mask(va, size);
        issued[count] = issue;
        modifies[count] = modify;
        count++;
    }

    /** A load leaves ID in {@code issue}, and uses the array a little later; the cycles before were free. */
    void load(final long issue) {
        advance(issue + config.access());
        clock = issue + config.access() + 1;
    }

    private void advance(final long limit) {
        while (count > 0) {
            final long cycle = Math.max(clock, ready(0));
            if (cycle >= limit) {
                break;
            }
            drop();
            clock = cycle + 1;
        }
        clock = Math.max(clock, limit);
    }

    private long ready(final int i) {
        return issued[i] + config.respond() + (modifies[i] ? 1 : 0);
    }

    private void drop() {
        count--;
        for (int i = 0; i < count; i++) {
            key[i] = key[i + 1];
            bytes[i] = bytes[i + 1];
            issued[i] = issued[i + 1];
            modifies[i] = modifies[i + 1];
        }
    }

    /** After {@link #load}: whether the buffer is full and must be written just when the load wants the array. */
    boolean forcesOut(final long issue) {
        final long inBuffer = issue + config.access() - config.respond();
        int resident = 0;
        while (resident < count && issued[resident] <= inBuffer) {
            resident++;
        }
        return resident >= 2 && (resident < count && issued[resident] == inBuffer + 1 || modifies[resident - 1]);
    }

    /** After {@link #load}: whether one of them is to some of the bytes, as far as the low address bits can tell. */
    boolean collides(final long va, final int size) {
        final long wanted = va >>> 3 & keyMask;
        final int mask = mask(va, size);
        for (int i = 0; i < count; i++) {
            if (key[i] == wanted && (bytes[i] & mask) != 0) {
                return true;
            }
        }
        return false;
    }

    /** How many, as of the last call. */
    int count() {
        return count;
    }

    void clear() {
        count = 0;
    }

    /** Returns the cycle from which on a load that leaves ID finds none, if there is no load before. */
    long goneFrom() {
        long cycle = clock;
        for (int i = 0; i < count; i++) {
            cycle = Math.max(cycle, ready(i)) + 1;
        }
        return cycle - config.access();
    }

    private static int mask(final long va, final int size) {
        return (1 << size) - 1 << (int) (va & Long.BYTES - 1);
    }
}
