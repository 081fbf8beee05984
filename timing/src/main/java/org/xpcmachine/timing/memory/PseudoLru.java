// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.memory;

/** Tree pseudo-LRU over a number of entries: each inner node of a binary tree points to the half less recently used. */
final class PseudoLru {
    private final int leaves;
    private final int entries;

    /** Node k has children 2k and 2k + 1, the root is 1; a set bit says that the upper half is the older one. */
    private long older;

    PseudoLru(final int entries) {
        this.entries = entries;
        leaves = Math.max(1, Integer.highestOneBit(2 * entries - 1));
        if (leaves > Long.SIZE) {
            throw new IllegalArgumentException("more than " + Long.SIZE + " entries: " + entries);
        }
    }

    void touch(final int entry) {
        int node = 1;
        for (int half = leaves >> 1; half != 0; half >>= 1) {
            final int upper = (entry & half) == 0 ? 0 : 1;
            older = upper == 0 ? older | 1L << node : older & ~(1L << node);
            node = 2 * node + upper;
        }
    }

    /** Returns the entry to replace. */
    int victim() {
        int node = 1;
        int entry = 0;
        for (int half = leaves >> 1; half != 0; half >>= 1) {
            final int upper = entry + half < entries ? (int) (older >>> node) & 1 : 0;
            entry += upper * half;
            node = 2 * node + upper;
        }
        return entry;
    }
}
