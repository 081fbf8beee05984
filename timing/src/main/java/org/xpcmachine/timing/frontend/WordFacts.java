// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.frontend;

/** What pre-decode has to know of a fetched word, in an int that the L1I keeps beside it, so that it is found out once for each refill. */
final class WordFacts {
    /** The bits of a {@link Packet} that follow from the word alone. */
    private static final int MAY_JUMP = 1 << 4;

    private static final int SECOND_MAY_JUMP = 1 << 5;
    private static final int KIND = 7;
    private static final int LOW_SHIFT = 8;
    private static final int HIGH_SHIFT = 11;
    private static final int WIDE_SHIFT = 14;

    private WordFacts() {}

    static int of(final int word) {
        return Packet.narrow(word)
                | (Predecoder.mayJump(word) ? MAY_JUMP : 0)
                | (Predecoder.wide(word >>> 16) != Predecoder.NONE ? SECOND_MAY_JUMP : 0)
                | Predecoder.narrow(word) << LOW_SHIFT
                | Predecoder.narrow(word >>> 16) << HIGH_SHIFT
                | Predecoder.wide(word) << WIDE_SHIFT;
    }

    /** As {@link Packet#narrow}. */
    static int narrow(final int facts) {
        return facts & Packet.NARROW;
    }

    static boolean lowIsNarrow(final int facts) {
        return (facts & Packet.NARROW_LOW) != 0;
    }

    static boolean highIsNarrow(final int facts) {
        return (facts & Packet.NARROW_HIGH) != 0;
    }

    /** As {@link Predecoder#mayJump}. */
    static boolean mayJump(final int facts) {
        return (facts & MAY_JUMP) != 0;
    }

    /** Whether a 32-bit jump or branch may begin in the second half. */
    static boolean secondMayJump(final int facts) {
        return (facts & SECOND_MAY_JUMP) != 0;
    }

    /** Kind of the 16-bit instruction in the first half. */
    static int low(final int facts) {
        return facts >>> LOW_SHIFT & KIND;
    }

    /** Kind of the 16-bit instruction in the second half. */
    static int high(final int facts) {
        return facts >>> HIGH_SHIFT & KIND;
    }

    /** Kind of the 32-bit instruction that is the word. */
    static int wide(final int facts) {
        return facts >>> WIDE_SHIFT & KIND;
    }
}
