// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.frontend;

import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.HashMap;
import java.util.Map;

/** Arrays that are not changed any more: of those that are equal, only one is kept, because what is used often must stay in the host's caches. */
public final class SharedArrays {
    private final Map<IntBuffer, int[]> ints = new HashMap<>();
    private final Map<LongBuffer, long[]> longs = new HashMap<>();

    public int[] shared(final int[] array) {
        final int[] same = ints.putIfAbsent(IntBuffer.wrap(array), array);
        return same == null ? array : same;
    }

    public long[] shared(final long[] array) {
        final long[] same = longs.putIfAbsent(LongBuffer.wrap(array), array);
        return same == null ? array : same;
    }

    public void clear() {
        ints.clear();
        longs.clear();
    }
}
