// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.memory;

import java.util.Arrays;

/**
 * The shared second-level cache: inclusive of the data caches, with a directory of which of them asked for a line. They drop
 * clean lines silently, so the directory may name a cache that has none.
 */
final class SecondLevelCache {
    private static final long NONE = -1;

    private final L2Config config;
    private final MemoryConfig outer;
    private final MainMemory memory;
    private final Snoops snoops;
    private final int beats;
    private final int ways;
    private final int setMask;
    private final long[] line;

    /** Data caches that asked for the line, as a mask. */
    private final int[] clients;

    /** One of them may have written it. */
    private final boolean[] trunk;

    private final RandomWays random;
    private long coherence;

    SecondLevelCache(
            final L2Config config,
            final MemoryConfig outer,
            final MainMemory memory,
            final Snoops snoops,
            final int beats) {
        this.config = config;
        this.outer = outer;
        this.memory = memory;
        this.snoops = snoops;
        this.beats = beats;
        ways = config.size().ways();
        setMask = config.size().sets() - 1;
        line = new long[config.size().sets() * ways];
        clients = new int[line.length];
        trunk = new boolean[line.length];
        random = new RandomWays(ways);
        Arrays.fill(line, NONE);
    }

    /** Returns the cycle of the first beat; the rest as in {@link MemorySystem#acquire}. */
    long acquire(final DataCache cache, final long wanted, final boolean write, final long cycle) {
        final int me = snoops.bit(cache);
        coherence = 0;
        snoops.none();
        final int hit = find(wanted);
        final int slot = hit >= 0 ? hit : victim(wanted);
        final boolean others = hit >= 0 && (clients[slot] & ~me) != 0;
        final long first;
        if (hit >= 0) {
            final int wait = others && (write || trunk[slot]) ? probe(cache, wanted, write) : 0;
            coherence = snoops.held() ? wait : 0;
            first = cycle + config.lookup() + wait + config.read();
        } else {
            first = refill(slot, wanted, cycle);
        }
        clients[slot] = write ? me : clients[slot] | me;
        trunk[slot] = clients[slot] == me;
        if (!trunk[slot]) {
            snoops.shared();
        }
        return first;
    }

    /** A read that makes nobody a client. */
    long fetch(final long wanted, final long cycle) {
        final int hit = find(wanted);
        if (hit < 0) {
            return refill(victim(wanted), wanted, cycle);
        }
        final int wait = trunk[hit] ? probe(null, wanted, false) : 0;
        trunk[hit] = false;
        return cycle + config.lookup() + wait + config.read();
    }

    long release(final DataCache cache, final long given, final long cycle) {
        final int slot = find(given);
        if (slot >= 0) {
            clients[slot] &= ~snoops.bit(cache);
            trunk[slot] = false;
        }
        return cycle + config.lookup();
    }

    long coherence() {
        return coherence;
    }

    private int find(final long wanted) {
        random.step();
        final int first = ((int) wanted & setMask) * ways;
        for (int i = first; i < first + ways; i++) {
            if (line[i] == wanted) {
                return i;
            }
        }
        return -1;
    }

    private int victim(final long wanted) {
        return ((int) wanted & setMask) * ways + random.way();
    }

    /** The victim is taken from the data caches that may have it, then memory is asked. */
    private long refill(final int slot, final long wanted, final long cycle) {
        final int wait = clients[slot] == 0 ? 0 : probe(null, line[slot], true);
        snoops.none();
        line[slot] = wanted;
        clients[slot] = 0;
        trunk[slot] = false;
        final long request = cycle + config.lookup() + wait + outer.requestStages();
        return memory.read(request, beats) + outer.responseStages() + config.fill();
    }

    private int probe(final DataCache except, final long which, final boolean take) {
        final boolean data = snoops.probe(except, which, take);
        return outer.probeStages() + (data ? outer.probeRead() + beats : 0);
    }
}
