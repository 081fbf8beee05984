// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.snapshot;

import java.util.List;

/**
 * The whole state of a machine between two of its runs. Immutable, although the arrays are not copied: nobody writes to them.
 * Snapshots of one machine share the pages of RAM that did not change from one to the next.
 *
 * @param parts names of the machine's parts, in order: a snapshot fits machines of the same parts
 * @param words what the units passed, see {@link StateWriter}
 * @param pages the contents of RAM, 4096 bytes each; null for a page of zeros
 */
public record Snapshot(List<String> parts, long[] words, byte[][] pages) {
    /** Bytes that hold RAM, if the snapshot shares them with no other. */
    public long bytes() {
        long sum = 0;
        for (final byte[] page : pages) {
            sum += page == null ? 0 : page.length;
        }
        return sum;
    }
}
