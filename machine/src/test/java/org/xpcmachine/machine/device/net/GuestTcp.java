// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;

/** One TCP connection as a guest has it, by hand: the test says each segment. */
final class GuestTcp {
    static final int SYN = TcpSegment.SYN;
    static final int ACK = TcpSegment.ACK;
    static final int FIN = TcpSegment.FIN;
    static final int RST = TcpSegment.RST;

    final GuestEnd guest;
    final Flow mirrored;

    /** Number of our next byte, and of the other end's. */
    int next = 1_000_000_000 * 2;

    int expected;
    int window = 0xffff;

    /** What has been received in order. */
    final ByteArrayOutputStream received = new ByteArrayOutputStream();

    boolean finished;

    GuestTcp(final GuestEnd guest, final int port, final int peer, final int peerPort) {
        this.guest = guest;
        mirrored = new Flow(peer, peerPort, GuestLink.GUEST, port);
    }

    /** Sends a segment, and counts what is in it. */
    void send(final int flags, final byte[] data) {
        send(next, flags, data);
        next += data.length + ((flags & (SYN | FIN)) != 0 ? 1 : 0);
    }

    void send(final int flags) {
        send(flags, new byte[0]);
    }

    /** Sends a segment with this number. */
    void send(final int number, final int flags, final byte[] data) {
        final Ipv4 packet = TcpSegment.packet(mirrored, number, expected, flags, window, data.length);
        System.arraycopy(data, 0, packet.frame(), packet.end() - data.length, data.length);
        TcpSegment.seal(packet);
        guest.send(packet);
    }

    /** Receives a segment, and takes what is in it if it is in order. */
    TcpSegment receive() {
        final Ipv4 packet = guest.receivePacket(Ipv4.TCP);
        final Flow flow = Flow.of(packet);
        assertThat(flow)
                .isEqualTo(new Flow(mirrored.guest(), mirrored.guestPort(), mirrored.peer(), mirrored.peerPort()));
        final TcpSegment segment = TcpSegment.parse(packet);
        assertThat(segment).isNotNull();
        if (segment.has(SYN)) {
            expected = segment.sequence() + 1;
        } else if (segment.sequence() == expected) {
            received.write(segment.frame(), segment.start(), segment.length());
            expected += segment.span();
            finished |= segment.has(FIN);
        }
        return segment;
    }

    /** Makes the connection. */
    GuestTcp connect() {
        send(SYN);
        final TcpSegment answer = receive();
        assertThat(answer.flags()).isEqualTo(SYN | ACK);
        assertThat(answer.acknowledged()).isEqualTo(next);
        send(ACK);
        return this;
    }
}
