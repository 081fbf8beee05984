// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.memory;

import java.util.ArrayList;
import java.util.List;

/** The first-level data caches, asked together for a line. */
final class Snoops {
    private final List<DataCache> caches = new ArrayList<>();
    private boolean held;
    private boolean taken;

    void add(final DataCache cache) {
        caches.add(cache);
    }

    /** Returns a mask of the bit of {@code cache}. */
    int bit(final DataCache cache) {
        return 1 << caches.indexOf(cache);
    }

    /** Whether there are caches besides {@code cache}. */
    boolean others(final DataCache cache) {
        return caches.size() > (cache == null ? 0 : 1);
    }

    /**
     * Takes line {@code line} from all caches but {@code cache}, or leaves it to them to read. Returns whether one
     * of them had written it.
     */
    boolean probe(final DataCache cache, final long line, final boolean take) {
        held = false;
        taken = take;
        boolean dirty = false;
        for (int i = 0; i < caches.size(); i++) {
            final DataCache other = caches.get(i);
            if (other != cache) {
                final byte state = other.probe(line, take ? LineState.INVALID : LineState.SHARED);
                held |= state != LineState.INVALID;
                dirty |= state == LineState.DIRTY;
            }
        }
        return dirty;
    }

    /** Nobody has the line, as far as is known without asking. */
    void none() {
        held = false;
    }

    /** Others have the line and keep it, as is known without asking. */
    void shared() {
        held = true;
        taken = false;
    }

    /** Whether a cache had the line at the last probe. */
    boolean held() {
        return held;
    }

    /** Whether that probe took the line away. */
    boolean taken() {
        return taken;
    }
}
