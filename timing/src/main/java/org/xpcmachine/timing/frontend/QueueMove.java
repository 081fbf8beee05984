// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.frontend;

/**
 * How instructions are cut from packets, as a table: from what is in the buffer and the shape of the first packet, whether a whole instruction is
 * there, and what decode leaves behind when it takes it. A move is a byte; {@link #compute} says what is in it.
 */
final class QueueMove {
    /** What the buffer holds: nothing, the first half of an instruction, or a 16-bit instruction. */
    static final int NO_HALF = 0;

    static final int FIRST_HALF = 1;
    static final int WHOLE = 2;

    /** A whole instruction is there. */
    private static final int HAS = 1;

    /** The first packet leaves the queue. */
    private static final int DROPS = 1 << 1;

    /** Its second half, not its first, is what the buffer gets. */
    private static final int SECOND = 1 << 2;

    /** The buffer gets a half of the first packet. */
    private static final int FILLS = 1 << 3;

    private static final int BUFFER_SHIFT = 4;

    /** In the index: a packet is there; its shape is below. */
    private static final int PRESENT = Packet.SHAPE + 1;

    private static final int PRESENT_SHIFT = 4;
    private static final int KEPT_SHIFT = 5;

    private static final byte[] MOVES = new byte[1 << KEPT_SHIFT + 2];

    static {
        for (int i = 0; i < MOVES.length; i++) {
            MOVES[i] = (byte) compute(i >> KEPT_SHIFT, (i & PRESENT) != 0, i & Packet.SHAPE);
        }
    }

    private QueueMove() {}

    /** Returns what is true with {@code buffer}, and {@code packet} as the first of {@code count} packets. */
    static int of(final int buffer, final int count, final int packet) {
        return MOVES[buffer << KEPT_SHIFT | (-count >>> Integer.SIZE - 1) << PRESENT_SHIFT | packet & Packet.SHAPE];
    }

    static boolean hasInstruction(final int move) {
        return (move & HAS) != 0;
    }

    /** Whether a half of the first packet moves into the buffer. */
    static boolean fills(final int move) {
        return (move & FILLS) != 0;
    }

    /** Distance of that half from the packet's address. */
    static int offset(final int move) {
        return (move & SECOND) >> 1;
    }

    /** What the buffer holds then. */
    static int buffer(final int move) {
        return move >> BUFFER_SHIFT;
    }

    /** How many packets leave the queue: 0 or 1. */
    static int dropped(final int move) {
        return (move & DROPS) >> 1;
    }

    static int compute(final int buffer, final boolean present, final int packet) {
        return switch (buffer) {
            case NO_HALF -> present ? cut(packet) : 0;
            case FIRST_HALF -> present ? complete(packet) : FIRST_HALF << BUFFER_SHIFT;
            default -> HAS | (present && !Packet.hasSecond(packet) ? fill(packet, false) : 0);
        };
    }

    private static int cut(final int packet) {
        final int has = Packet.holdsFirst(packet) ? HAS : 0;
        if (Packet.hasSecond(packet)) {
            return has | (Packet.firstIsNarrow(packet) ? fill(packet, true) : DROPS);
        }
        return has | (Packet.firstIsNarrow(packet) ? DROPS : fill(packet, false));
    }

    private static int complete(final int packet) {
        return HAS | (Packet.hasSecond(packet) ? fill(packet, true) : DROPS);
    }

    private static int fill(final int packet, final boolean second) {
        final boolean narrow = second ? Packet.highIsNarrow(packet) : Packet.firstIsNarrow(packet);
        return FILLS | DROPS | (second ? SECOND : 0) | (narrow ? WHOLE : FIRST_HALF) << BUFFER_SHIFT;
    }
}
