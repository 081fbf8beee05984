// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/** The guest's TCP connections, in both directions. */
final class TcpFlows {
    /** Most at a time. */
    static final int MOST = 256;

    private static final int FIRST_PORT = 49152;
    private static final int LAST_PORT = 65535;

    private final Outside outside;
    private final GuestLink link;
    private final Selector selector;
    private final Random numbers = new Random();
    private final Map<Flow, TcpConnection> connections = new HashMap<>();
    private int port = FIRST_PORT;

    TcpFlows(final Outside outside, final GuestLink link, final Selector selector) {
        this.outside = outside;
        this.link = link;
        this.selector = selector;
    }

    /** Lets connections in: one port where the host listens. */
    private record Door(TcpFlows flows, ServerSocketChannel listener, UserNetworkConfig.Forward forward)
            implements Ready {
        @Override
        public void ready(final SelectionKey key) {
            flows.accept(listener, forward);
        }
    }

    /**
     * Listens on a port of the host.
     *
     * @return where
     * @throws IOException if it is taken, or not this host's; the message says which
     */
    InetSocketAddress listen(final UserNetworkConfig.Forward forward) throws IOException {
        final ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.INET);
        try {
            listener.bind(forward.host());
            listener.configureBlocking(false);
            listener.register(selector, SelectionKey.OP_ACCEPT, new Door(this, listener, forward));
            return (InetSocketAddress) listener.getLocalAddress();
        } catch (final IOException e) {
            UserNetwork.close(listener);
            throw new IOException(
                    forward.host().getAddress().getHostAddress() + ":"
                            + forward.host().getPort() + ": " + e.getMessage(),
                    e);
        }
    }

    /** The guest has sent a packet. */
    void receive(final Ipv4 packet) {
        final TcpSegment segment = TcpSegment.parse(packet);
        if (segment == null) {
            return;
        }
        final Flow flow = Flow.of(packet);
        final TcpConnection known = connections.get(flow);
        if (known != null && !known.isClosed()) {
            known.receive(segment);
        } else if (segment.has(TcpSegment.RST)) {
            // It speaks of what there is not.
        } else if ((segment.flags() & (TcpSegment.SYN | TcpSegment.ACK)) != TcpSegment.SYN || !open(flow, segment)) {
            link.send(segment.refusal(flow));
        }
    }

    /** Returns whether a connection is being made. */
    private boolean open(final Flow flow, final TcpSegment syn) {
        final InetSocketAddress target = outside.target(flow);
        if (target == null || connections.size() >= MOST) {
            return false;
        }
        SocketChannel channel = null;
        try {
            channel = SocketChannel.open(StandardProtocolFamily.INET);
            channel.configureBlocking(false);
            final boolean connected = channel.connect(target);
            final TcpConnection connection = new TcpConnection(flow, syn, numbers.nextInt(), link, channel, selector);
            connections.put(flow, connection);
            if (connected) {
                connection.ready(null);
            }
            return true;
        } catch (final IOException e) {
            UserNetwork.close(channel);
            return false;
        }
    }

    private void accept(final ServerSocketChannel listener, final UserNetworkConfig.Forward forward) {
        SocketChannel channel = null;
        try {
            channel = listener.accept();
            if (channel == null) {
                return;
            }
            if (connections.size() >= MOST) {
                UserNetwork.close(channel);
                return;
            }
            channel.configureBlocking(false);
            final Flow flow = freeFlow(forward);
            connections.put(flow, new TcpConnection(flow, numbers.nextInt(), link, channel, selector));
        } catch (final IOException e) {
            UserNetwork.close(channel);
        }
    }

    /** Connections seem to come from the gateway, each from another port. There are more ports than connections. */
    private Flow freeFlow(final UserNetworkConfig.Forward forward) {
        Flow flow;
        do {
            port = port == LAST_PORT ? FIRST_PORT : port + 1;
            flow = new Flow(forward.guest(), forward.guestPort(), GuestLink.GATEWAY, port);
        } while (connections.containsKey(flow));
        return flow;
    }

    /**
     * Does what is due.
     *
     * @return whether there is something that will be due
     */
    boolean onTime(final long now) {
        boolean waits = false;
        for (final TcpConnection connection : connections.values()) {
            connection.onTime(now);
            waits |= connection.waits();
        }
        connections.values().removeIf(TcpConnection::isClosed);
        return waits;
    }

    /** The link has room again. */
    void onRoom() {
        connections.values().forEach(TcpConnection::onRoom);
    }

    int count() {
        return connections.size();
    }

    void closeAll() {
        connections.values().forEach(TcpConnection::abort);
        connections.clear();
    }
}
