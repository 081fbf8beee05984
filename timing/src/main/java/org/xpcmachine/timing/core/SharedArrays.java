// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.core;

import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.HashMap;
import java.util.Map;

/** Arrays that are not changed any more: of those that are equal, only one is kept, because what is used often must stay in the host's caches. */
final class SharedArrays {
    private final Map<IntBuffer, int[]> ints = new HashMap<>();
    private final Map<LongBuffer, long[]> longs = new HashMap<>();

    int[] shared(final int[] array) {
        final int[] same = ints.putIfAbsent(IntBuffer.wrap(array), array);
        return same == null ? array : same;
    }

    long[] shared(final long[] array) {
        final long[] same = longs.putIfAbsent(LongBuffer.wrap(array), array);
        return same == null ? array : same;
    }

    void clear() {
        ints.clear();
        longs.clear();
    }
}
