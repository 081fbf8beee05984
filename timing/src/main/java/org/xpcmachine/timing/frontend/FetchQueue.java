// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.frontend;

/**
 * The fetch queue, and behind it the buffer for half a packet from which instructions are cut: a packet is two 16-bit
 * halves, the first or last of which may not be part of it. Decode takes an instruction in a cycle; a half that is
 * not a whole instruction moves into the buffer, and takes a cycle for that if nothing else does.
 *
 * <p>What is there for decode, and what happens when it takes, depends on the buffer and on the shape of the first packet only: {@link QueueMove}
 * has it for each combination.
 */
final class FetchQueue {
    /** Packets that the queue holds. */
    static final int CAPACITY = 5;

    private static final int RING = 8;

    private final long[] addresses = new long[RING];
    private final int[] packets = new int[RING];
    private int head;
    private int count;

    /** What the buffer holds, of {@link QueueMove}: nothing, the first half of an instruction, or a whole one. */
    private int buffer = QueueMove.NO_HALF;

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
        buffer = QueueMove.NO_HALF;
    }

    /**
     * Whether decode, or the cutting of instructions, knows where the next one begins: not while the buffer waits for
     * a packet.
     */
    boolean knowsNext() {
        return count != 0 || buffer == QueueMove.WHOLE;
    }

    /** Whether a whole instruction is there. */
    boolean hasInstruction() {
        return QueueMove.hasInstruction(move());
    }

    /** Whether a whole instruction is there, and its address is {@code pc}. */
    boolean has(final long pc) {
        return QueueMove.hasInstruction(move()) && address() == pc;
    }

    private int move() {
        return QueueMove.of(buffer, count, packets[head]);
    }

    /** Address of the next instruction; only if there is anything for decode. */
    long address() {
        return buffer != QueueMove.NO_HALF ? halfAddress : addresses[head];
    }

    /** The packet whose prediction goes with the next instruction, which is there: the one that it ends in. */
    int packet() {
        return buffer == QueueMove.WHOLE ? halfPacket : packets[head];
    }

    /** Whether part of the next instruction, which is there, has to be fetched again. */
    boolean isReplay() {
        return buffer != QueueMove.NO_HALF && Packet.isReplay(halfPacket)
                || buffer != QueueMove.WHOLE && Packet.isReplay(packets[head]);
    }

    /** Decode takes the next instruction if it is there; if not, a half moves into the buffer. */
    void take() {
        final int move = move();
        if (QueueMove.fills(move)) {
            halfAddress = addresses[head] + QueueMove.offset(move);
            halfPacket = packets[head];
        }
        buffer = QueueMove.buffer(move);
        final int dropped = QueueMove.dropped(move);
        head = head + dropped & RING - 1;
        count -= dropped;
    }

    void save(final Image image) {
        image.put(count << 2 | buffer);
        if (buffer != QueueMove.NO_HALF) {
            image.put(halfAddress);
            image.put(Packet.save(halfPacket, image));
        }
        for (int i = head; i < head + count; i++) {
            image.put(addresses[i & RING - 1]);
            image.put(Packet.save(packets[i & RING - 1], image));
        }
    }

    void load(final Image image) {
        final int both = image.takeInt();
        count = both >> 2;
        buffer = both & 3;
        head = 0;
        if (buffer != QueueMove.NO_HALF) {
            halfAddress = image.take();
            halfPacket = Packet.load(image.takeInt(), image);
        }
        for (int i = 0; i < count; i++) {
            addresses[i] = image.take();
            packets[i] = Packet.load(image.takeInt(), image);
        }
    }
}
