// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.memory;

/** What a first-level cache may do with a line. Ordered: a higher state includes the rights of the lower. */
final class LineState {
    static final byte INVALID = 0;

    /** Read; other caches may have it, too. */
    static final byte SHARED = 1;

    /** The only copy: it may be written without asking. */
    static final byte EXCLUSIVE = 2;

    /** Written: memory is stale. */
    static final byte DIRTY = 3;

    private LineState() {}
}
