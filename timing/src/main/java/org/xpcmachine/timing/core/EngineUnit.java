// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.core;

import org.xpcmachine.machine.cycle.EngineAccess;
import org.xpcmachine.timing.config.EngineConfig;
import org.xpcmachine.timing.memory.DataPort;

/**
 * The XPC engine's micro-architecture. An instruction of the engine begins when it is in WB, where nothing can undo it, and holds
 * up those behind it. The engine has no memory of its own: it reads and writes words through the port of the L1D, one request a cycle, by physical
 * address. What it was asked for comes in steps, as the specification orders them: the capability is tested before the x-entry is
 * requested, and the record is written when all checks have passed. Within a step, requests follow one another without waiting.
 *
 * <p>With a link buffer, the record's words are taken in one cycle, and written in cycles in which no instruction uses the port. A
 * call that finds too little room waits for it; an access of the engine to the link stack waits until the buffer is empty.
 */
public final class EngineUnit {
    private static final int ID_TO_WB = 3;

    /** Words of the largest step, and of all steps of an instruction. */
    private static final int MOST_ACCESSES = 32;

    private final EngineConfig config;
    private final DataPort port;

    private final EngineAccess[] purposes = new EngineAccess[MOST_ACCESSES];
    private final long[] addresses = new long[MOST_ACCESSES];
    private final boolean[] stores = new boolean[MOST_ACCESSES];
    private int accesses;

    /** Cycle in which the present instruction left ID. */
    private long began;

    /** A prefetch goes on until this cycle, behind the instructions that follow it. */
    private long busyUntil;

    /** Words put into the link buffer in cycle {@link #buffered}, when the port had served {@link #servedBefore} accesses. */
    private int bufferedWords;

    private long buffered;
    private long servedBefore;

    public EngineUnit(final EngineConfig config, final DataPort port) {
        this.config = config;
        this.port = port;
    }

    /** An instruction left ID in cycle {@code issue}; if it is the engine's, its accesses follow. */
    void begin(final long issue) {
        began = issue;
        accesses = 0;
    }

    void load(final EngineAccess purpose, final long pa) {
        access(purpose, pa, false);
    }

    void store(final EngineAccess purpose, final long pa) {
        access(purpose, pa, true);
    }

    private void access(final EngineAccess purpose, final long pa, final boolean store) {
        purposes[accesses] = purpose;
        addresses[accesses] = pa;
        stores[accesses] = store;
        accesses++;
    }

    /** Whether the present instruction has made the engine access memory. */
    boolean isUsed() {
        return accesses > 0;
    }

    /** Returns the cycle in which the instruction would have left ID if the engine had taken no time. */
    long finish() {
        return perform() - ID_TO_WB;
    }

    /** The accesses are made behind the instructions that follow. */
    void finishInBackground() {
        busyUntil = perform();
    }

    private long perform() {
        long cycle = Math.max(began + ID_TO_WB, busyUntil);
        int i = 0;
        while (i < accesses) {
            int end = i + 1;
            while (end < accesses && sameStep(end - 1, end)) {
                end++;
            }
            cycle = step(i, end, cycle);
            i = end;
        }
        return cycle;
    }

    /** Each word of a capability table is found by the one before; the words of other structures lie together. */
    private boolean sameStep(final int first, final int second) {
        return purposes[first] == purposes[second]
                && stores[first] == stores[second]
                && purposes[first] != EngineAccess.CAPABILITY;
    }

    /** Makes one step's requests from {@code cycle} on; returns the first cycle in which the next step's can be made. */
    private long step(final int from, final int to, final long cycle) {
        if (purposes[from] != EngineAccess.LINK) {
            return request(from, to, cycle);
        }
        if (stores[from] && config.nonBlockingLinkStack()) {
            return buffer(from, to, cycle);
        }
        return request(from, to, Math.max(cycle, emptyAt()));
    }

    private long request(final int from, final int to, final long cycle) {
        long next = cycle;
        long done = cycle;
        for (int i = from; i < to; i++) {
            done = stores[i] ? port.write(addresses[i], next) : port.read(addresses[i], next);
            // A hit is answered two stages after its request, and the requests overlap; the port blocks on a miss.
            next = Math.max(next + 1, done - 1);
        }
        return stores[from] ? next : done + 1;
    }

    private long buffer(final int from, final int to, final long cycle) {
        final int words = to - from;
        final long drained = emptyAt();
        final long left = Math.max(0, drained - cycle);
        final long wait = Math.max(0, Math.min(left, bufferedWords) + words - config.linkBufferWords());
        final long entered = words > config.linkBufferWords() ? Math.max(cycle, drained) : cycle + wait;
        for (int i = from; i < to; i++) {
            port.write(addresses[i], entered + i - from);
        }
        bufferedWords = words + (int) Math.max(0, Math.min(bufferedWords, drained - entered));
        buffered = entered;
        servedBefore = port.served();
        return entered + Math.max(0, words - config.linkBufferWords());
    }

    /** Returns the cycle from which the link buffer is empty: each word takes one in which no instruction uses the port. */
    private long emptyAt() {
        return bufferedWords == 0 ? 0 : buffered + bufferedWords + port.served() - servedBefore;
    }
}
