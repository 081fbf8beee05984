// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.memory;

import java.util.Arrays;
import org.xpcmachine.timing.config.L2Config;
import org.xpcmachine.timing.config.MemoryConfig;
import org.xpcmachine.timing.replacement.RandomWays;

/**
 * The shared second-level cache: inclusive of the data caches, with a directory of which of them asked for a line.
 * They drop clean lines silently, so the directory may name a cache that has none.
 */
final class SecondLevelCache {
    private static final long NONE = -1;

    /** So many bits of the random number are divided by the number of ways. */
    private static final int VICTIM_BITS = 10;

    private final L2Config config;
    private final MemoryConfig outer;
    private final MainMemory memory;
    private final Snoops snoops;
    private final int beats;
    private final int ways;
    private final int setMask;
    private final long[] line;

    /** Data caches that asked for the line and have not given it back, as a mask. */
    private final int[] clients;

    /** One of them, the only client, may write the line. */
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
        random = new RandomWays(ways, VICTIM_BITS);
        Arrays.fill(line, NONE);
    }

    /** Returns the cycle of the first beat; the rest as in {@link MemorySystem#acquire}. */
    long acquire(final DataCache cache, final long wanted, final boolean write, final long cycle) {
        final int me = snoops.bit(cache);
        coherence = 0;
        final int hit = look(wanted);
        if (hit < 0) {
            final int slot = victim(wanted);
            final long first = refill(slot, wanted, cycle);
            clients[slot] = me;
            trunk[slot] = true;
            return first;
        }
        final boolean first = clients[hit] == 0;
        int wait = 0;
        snoops.none();
        if ((clients[hit] & ~me) != 0 && (write || trunk[hit])) {
            wait = probe(cache, wanted, write);
            coherence = snoops.held() ? wait : 0;
            clients[hit] &= snoops.held() && !write ? -1 : me;
        }
        clients[hit] |= me;
        trunk[hit] = write || first;
        if (!trunk[hit]) {
            snoops.shared();
        }
        return cycle + config.lookup() + wait + config.read();
    }

    /** Whether {@code cache} is known to have asked for the line. */
    boolean isClient(final DataCache cache, final long wanted) {
        final int slot = find(wanted);
        return slot >= 0 && (clients[slot] & snoops.bit(cache)) != 0;
    }

    /** A read that makes nobody a client. */
    long fetch(final long wanted, final long cycle) {
        final int hit = look(wanted);
        if (hit < 0) {
            return refill(victim(wanted), wanted, cycle);
        }
        int wait = 0;
        if (trunk[hit]) {
            wait = probe(null, wanted, false);
            clients[hit] &= snoops.held() ? -1 : 0;
            trunk[hit] = false;
        }
        return cycle + config.lookup() + wait + config.read();
    }

    int releaseAccept() {
        return config.releaseAccept();
    }

    long release(final DataCache cache, final long given, final long cycle) {
        final int slot = look(given);
        if (slot >= 0) {
            clients[slot] &= ~snoops.bit(cache);
            trunk[slot] = false;
        }
        return cycle + config.lookup();
    }

    long coherence() {
        return coherence;
    }

    /** A request looks into the directory; each time, the random number steps. */
    private int look(final long wanted) {
        random.step();
        return find(wanted);
    }

    private int find(final long wanted) {
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

    /** The victim is taken from the data caches that may have it, and given back; then memory is asked. */
    private long refill(final int slot, final long wanted, final long cycle) {
        final int evicted = line[slot] == NONE ? 0 : config.evict();
        final int wait = evicted + (clients[slot] == 0 ? 0 : probe(null, line[slot], true));
        snoops.none();
        line[slot] = wanted;
        clients[slot] = 0;
        trunk[slot] = false;
        final long request = cycle + config.lookup() + wait + outer.requestStages();
        return memory.read(request, beats) + outer.responseStages() + config.fill();
    }

    /** Data goes on to where it is wanted as it comes. */
    private int probe(final DataCache except, final long which, final boolean take) {
        final boolean data = snoops.probe(except, which, take);
        return config.probe() + (data ? outer.probeRead() : 0);
    }
}
