// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.frontend;

/**
 * What goes with a fetch packet through the queue, in an int: where its halves begin and end, and the prediction that
 * was made for it.
 */
final class Packet {
    /** The first half that is part of the packet: 0 or 1. */
    private static final int START = 1;

    /** The last one. */
    private static final int LAST = 1 << 1;

    /** The half is a 16-bit instruction if one begins there. */
    static final int NARROW_LOW = 1 << 2;

    static final int NARROW_HIGH = 1 << 3;
    static final int NARROW = NARROW_LOW | NARROW_HIGH;

    /** All that says how instructions are cut from it. */
    static final int SHAPE = START | LAST | NARROW;

    /** What the packet holds must be fetched again. */
    private static final int REPLAY = 1 << 4;

    private static final int ENTRY_SHIFT = 5;
    private static final int HISTORY_SHIFT = ENTRY_SHIFT + Entry.BITS;

    private Packet() {}

    /** {@code narrow} is of {@link #narrow}. */
    static int pack(
            final int start,
            final int last,
            final int narrow,
            final boolean replay,
            final int entry,
            final int history) {
        return start | last << 1 | narrow | (replay ? REPLAY : 0) | entry << ENTRY_SHIFT | history << HISTORY_SHIFT;
    }

    /** A packet that goes on to its end, with no prediction. */
    static int plain(final int start, final int narrow, final int history) {
        return start | LAST | narrow | history << HISTORY_SHIFT;
    }

    /** Returns which halves of {@code word} are 16-bit instructions if one begins there. */
    static int narrow(final int word) {
        return (Predecoder.isNarrow(word) ? NARROW_LOW : 0) | (Predecoder.isNarrow(word >>> 16) ? NARROW_HIGH : 0);
    }

    /** Whether a whole instruction, narrow or wide, begins and ends in the packet. */
    static boolean holdsFirst(final int packet) {
        return (packet & START) != 0 ? (packet & NARROW_HIGH) != 0 : (packet & (NARROW_LOW | LAST)) != 0;
    }

    static boolean firstIsNarrow(final int packet) {
        return (packet & ((packet & START) != 0 ? NARROW_HIGH : NARROW_LOW)) != 0;
    }

    static boolean highIsNarrow(final int packet) {
        return (packet & NARROW_HIGH) != 0;
    }

    /** Whether it has a half after its first. */
    static boolean hasSecond(final int packet) {
        return (packet & (START | LAST)) == LAST;
    }

    static boolean isReplay(final int packet) {
        return (packet & REPLAY) != 0;
    }

    /** The {@link Entry} of the branch target buffer that made the prediction. */
    static int entry(final int packet) {
        return packet >>> ENTRY_SHIFT & Entry.MASK;
    }

    private static int withEntry(final int packet, final int entry) {
        return packet & ~(Entry.MASK << ENTRY_SHIFT) | entry << ENTRY_SHIFT;
    }

    /** The global history that the prediction has seen. */
    static int history(final int packet) {
        return packet >>> HISTORY_SHIFT;
    }

    static int withHistory(final int packet, final int history) {
        return packet & (1 << HISTORY_SHIFT) - 1 | history << HISTORY_SHIFT;
    }

    /** The packet with the places in {@code image} of its history and entry in place of these. */
    static int save(final int packet, final Image image) {
        return withEntry(withHistory(packet, image.number(history(packet))), image.save(entry(packet)));
    }

    static int load(final int saved, final Image image) {
        return withEntry(withHistory(saved, image.named(history(saved))), image.load(entry(saved)));
    }
}
