// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.replacement;

/**
 * Pseudo-least-recently-used order of up to 32 things, not necessarily a power of two: a binary tree whose upper part
 * is the smaller one, each node of which says which side was used longer ago.
 */
public final class TreeLru {
    private final int things;

    /** The nodes above each thing, and those of them that then say that the upper side is older. */
    private final int[] path;

    private final int[] turned;
    private int state;

    public TreeLru(final int things) {
        if (things < 1 || things > Integer.SIZE) {
            throw new IllegalArgumentException("replacement order of " + things + " things: 1 to 32 are possible");
        }
        this.things = things;
        path = new int[Integer.SIZE];
        turned = new int[Integer.SIZE];
        for (int thing = 0; thing < Integer.SIZE; thing++) {
            walk(thing);
        }
    }

    private void walk(final int thing) {
        int index = thing;
        int count = things;
        int shift = 0;
        while (count > 1) {
            final int low = count > 2 ? Integer.highestOneBit(count - 1) : 1;
            final int node = 1 << shift + count - 2;
            path[thing] |= node;
            if (index < low) {
                turned[thing] |= node;
                count = low;
            } else {
                index -= low;
                shift += low - 1;
                count -= low;
            }
        }
    }

    /** The thing was used. One that does not exist, below 32, leaves the way to it as hardware would. */
    public void use(final int thing) {
        state = state & ~path[thing] | turned[thing];
    }

    /** The nodes that a use of the thing sets. */
    public int path(final int thing) {
        return path[thing];
    }

    /** What it sets them to. */
    public int turned(final int thing) {
        return turned[thing];
    }

    /** Several uses at once: the nodes that they set, and what to in the end. */
    public void use(final int nodes, final int values) {
        state = state & ~nodes | values;
    }

    /** Returns the thing to replace. */
    public int oldest() {
        return oldest(0, 0);
    }

    /** Returns the thing to replace after uses that set {@code nodes} to {@code values}. */
    public int oldest(final int nodes, final int values) {
        final int after = state & ~nodes | values;
        int base = 0;
        int count = things;
        int shift = 0;
        while (count > 1) {
            final int low = count > 2 ? Integer.highestOneBit(count - 1) : 1;
            if ((after >>> shift + count - 2 & 1) == 0) {
                count = low;
            } else {
                base += low;
                shift += low - 1;
                count -= low;
            }
        }
        return base;
    }
}
