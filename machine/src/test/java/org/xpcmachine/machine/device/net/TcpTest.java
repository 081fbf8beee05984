// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The guest's TCP, segment by segment, and sockets of this process at the other end. */
@Timeout(60)
class TcpTest {
    private static final long SEED = Long.getLong("xpc.seed", 20261126L);
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);
    private static final int SYN = GuestTcp.SYN;
    private static final int ACK = GuestTcp.ACK;
    private static final int FIN = GuestTcp.FIN;
    private static final int RST = GuestTcp.RST;

    private ServerSocket server;
    private GuestEnd guest;

    @BeforeEach
    void open() throws IOException {
        server = new ServerSocket(0, 300, LOOPBACK);
        guest = new GuestEnd(new UserNetwork(new UserNetworkConfig(
                false,
                Optional.empty(),
                List.of(UserNetworkConfig.Forward.of(
                        new InetSocketAddress(LOOPBACK, 0), InetAddress.ofLiteral("10.0.2.15"), 22)))));
    }

    @AfterEach
    void close() throws IOException {
        guest.close();
        server.close();
    }

    private GuestTcp tcp() {
        return new GuestTcp(guest, 3000, GuestLink.GATEWAY, server.getLocalPort());
    }

    private static byte[] pattern(final int length) {
        final byte[] bytes = new byte[length];
        new Random(SEED).nextBytes(bytes);
        return bytes;
    }

    @Test
    void aConversationFromGreetingToEnd() throws IOException {
        final GuestTcp tcp = tcp().connect();
        try (Socket host = server.accept()) {
            tcp.send(ACK, HELLO);
            assertThat(tcp.receive().acknowledged()).isEqualTo(tcp.next);
            assertThat(host.getInputStream().readNBytes(5)).isEqualTo(HELLO);
            host.getOutputStream().write(HELLO);
            tcp.receive();
            assertThat(tcp.received.toByteArray()).isEqualTo(HELLO);
            tcp.send(ACK);
            tcp.send(ACK | FIN);
            assertThat(tcp.receive().acknowledged()).isEqualTo(tcp.next);
            assertThat(host.getInputStream().read()).isEqualTo(-1);
            host.getOutputStream().write('!');
            tcp.receive();
            assertThat(tcp.received.toString(StandardCharsets.UTF_8)).isEqualTo("hello!");
            tcp.send(ACK);
        }
        while (!tcp.finished) {
            tcp.receive();
        }
        tcp.send(ACK);
        tcp.send(ACK, HELLO);
        assertThat(tcp.receive().flags()).as("the connection is no more").isEqualTo(RST);
        awaitConnections(0);
    }

    @Test
    void theHostMayEndFirst() throws IOException {
        final GuestTcp tcp = tcp().connect();
        final Socket host = server.accept();
        host.shutdownOutput();
        assertThat(tcp.receive().flags()).isEqualTo(FIN | ACK | TcpSegment.PSH);
        tcp.send(ACK, HELLO);
        assertThat(tcp.receive().acknowledged()).isEqualTo(tcp.next);
        tcp.send(ACK | FIN);
        assertThat(tcp.receive().acknowledged()).isEqualTo(tcp.next);
        assertThat(host.getInputStream().readAllBytes()).isEqualTo(HELLO);
        host.close();
    }

    @Test
    void aPortWhereNobodyListensAndOneThatIsNowhereRefuse() throws IOException {
        final int port = server.getLocalPort();
        server.close();
        final GuestTcp refused = new GuestTcp(guest, 3000, GuestLink.GATEWAY, port);
        final GuestTcp nowhere = new GuestTcp(guest, 3001, 0x7f000001, port);
        for (final GuestTcp tcp : List.of(refused, nowhere)) {
            tcp.send(SYN);
            final TcpSegment answer = tcp.receive();
            assertThat(answer.flags()).isEqualTo(RST | ACK);
            assertThat(answer.acknowledged()).isEqualTo(tcp.next);
        }
        refused.send(ACK, HELLO);
        assertThat(refused.receive().flags()).isEqualTo(RST);
    }

    @Test
    void muchDataArrivesWholeInBothDirections() throws Exception {
        final byte[] data = pattern(1_000_000);
        final GuestTcp tcp = tcp().connect();
        final Socket host = server.accept();
        final byte[][] got = new byte[1][];
        final Thread worker = new Thread(() -> {
            try {
                got[0] = host.getInputStream().readAllBytes();
                host.getOutputStream().write(data);
                host.close();
            } catch (final IOException e) {
                throw new AssertionError(e);
            }
        });
        worker.start();
        int sent = 0;
        int acknowledged = tcp.next;
        int window = 0xffff;
        final int first = tcp.next;
        while (sent < data.length) {
            final int room = window - (tcp.next - acknowledged);
            final int length = Math.min(Math.min(1460, data.length - sent), room);
            if (length > 0) {
                tcp.send(ACK, Arrays.copyOfRange(data, sent, sent + length));
                sent += length;
            } else {
                final TcpSegment segment = tcp.receive();
                acknowledged = segment.acknowledged();
                window = segment.window();
            }
        }
        assertThat(tcp.next - first).isEqualTo(data.length);
        tcp.send(ACK | FIN);
        while (!tcp.finished) {
            final int before = tcp.expected;
            tcp.receive();
            if (tcp.expected != before) {
                tcp.send(ACK);
            }
        }
        worker.join();
        assertThat(got[0]).isEqualTo(data);
        assertThat(tcp.received.toByteArray()).isEqualTo(data);
    }

    @Test
    void whatTheGuestHasNoRoomForWaitsAndWhatItLosesIsSentAgain() throws IOException {
        final GuestTcp tcp = tcp();
        tcp.window = 3;
        tcp.connect();
        try (Socket host = server.accept()) {
            host.getOutputStream().write(HELLO);
            final TcpSegment three = tcp.receive();
            assertThat(three.length()).isEqualTo(3);
            // Lost: not acknowledged.
            final TcpSegment again = tcp.receive();
            assertThat(again.sequence()).isEqualTo(three.sequence());
            assertThat(again.length()).isEqualTo(3);
            tcp.window = 0;
            tcp.send(ACK);
            final TcpSegment probe = tcp.receive();
            assertThat(probe.sequence()).isEqualTo(three.sequence() + 3);
            assertThat(probe.length()).isEqualTo(1);
            tcp.window = 100;
            tcp.send(ACK);
            while (tcp.received.size() < 5) {
                tcp.receive();
            }
            assertThat(tcp.received.toByteArray()).isEqualTo(HELLO);
        }
    }

    @Test
    void whatComesTwiceOrTooEarlyIsTakenOnce() throws IOException {
        final GuestTcp tcp = tcp().connect();
        try (Socket host = server.accept()) {
            final int first = tcp.next;
            tcp.send(first + 5, ACK, HELLO);
            assertThat(tcp.receive().acknowledged()).isEqualTo(first);
            tcp.send(first, ACK, "hel".getBytes(StandardCharsets.UTF_8));
            assertThat(tcp.receive().acknowledged()).isEqualTo(first + 3);
            tcp.send(first, ACK, HELLO);
            assertThat(tcp.receive().acknowledged()).isEqualTo(first + 5);
            tcp.send(first - 1, ACK, new byte[1]);
            assertThat(tcp.receive().acknowledged())
                    .as("the question whether anybody is there")
                    .isEqualTo(first + 5);
            tcp.next = first + 5;
            tcp.send(ACK | FIN);
            assertThat(host.getInputStream().readAllBytes()).isEqualTo(HELLO);
        }
    }

    @Test
    void aHostThatDoesNotReadHoldsTheGuestUp() throws IOException {
        final GuestTcp tcp = tcp().connect();
        try (Socket host = server.accept()) {
            int window = 0xffff;
            long sent = 0;
            while (window >= 1460 && sent < 64 << 20) {
                tcp.send(ACK, new byte[1460]);
                sent += 1460;
                final TcpSegment segment = tcp.receive();
                window = segment.window();
            }
            assertThat(window).isLessThan(1460);
            host.getInputStream().readNBytes((int) sent - 65535);
            int opened = 0;
            while (opened < 2920) {
                opened = tcp.receive().window();
            }
        }
    }

    @Test
    void aResetGoesThroughInBothDirections() throws IOException {
        final GuestTcp tcp = tcp().connect();
        try (Socket host = server.accept()) {
            tcp.send(tcp.next + 7, RST, new byte[0]);
            tcp.send(ACK, HELLO);
            assertThat(tcp.receive().flags())
                    .as("a reset with another number counts for nothing")
                    .isEqualTo(ACK);
            assertThat(host.getInputStream().readNBytes(5)).isEqualTo(HELLO);
            tcp.send(RST);
            assertThatThrownBy(() -> host.getInputStream().read()).isInstanceOf(SocketException.class);
        }
        final GuestTcp other = new GuestTcp(guest, 3001, GuestLink.GATEWAY, server.getLocalPort()).connect();
        final Socket host = server.accept();
        host.setSoLinger(true, 0);
        host.close();
        assertThat(other.receive().flags() & RST).isNotZero();
    }

    @Test
    void connectionsToAForwardedPortReachTheGuest() throws IOException {
        final InetSocketAddress door = guest.network.doors().getFirst();
        assertThat(door.getAddress().isLoopbackAddress()).isTrue();
        try (Socket host = new Socket(door.getAddress(), door.getPort())) {
            final Ipv4 packet = guest.receivePacket(Ipv4.TCP);
            final TcpSegment syn = TcpSegment.parse(packet);
            assertThat(syn.flags()).isEqualTo(SYN);
            assertThat(packet.source()).isEqualTo(GuestLink.GATEWAY);
            assertThat(packet.destination()).isEqualTo(GuestLink.GUEST);
            final Flow flow = Flow.of(packet);
            assertThat(flow.peerPort()).isEqualTo(22);
            final GuestTcp tcp = new GuestTcp(guest, 22, GuestLink.GATEWAY, flow.guestPort());
            tcp.expected = syn.sequence() + 1;
            tcp.send(SYN | ACK);
            assertThat(tcp.receive().flags()).isEqualTo(ACK);
            host.getOutputStream().write(HELLO);
            tcp.receive();
            assertThat(tcp.received.toByteArray()).isEqualTo(HELLO);
            tcp.send(ACK, HELLO);
            assertThat(host.getInputStream().readNBytes(5)).isEqualTo(HELLO);
        }
        try (Socket host = new Socket(door.getAddress(), door.getPort())) {
            Ipv4 packet = guest.receivePacket(Ipv4.TCP);
            while (TcpSegment.parse(packet).flags() != SYN) {
                packet = guest.receivePacket(Ipv4.TCP);
            }
            final GuestTcp refusing =
                    new GuestTcp(guest, 22, GuestLink.GATEWAY, Flow.of(packet).guestPort());
            refusing.expected = TcpSegment.parse(packet).sequence() + 1;
            refusing.send(0, RST | ACK, new byte[0]);
            assertThatThrownBy(() -> host.getInputStream().read()).isInstanceOf(SocketException.class);
        }
    }

    @Test
    void aPortThatIsTakenIsNamed() {
        final InetSocketAddress taken = (InetSocketAddress) server.getLocalSocketAddress();
        final UserNetworkConfig.Forward forward =
                UserNetworkConfig.Forward.of(taken, InetAddress.ofLiteral("10.0.2.15"), 22);
        assertThatThrownBy(() -> new UserNetwork(new UserNetworkConfig(false, Optional.empty(), List.of(forward))))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("127.0.0.1:" + taken.getPort() + ": ");
    }

    @Test
    void moreConnectionsThanAreKeptAreRefusedAndAResetEndsAll() throws IOException {
        int made = 0;
        for (int port = 1; port <= TcpFlows.MOST + 5; port++) {
            final GuestTcp tcp = new GuestTcp(guest, port, GuestLink.GATEWAY, server.getLocalPort());
            tcp.send(SYN);
            made += tcp.receive().has(SYN) ? 1 : 0;
        }
        assertThat(made).isEqualTo(TcpFlows.MOST);
        awaitConnections(TcpFlows.MOST);
        try (Socket host = server.accept()) {
            guest.network.reset();
            assertThatThrownBy(() -> host.getInputStream().read()).isInstanceOf(SocketException.class);
        }
        awaitConnections(0);
        final GuestTcp tcp = new GuestTcp(guest, 5000, GuestLink.GATEWAY, server.getLocalPort());
        tcp.connect();
    }

    private void awaitConnections(final int count) {
        final long end = System.nanoTime() + 10_000_000_000L;
        while (guest.network.connections() != count && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(guest.network.connections()).isEqualTo(count);
    }

    @Test
    void anyFramesAtAllAreEndured() throws IOException {
        final Random random = new Random(SEED);
        final GuestTcp tcp = tcp().connect();
        server.setSoTimeout(1);
        for (int i = 0; i < 60_000; i++) {
            guest.send(i % 10 == 0 ? noise(random) : mutated(random, tcp));
            guest.network.receive();
            if (i % 5_000 == 0) {
                drainServer();
            }
        }
        guest.network.reset();
        drainServer();
        server.setSoTimeout(20_000);
        final GuestTcp after = new GuestTcp(guest, 40_000, GuestLink.GATEWAY, server.getLocalPort());
        after.send(SYN);
        Ipv4 packet = null;
        while (packet == null
                || packet.protocol() != Ipv4.TCP
                || Flow.of(packet).peerPort() != 40_000) {
            packet = Ipv4.parse(guest.receive());
        }
        assertThat(TcpSegment.parse(packet).flags()).as("seed %d", SEED).isEqualTo(SYN | ACK);
    }

    private void drainServer() throws IOException {
        try {
            while (true) {
                server.accept().close();
            }
        } catch (final java.net.SocketTimeoutException e) {
            // None waits.
        }
    }

    private static byte[] noise(final Random random) {
        final byte[] frame = new byte[random.nextInt(Network.MAX_FRAME + 100)];
        random.nextBytes(frame);
        if (frame.length > 14) {
            Bytes.put16(frame, 12, random.nextBoolean() ? 0x0800 : 0x0806);
        }
        return frame;
    }

    /** Something nearly right: addresses and checksums are right, mostly. */
    private byte[] mutated(final Random random, final GuestTcp tcp) {
        final int port = random.nextBoolean() ? 3000 : random.nextInt(300);
        final int peerPort = random.nextInt(4) == 0 ? 67 : server.getLocalPort();
        // Nobody but this process is ever spoken to.
        final Flow flow = new Flow(GuestLink.GATEWAY, peerPort, GuestLink.GUEST, port);
        final Ipv4 packet;
        if (random.nextInt(3) == 0) {
            packet = Udp.packet(flow, random.nextInt(600));
            if (peerPort == 67) {
                final byte[] asked = dhcp(random, packet.length() - Udp.HEADER);
                System.arraycopy(asked, 0, packet.frame(), packet.start() + Udp.HEADER, asked.length);
            }
            mutate(random, packet, packet.start() + 4);
            Udp.seal(packet);
        } else {
            final int number = tcp.next + random.nextInt(-70_000, 70_000) * random.nextInt(2);
            packet = TcpSegment.packet(
                    flow,
                    number,
                    tcp.expected + random.nextInt(-9, 9),
                    random.nextInt(3) == 0 ? random.nextInt(64) : ACK,
                    random.nextInt(0x10000),
                    random.nextInt(1400));
            mutate(random, packet, packet.start() + 4);
            TcpSegment.seal(packet);
        }
        mutate(random, packet, random.nextInt(30) == 0 ? 12 : packet.end());
        return random.nextInt(30) == 0
                ? Arrays.copyOf(packet.frame(), random.nextInt(packet.frame().length))
                : packet.frame();
    }

    private static byte[] dhcp(final Random random, final int length) {
        final byte[] message = new byte[length];
        if (length > 240) {
            Bytes.put32(message, 0, 0x01010600);
            Bytes.put32(message, 236, 0x63825363);
            for (int i = 240; i < length; i++) {
                message[i] = (byte) (random.nextInt(3) == 0 ? 53 : random.nextInt(256));
            }
        }
        return message;
    }

    private static void mutate(final Random random, final Ipv4 packet, final int from) {
        final byte[] frame = packet.frame();
        if (random.nextInt(3) == 0 && from < frame.length) {
            frame[from + random.nextInt(Math.min(20, frame.length - from))] = (byte) random.nextInt();
        }
    }
}
