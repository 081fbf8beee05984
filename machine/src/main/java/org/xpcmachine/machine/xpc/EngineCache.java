// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.xpc;

import java.util.Arrays;

/**
 * The engine cache (section 6): x-entries by ID and tag. First in, first out. It may hold what memory no longer says;
 * the kernel flushes it.
 */
final class EngineCache {
    /** The tag of lines that belong to nobody. */
    static final long SHARED = 0;

    private final long[] ids;
    private final long[] tags;
    private final XEntry[] entries;

    private int lines;
    private int next;

    EngineCache(final int capacity) {
        ids = new long[capacity];
        tags = new long[capacity];
        entries = new XEntry[capacity];
    }

    int capacity() {
        return entries.length;
    }

    /** Sets the number of lines in use, at most {@link #capacity}, and empties them. */
    void use(final int count) {
        lines = count;
        flush();
    }

    void flush() {
        Arrays.fill(entries, null);
        next = 0;
    }

    /** Returns the x-entry that a line with this ID and tag holds, or null. */
    XEntry find(final long id, final long tag) {
        final int i = indexOf(id, tag);
        return i < 0 ? null : entries[i];
    }

    /** Puts an x-entry in; the line filled longest ago makes room. Without lines, nothing happens. */
    void fill(final long id, final long tag, final XEntry entry) {
        if (lines == 0) {
            return;
        }
        final int present = indexOf(id, tag);
        final int i = present >= 0 ? present : next;
        if (present < 0) {
            next = (next + 1) % lines;
        }
        ids[i] = id;
        tags[i] = tag;
        entries[i] = entry;
    }

    private int indexOf(final long id, final long tag) {
        for (int i = 0; i < lines; i++) {
            if (entries[i] != null && ids[i] == id && tags[i] == tag) {
                return i;
            }
        }
        return -1;
    }
}
