// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.snapshot;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Saves. */
public final class StateWriter extends StateExchange {
    private final List<String> parts = new ArrayList<>();
    private long[] words = new long[1024];
    private int count;

    /** Nothing has been saved yet. */
    public StateWriter() {}

    @Override
    public boolean restores() {
        return false;
    }

    @Override
    public void part(final String name) {
        parts.add(name);
    }

    @Override
    public long pass(final long value) {
        if (count == words.length) {
            words = Arrays.copyOf(words, 2 * count);
        }
        words[count++] = value;
        return value;
    }

    /** Returns the names of the parts, in order. */
    public List<String> parts() {
        return List.copyOf(parts);
    }

    /** Returns everything that was passed. */
    public long[] words() {
        return Arrays.copyOf(words, count);
    }
}
