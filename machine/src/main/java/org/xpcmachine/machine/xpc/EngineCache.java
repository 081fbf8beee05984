// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.xpc;

import java.util.Arrays;
import org.xpcmachine.machine.snapshot.StateExchange;
import org.xpcmachine.machine.snapshot.Stateful;

/**
 * The engine cache (section 6): x-entries by ID and tag. First in, first out. It may hold what memory no longer says;
 * the kernel flushes it.
 */
final class EngineCache implements Stateful {
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

    @Override
    public void exchange(final StateExchange state) {
        lines = state.pass(lines, 0, entries.length);
        next = state.pass(next, 0, entries.length);
        state.pass(ids);
        state.pass(tags);
        for (int i = 0; i < entries.length; i++) {
            entries[i] = state.pass(entries[i] != null) ? exchange(state, entries[i]) : null;
        }
    }

    private static XEntry exchange(final StateExchange state, final XEntry entry) {
        final XEntry e = state.restores() ? new XEntry(0, 0, 0, 0) : entry;
        return new XEntry(state.pass(e.satp()), state.pass(e.pc()), state.pass(e.xcallcap()), state.pass(e.xseglist()));
    }
}
