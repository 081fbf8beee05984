// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.memory;

/** Memory with a fixed latency, whose data link carries one beat a cycle. No banks. */
final class MainMemory {
    private final int latency;

    /** The link is taken from the first of these cycles until before the second. */
    private long takenFrom;

    private long takenTo;

    MainMemory(final int latency) {
        this.latency = latency;
    }

    /** A request for {@code beats} arrives in {@code cycle}. Returns the cycle of the first beat. */
    long read(final long cycle, final int beats) {
        long first = cycle + latency;
        if (first < takenTo && first + beats > takenFrom) {
            first = takenTo;
        }
        takenFrom = first;
        takenTo = first + beats;
        return first;
    }

    /** The last beat of a write arrives in {@code cycle}. Returns the cycle of the response. */
    long write(final long cycle) {
        return cycle + latency;
    }
}
