// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The guest's end of a network: makes frames, and waits for some. The other end is under test. */
final class GuestEnd implements AutoCloseable {
    static final byte[] MAC = {0x52, 0x54, 0, 0x12, 0x34, 0x56};
    private static final long PATIENCE_SECONDS = 20;

    final UserNetwork network;
    private final Semaphore arrivals = new Semaphore(0);

    GuestEnd(final UserNetwork network) {
        this.network = network;
        network.onArrival(arrivals::release);
    }

    /** Returns the next frame; fails if none comes. */
    byte[] receive() {
        final long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (System.nanoTime() < end) {
            final byte[] frame = network.receive();
            if (frame != null) {
                return frame;
            }
            await(100);
        }
        return fail("no frame came");
    }

    /** Returns a frame that comes within {@code millis}, or null. */
    byte[] receive(final int millis) {
        final long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        byte[] frame = network.receive();
        while (frame == null && System.nanoTime() < end) {
            await(10);
            frame = network.receive();
        }
        return frame;
    }

    private void await(final int millis) {
        try {
            arrivals.tryAcquire(millis, TimeUnit.MILLISECONDS);
        } catch (final InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Sends, as soon as there is room. */
    void send(final byte[] frame) {
        while (!network.canSend()) {
            await(10);
        }
        network.send(frame);
    }

    /** Sends a packet with the Ethernet addresses set. */
    void send(final Ipv4 packet) {
        System.arraycopy(GuestLink.MAC, 0, packet.frame(), 0, 6);
        System.arraycopy(MAC, 0, packet.frame(), 6, 6);
        send(packet.frame());
    }

    /** Returns the next packet, of that protocol and with right checksums. */
    Ipv4 receivePacket(final int protocol) {
        final byte[] frame = receive();
        assertThat(frame).hasSizeLessThanOrEqualTo(Network.MAX_FRAME);
        final Ipv4 packet = Ipv4.parse(frame);
        assertThat(packet).isNotNull();
        assertThat(packet.protocol()).isEqualTo(protocol);
        assertThat(protocol == Ipv4.ICMP || packet.isWhole()).isTrue();
        return packet;
    }

    /** Returns a packet of UDP from the guest. */
    static Ipv4 udp(final int source, final int port, final int peer, final int peerPort, final byte[] data) {
        // A packet to the guest, seen from the other side.
        final Ipv4 packet = Udp.packet(new Flow(peer, peerPort, source, port), data.length);
        System.arraycopy(data, 0, packet.frame(), packet.start() + Udp.HEADER, data.length);
        Udp.seal(packet);
        return packet;
    }

    /** Returns what a packet of UDP carries. */
    static byte[] data(final Ipv4 packet) {
        return Arrays.copyOfRange(packet.frame(), packet.start() + Udp.HEADER, Udp.end(packet));
    }

    @Override
    public void close() {
        network.close();
    }
}
