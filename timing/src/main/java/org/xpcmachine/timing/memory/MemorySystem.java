// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.memory;

import org.xpcmachine.timing.config.L2Config;
import org.xpcmachine.timing.config.MemoryConfig;

/**
 * What harts share: main memory, the hub that keeps their first-level caches coherent, and the second-level cache if
 * there is one. Harts are simulated in turns, so that requests may come out of order in time by as much as a turn.
 */
public final class MemorySystem {
    private final MemoryConfig config;
    private final Snoops snoops = new Snoops();
    private final MainMemory memory;
    private final SecondLevelCache second;
    private final int beats;
    private long coherence;

    /** {@code l2} is null if there is none. */
    public MemorySystem(final MemoryConfig config, final L2Config l2, final int lineBytes) {
        this.config = config;
        memory = new MainMemory(config.latency());
        beats = lineBytes / config.beatBytes();
        second = l2 == null ? null : new SecondLevelCache(l2, config, memory, snoops, beats);
    }

    /** Adds a cache to those that are kept coherent. */
    void attach(final DataCache cache) {
        snoops.add(cache);
    }

    /** Beats of a line. */
    int beats() {
        return beats;
    }

    /**
     * {@code cache} asks for line {@code line} (its address divided by its size) in {@code cycle}, to write if
     * {@code write}. {@code present} says that it has the line and lacks only the right to write it: a hub with a
     * directory then answers in one beat. Returns the cycle of the last beat. What the caches of other harts did to
     * it is in {@link #granted} and {@link #coherence}.
     */
    long acquire(final DataCache cache, final long line, final boolean write, final boolean present, final long cycle) {
        if (second == null) {
            return fromMemory(cache, line, write, cycle) + beats - 1;
        }
        final boolean right = present && second.isClient(cache, line);
        return second.acquire(cache, line, write, cycle) + (right ? 0 : beats - 1);
    }

    /** Without a directory, all other caches are probed; what one of them has written goes to memory first. */
    private long fromMemory(final DataCache cache, final long line, final boolean write, final long cycle) {
        long now = cycle + config.requestStages();
        coherence = 0;
        if (snoops.others(cache)) {
            final long probed = probe(cache, line, write, now);
            coherence = snoops.held() ? probed - now : 0;
            now = probed;
        }
        return memory.read(now, beats) + config.responseStages();
    }

    /** Returns when memory can be read: the hub waits until what a cache has written is there. */
    private long probe(final DataCache cache, final long line, final boolean write, final long cycle) {
        final boolean data = snoops.probe(cache, line, write);
        final long answered = cycle + config.probeStages();
        if (!data) {
            return answered;
        }
        final long last = answered + config.probeRead() + beats - 1;
        return memory.write(last) + config.hubWrite();
    }

    /** Whether the line of the last {@link #acquire} is this cache's alone. */
    boolean granted() {
        return !snoops.held() || snoops.taken();
    }

    /** Cycles of the last {@link #acquire} that it took because other harts had the line. */
    long coherence() {
        return second == null ? coherence : second.coherence();
    }

    /** Cycles that the first beat of {@link #release} waits. */
    int releaseAccept() {
        return second == null ? config.releaseAccept() : second.releaseAccept();
    }

    /**
     * {@code cache} gives back line {@code line}, dirty; the last beat goes out in {@code cycle}. Returns the cycle
     * of the acknowledgement.
     */
    long release(final DataCache cache, final long line, final long cycle) {
        if (second != null) {
            return second.release(cache, line, cycle);
        }
        return memory.write(cycle + config.requestStages()) + config.responseStages();
    }

    /**
     * An instruction cache asks in {@code cycle} for the line at physical address {@code pa}. Returns the cycle of
     * the last beat. Data caches are probed, so that what they have written is fetched.
     */
    public long fetch(final long pa, final long cycle) {
        final long line = pa / ((long) beats * config.beatBytes());
        if (second != null) {
            return second.fetch(line, cycle) + beats - 1;
        }
        final long now = probe(null, line, false, cycle + config.requestStages());
        return memory.read(now, beats) + config.responseStages() + beats - 1;
    }
}
