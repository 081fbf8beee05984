// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.memory;

import java.util.Arrays;
import org.xpcmachine.timing.replacement.TreeLru;

/** The walker's cache of PTEs that point to tables, by physical address; pseudo-LRU, invalid entries first. */
final class NonLeafCache {
    static final long MISS = -1;

    private final long[] address;
    private final long[] frame;
    private final TreeLru age;
    private int used;

    NonLeafCache(final int entries) {
        address = new long[entries];
        frame = new long[entries];
        age = new TreeLru(Math.max(1, entries));
        Arrays.fill(address, MISS);
    }

    /** Returns the page number of the table that the PTE at {@code pte} points to, or {@link #MISS}. */
    long lookup(final long pte) {
        for (int i = 0; i < used; i++) {
            if (address[i] == pte) {
                age.use(i);
                return frame[i];
            }
        }
        return MISS;
    }

    void insert(final long pte, final long table) {
        if (address.length == 0) {
            return;
        }
        final int i = used < address.length ? used++ : age.oldest();
        address[i] = pte;
        frame[i] = table;
        age.use(i);
    }

    void clear() {
        used = 0;
    }
}
