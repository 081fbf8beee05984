// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device.net;

import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** The wire to the guest. Frames are put in by the network's thread and taken out by the machine's. */
final class GuestLink {
    /** The network of QEMU's, and who is there. */
    static final int SUBNET = 0x0a000200;

    static final int MASK = 0xffffff00;
    static final int GATEWAY = SUBNET + 2;
    static final int NAME_SERVER = SUBNET + 3;
    static final int GUEST = SUBNET + 15;

    static final int MAC_LENGTH = 6;
    static final byte[] MAC = {0x52, 0x55, 10, 0, 2, 2};
    private static final byte[] EVERYBODY = {-1, -1, -1, -1, -1, -1};

    /** Frames from which on nothing is sent that can wait. */
    private static final int ROOM = 256;

    /** Most frames; more are lost, which happens to a guest that sends and does not receive. */
    private static final int CAPACITY = 1024;

    private final ConcurrentLinkedQueue<byte[]> frames = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private byte[] guest = EVERYBODY;
    private volatile Runnable arrival = () -> {};

    /** The network's thread waits for room. */
    private volatile boolean full;

    void onArrival(final Runnable action) {
        arrival = action;
    }

    /** The guest has sent a frame: its address is the one in there. */
    void heard(final byte[] frame) {
        final byte[] source = Arrays.copyOfRange(frame, MAC_LENGTH, 2 * MAC_LENGTH);
        if ((source[0] & 1) == 0) {
            guest = source;
        }
    }

    boolean isEmpty() {
        return count.get() == 0;
    }

    /** Whether a frame that can wait may be sent now; if not, {@link #take} will say when. */
    boolean hasRoom() {
        full = count.get() >= ROOM;
        // Looked at again: the last frame may have been taken in between.
        return !full || count.get() < ROOM;
    }

    /** Sends a packet. */
    void send(final Ipv4 packet) {
        send(packet.frame());
    }

    /** Sends a frame, whose Ethernet addresses are set here. */
    void send(final byte[] frame) {
        System.arraycopy(guest, 0, frame, 0, MAC_LENGTH);
        System.arraycopy(MAC, 0, frame, MAC_LENGTH, MAC_LENGTH);
        if (count.get() < CAPACITY) {
            frames.add(frame);
            count.incrementAndGet();
            arrival.run();
        }
    }

    /** Takes a frame, or null; {@code roomAgain} is run if the network's thread waits for room and there is some. */
    byte[] take(final Runnable roomAgain) {
        final byte[] frame = frames.poll();
        if (frame != null && count.decrementAndGet() < ROOM / 2 && full) {
            full = false;
            roomAgain.run();
        }
        return frame;
    }

    void clear() {
        while (frames.poll() != null) {
            count.decrementAndGet();
        }
    }
}
