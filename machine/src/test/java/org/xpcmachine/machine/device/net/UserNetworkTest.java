// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a guest meets on the network, but for TCP. */
@Timeout(60)
class UserNetworkTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);

    private GuestEnd guest;

    private void open(final boolean restricted, final InetSocketAddress nameServer) throws IOException {
        guest = new GuestEnd(
                new UserNetwork(new UserNetworkConfig(restricted, Optional.ofNullable(nameServer), List.of())));
    }

    @AfterEach
    void close() {
        guest.close();
    }

    private static byte[] arp(final int wanted) {
        final byte[] frame = new byte[42];
        Arrays.fill(frame, 0, 6, (byte) -1);
        System.arraycopy(GuestEnd.MAC, 0, frame, 6, 6);
        Bytes.put16(frame, 12, 0x0806);
        Bytes.put32(frame, 14, 0x00010800);
        Bytes.put32(frame, 18, 0x06040001);
        System.arraycopy(GuestEnd.MAC, 0, frame, 22, 6);
        Bytes.put32(frame, 28, GuestLink.GUEST);
        Bytes.put32(frame, 38, wanted);
        return frame;
    }

    @Test
    void theGatewayAndTheNameServerAnswerArpAndNobodyElse() throws IOException {
        open(false, null);
        guest.send(arp(0x0a000204));
        for (final int wanted : new int[] {GuestLink.GATEWAY, GuestLink.NAME_SERVER}) {
            guest.send(arp(wanted));
            final byte[] reply = guest.receive();
            assertThat(Arrays.copyOf(reply, 6)).isEqualTo(GuestEnd.MAC);
            assertThat(Arrays.copyOfRange(reply, 22, 28)).isEqualTo(GuestLink.MAC);
            assertThat(Bytes.get16(reply, 20)).isEqualTo(2);
            assertThat(Bytes.get32(reply, 28)).isEqualTo(wanted);
            assertThat(Arrays.copyOfRange(reply, 32, 38)).isEqualTo(GuestEnd.MAC);
            assertThat(Bytes.get32(reply, 38)).isEqualTo(GuestLink.GUEST);
        }
    }

    @Test
    void theGatewayAnswersPings() throws IOException {
        open(false, null);
        final Ipv4 ping = Ipv4.create(Ipv4.ICMP, GuestLink.GUEST, GuestLink.GATEWAY, 21);
        ping.frame()[ping.start()] = 8;
        ping.frame()[ping.end() - 1] = 77;
        final Ipv4 damaged = new Ipv4(
                Ipv4.ICMP, ping.source(), ping.destination(), ping.frame().clone(), ping.start(), ping.end());
        guest.send(damaged);
        final long sum = Bytes.sum(0, ping.frame(), ping.start(), ping.end());
        Bytes.put16(ping.frame(), ping.start() + 2, Bytes.checksum(sum));
        guest.send(ping);
        final Ipv4 reply = guest.receivePacket(Ipv4.ICMP);
        assertThat(reply.source()).isEqualTo(GuestLink.GATEWAY);
        assertThat(reply.destination()).isEqualTo(GuestLink.GUEST);
        assertThat(reply.length()).isEqualTo(21);
        assertThat(reply.frame()[reply.start()]).isZero();
        assertThat(reply.frame()[reply.end() - 1]).isEqualTo((byte) 77);
        assertThat(Bytes.checksum(Bytes.sum(0, reply.frame(), reply.start(), reply.end())))
                .isZero();
        assertThat(guest.receive(50)).isNull();
    }

    /** Returns a message of a DHCP client, with options. */
    private static byte[] dhcp(final int... options) {
        final byte[] message = new byte[240 + options.length + 1];
        Bytes.put32(message, 0, 0x01010600);
        Bytes.put32(message, 4, 0xcafe);
        System.arraycopy(GuestEnd.MAC, 0, message, 28, 6);
        Bytes.put32(message, 236, 0x63825363);
        for (int i = 0; i < options.length; i++) {
            message[240 + i] = (byte) options[i];
        }
        message[message.length - 1] = -1;
        return message;
    }

    private byte[] ask(final byte[] message) {
        guest.send(GuestEnd.udp(0, 68, -1, 67, message));
        final Ipv4 packet = guest.receivePacket(Ipv4.UDP);
        assertThat(Flow.of(packet)).isEqualTo(new Flow(GuestLink.GATEWAY, 67, -1, 68));
        final byte[] reply = GuestEnd.data(packet);
        assertThat(reply[0]).isEqualTo((byte) 2);
        assertThat(Bytes.get32(reply, 4)).isEqualTo(0xcafe);
        assertThat(Arrays.copyOfRange(reply, 28, 34)).isEqualTo(GuestEnd.MAC);
        return reply;
    }

    @Test
    void dhcpGivesOneAddressAndSaysNoToAnother() throws IOException {
        open(false, null);
        final byte[] offer = ask(dhcp(0, 53, 1, 1));
        assertThat(Bytes.get32(offer, 16)).isEqualTo(GuestLink.GUEST);
        assertThat(Arrays.copyOfRange(offer, 240, 273))
                .containsExactly(
                        53,
                        1,
                        2,
                        54,
                        4,
                        10,
                        0,
                        2,
                        2,
                        1,
                        4,
                        -1,
                        -1,
                        -1,
                        0,
                        3,
                        4,
                        10,
                        0,
                        2,
                        2,
                        6,
                        4,
                        10,
                        0,
                        2,
                        3,
                        51,
                        4,
                        0,
                        1,
                        0x51,
                        (byte) 0x80);
        assertThat(ask(dhcp(53, 1, 3, 50, 4, 10, 0, 2, 15))[242]).isEqualTo((byte) 5);
        final byte[] no = ask(dhcp(53, 1, 3, 50, 4, 10, 0, 2, 16));
        assertThat(no[242]).isEqualTo((byte) 6);
        assertThat(Bytes.get32(no, 16)).isZero();
        guest.send(GuestEnd.udp(0, 68, -1, 67, dhcp(53, 1, 3, 50, 4, 10, 0, 2, 15, 54, 4, 1, 2, 3, 4)));
        assertThat(guest.receive(50)).as("a choice of another server").isNull();
    }

    @Test
    void udpGoesToTheHostAndTheAnswerComesBack() throws IOException {
        open(false, null);
        try (DatagramSocket server = new DatagramSocket(0, LOOPBACK)) {
            guest.send(GuestEnd.udp(GuestLink.GUEST, 5000, GuestLink.GATEWAY, server.getLocalPort(), HELLO));
            final DatagramPacket asked = new DatagramPacket(new byte[100], 100);
            server.receive(asked);
            assertThat(Arrays.copyOf(asked.getData(), asked.getLength())).isEqualTo(HELLO);
            server.send(new DatagramPacket(new byte[0], 0, asked.getSocketAddress()));
            server.send(new DatagramPacket(new byte[2000], 2000, asked.getSocketAddress()));
            server.send(new DatagramPacket(new byte[1472], 1472, asked.getSocketAddress()));
            for (final int length : new int[] {0, 1472}) {
                final Ipv4 answer = guest.receivePacket(Ipv4.UDP);
                assertThat(Flow.of(answer))
                        .isEqualTo(new Flow(GuestLink.GATEWAY, server.getLocalPort(), GuestLink.GUEST, 5000));
                assertThat(GuestEnd.data(answer)).hasSize(length);
            }
            try (DatagramSocket stranger = new DatagramSocket(0, LOOPBACK)) {
                stranger.send(new DatagramPacket(HELLO, 5, asked.getSocketAddress()));
            }
            assertThat(guest.receive(50))
                    .as("from somebody whom the guest did not ask")
                    .isNull();
        }
    }

    @Test
    void moreConversationsThanAreKeptEndTheOldest() throws IOException {
        open(false, null);
        try (DatagramSocket server = new DatagramSocket(0, LOOPBACK)) {
            final DatagramPacket asked = new DatagramPacket(new byte[100], 100);
            for (int port = 1; port <= UdpFlows.MOST + 50; port++) {
                guest.send(GuestEnd.udp(GuestLink.GUEST, port, GuestLink.GATEWAY, server.getLocalPort(), HELLO));
                server.receive(asked);
            }
            server.send(new DatagramPacket(HELLO, 5, asked.getSocketAddress()));
            assertThat(Flow.of(guest.receivePacket(Ipv4.UDP)).peerPort()).isEqualTo(UdpFlows.MOST + 50);
        }
    }

    @Test
    void namesAreAskedOfTheNameServer() throws IOException {
        try (DatagramSocket server = new DatagramSocket(0, LOOPBACK)) {
            open(false, (InetSocketAddress) server.getLocalSocketAddress());
            guest.send(GuestEnd.udp(GuestLink.GUEST, 5000, GuestLink.NAME_SERVER, 53, HELLO));
            final DatagramPacket asked = new DatagramPacket(new byte[100], 100);
            server.receive(asked);
            server.send(asked);
            final Ipv4 answer = guest.receivePacket(Ipv4.UDP);
            assertThat(Flow.of(answer)).isEqualTo(new Flow(GuestLink.NAME_SERVER, 53, GuestLink.GUEST, 5000));
            assertThat(GuestEnd.data(answer)).isEqualTo(HELLO);
        }
    }

    @Test
    void aRestrictedGuestReachesNothing() throws IOException {
        try (DatagramSocket server = new DatagramSocket(0, LOOPBACK)) {
            open(true, (InetSocketAddress) server.getLocalSocketAddress());
            guest.send(GuestEnd.udp(GuestLink.GUEST, 5000, GuestLink.NAME_SERVER, 53, HELLO));
            guest.send(GuestEnd.udp(GuestLink.GUEST, 5000, GuestLink.GATEWAY, server.getLocalPort(), HELLO));
            server.setSoTimeout(200);
            assertThatThrownBy(() -> server.receive(new DatagramPacket(new byte[9], 9)))
                    .hasMessageContaining("timed out");
            assertThat(ask(dhcp(53, 1, 1))[242]).isEqualTo((byte) 2);
        }
    }

    @Test
    void addressesThatAreNoHostsOfTheOutsideLeadNowhere() {
        final Outside outside = new Outside(new UserNetworkConfig(false, Optional.empty(), List.of()));
        for (final String nowhere : List.of(
                "127.0.0.1",
                "127.9.9.9",
                "0.0.0.0",
                "0.1.2.3",
                "224.0.0.1",
                "239.1.1.1",
                "255.255.255.255",
                "10.0.2.15",
                "10.0.2.255",
                "10.0.2.3",
                "10.0.2.0")) {
            assertThat(outside.target(flow(nowhere))).as(nowhere).isNull();
        }
        assertThat(outside.target(flow("10.0.2.2"))).isEqualTo(new InetSocketAddress(LOOPBACK, 99));
        assertThat(outside.target(flow("192.0.2.1"))).isEqualTo(new InetSocketAddress("192.0.2.1", 99));
        assertThat(outside.target(new Flow(GuestLink.GUEST, 1, GuestLink.GATEWAY, 0)))
                .isNull();
        guest = new GuestEnd(unused());
    }

    private static UserNetwork unused() {
        try {
            return new UserNetwork(new UserNetworkConfig(true, Optional.empty(), List.of()));
        } catch (final IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Flow flow(final String peer) {
        return new Flow(
                GuestLink.GUEST, 1, Bytes.get32(InetAddress.ofLiteral(peer).getAddress(), 0), 99);
    }
}
