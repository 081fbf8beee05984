// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.frontend;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Whether what is fetched or predicted has changed, and, for each line of code, a number for what the L1I holds: where that is the same, so are
 * the words. Lines are told apart by their place in a page; what is said of one holds for all that share it.
 */
final class Contents {
    static final int LINES = Long.SIZE;

    private static final int LINE_SHIFT = 6;

    /** Then all are forgotten; numbers are never given twice. */
    private static final int MOST = 1 << 12;

    private record Content(long[] words) {
        @Override
        public boolean equals(final Object other) {
            return other instanceof final Content content && Arrays.equals(words, content.words);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(words);
        }
    }

    private final Map<Content, Integer> known = new HashMap<>();
    private final int[] code = new int[LINES];
    private int given;
    private long changes;

    /** Returns the number of the line of {@code pc}. */
    static int line(final long pc) {
        return (int) (pc >>> LINE_SHIFT) & LINES - 1;
    }

    /** Returns the bit that stands for the line of {@code pc}. */
    static long bit(final long pc) {
        return 1L << line(pc);
    }

    /** Predictions may be others than before. */
    void change() {
        changes++;
    }

    /** The L1I holds {@code words} for {@code lines}. */
    void setCode(final long lines, final long[] words) {
        if (known.size() >= MOST) {
            known.clear();
        }
        final int number = known.computeIfAbsent(new Content(words), content -> ++given);
        for (long rest = lines; rest != 0; rest &= rest - 1) {
            code[Long.numberOfTrailingZeros(rest)] = number;
        }
        change();
    }

    /** Returns the number for what the L1I holds for a line. */
    int code(final int line) {
        return code[line];
    }

    /** Number of changes up to now. */
    long changes() {
        return changes;
    }
}
