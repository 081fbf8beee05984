// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.frontend;

/**
 * The fetch queue, and behind it the buffer for half a packet from which instructions are cut: a packet is two 16-bit
 * halves, the first or last of which may not be part of it. Decode takes an instruction in a cycle; a half that is
 * not a whole instruction moves into the buffer, and takes a cycle for that if nothing else does.
 */
final class FetchQueue {
    /** Packets that the queue holds. */
    static final int CAPACITY = 5;

    private static final int RING = 8;

    private final long[] addresses = new long[RING];
    private final int[] packets = new int[RING];
    private int head;
    private int count;

    /** A half is in the buffer. */
    private boolean half;

    private boolean halfNarrow;
    private long halfAddress;
    private int halfPacket;

    int count() {
        return count;
    }

    void add(final long address, final int packet) {
        final int tail = head + count & RING - 1;
        addresses[tail] = address;
        packets[tail] = packet;
        count++;
    }

    void clear() {
        count = 0;
        half = false;
    }

    /** Whether there is anything for decode. */
    boolean isEmpty() {
        return count == 0 && !half;
    }

    /**
     * Whether decode, or the cutting of instructions, knows where the next one begins: not while the buffer waits for
     * a packet.
     */
    boolean knowsNext() {
        return count != 0 || half && halfNarrow;
    }

    /** Whether a whole instruction is there. */
    boolean hasInstruction() {
        if (half) {
            return halfNarrow || count != 0;
        }
        return count != 0 && Packet.holdsFirst(packets[head]);
    }

    /** Address of the next instruction; only if not {@link #isEmpty}. */
    long address() {
        return half ? halfAddress : addresses[head];
    }

    /** The packet whose prediction goes with the next instruction, which is there: the one that it ends in. */
    int packet() {
        return half && halfNarrow ? halfPacket : packets[head];
    }

    /** Whether part of the next instruction, which is there, has to be fetched again. */
    boolean isReplay() {
        return half && Packet.isReplay(halfPacket) || !(half && halfNarrow) && Packet.isReplay(packets[head]);
    }

    /** Decode takes the next instruction if it is there; if not, a half moves into the buffer. */
    void take() {
        if (half) {
            takeBuffered();
        } else if (count != 0) {
            final int packet = packets[head];
            if (!Packet.hasSecond(packet)) {
                if (Packet.firstIsNarrow(packet)) {
                    drop();
                } else {
                    buffer(addresses[head], packet, false);
                }
            } else if (Packet.firstIsNarrow(packet)) {
                buffer(addresses[head] + 2, packet, Packet.highIsNarrow(packet));
            } else {
                drop();
            }
        }
    }

    private void takeBuffered() {
        if (halfNarrow) {
            half = false;
            if (count != 0 && !Packet.hasSecond(packets[head])) {
                buffer(addresses[head], packets[head], Packet.firstIsNarrow(packets[head]));
            }
        } else if (count != 0) {
            final int packet = packets[head];
            if (Packet.hasSecond(packet)) {
                buffer(addresses[head] + 2, packet, Packet.highIsNarrow(packet));
            } else {
                half = false;
                drop();
            }
        }
    }

    private void buffer(final long address, final int packet, final boolean narrow) {
        half = true;
        halfNarrow = narrow;
        halfAddress = address;
        halfPacket = packet;
        drop();
    }

    private void drop() {
        head = head + 1 & RING - 1;
        count--;
    }
}
