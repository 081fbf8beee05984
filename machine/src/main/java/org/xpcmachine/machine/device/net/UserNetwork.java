// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device.net;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A network that needs no rights on the host: what the guest says by TCP and UDP goes out by sockets of this process. The addresses
 * are QEMU's: the guest is 10.0.2.15 (DHCP says so), the gateway 10.0.2.2, which is also this host's loopback address, and the name
 * server 10.0.2.3. IPv4 only, no fragments; pings are answered by the gateway, and not passed on.
 *
 * <p>All protocols are a thread's own; it and the machine's exchange frames.
 */
public final class UserNetwork implements Network {
    /** Frames of the guest that wait for the thread. */
    private static final int CAPACITY = 256;

    private static final int ETHERTYPE = 12;

    /** Milliseconds between looks at what is due. */
    private static final long INTERVAL = 100;

    private static final long CLOSING_MILLIS = 3_000;

    private final Selector selector = Selector.open();
    private final GuestLink link = new GuestLink();
    private final Arp arp = new Arp(link);
    private final Icmp icmp = new Icmp(link);
    private final Dhcp dhcp = new Dhcp(link);
    private final UdpFlows udp;
    private final TcpFlows tcp;
    private final List<InetSocketAddress> doors = new ArrayList<>();
    private final Thread thread = new Thread(this::run, "user network");

    private final ConcurrentLinkedQueue<byte[]> frames = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();

    /** The thread has been woken, or looks for work by itself. */
    private final AtomicBoolean awake = new AtomicBoolean();

    /** The machine waits for room. */
    private volatile boolean full;

    private volatile boolean roomAgain;
    private volatile boolean startsAnew;
    private volatile boolean closed;
    private volatile int connections;
    private volatile Runnable arrival = () -> {};

    /**
     * Opens it.
     *
     * @throws IOException if the host cannot listen where it should; the message says where
     */
    public UserNetwork(final UserNetworkConfig config) throws IOException {
        final Outside outside = new Outside(config);
        udp = new UdpFlows(outside, link, selector);
        tcp = new TcpFlows(outside, link, selector);
        try {
            for (final UserNetworkConfig.Forward forward : config.forwards()) {
                doors.add(tcp.listen(forward));
            }
        } catch (final IOException e) {
            closeSockets();
            throw e;
        }
        thread.setDaemon(true);
        thread.start();
    }

    /** Returns where the host listens, for each forwarded port. */
    public List<InetSocketAddress> doors() {
        return List.copyOf(doors);
    }

    @Override
    public void onArrival(final Runnable action) {
        arrival = action;
        link.onArrival(action);
    }

    @Override
    public boolean canSend() {
        full = waiting.get() >= CAPACITY;
        return !full || waiting.get() < CAPACITY;
    }

    @Override
    public void send(final byte[] frame) {
        if (waiting.get() < CAPACITY) {
            frames.add(frame);
            waiting.incrementAndGet();
            wake();
        }
    }

    @Override
    public byte[] receive() {
        return link.take(() -> {
            roomAgain = true;
            wake();
        });
    }

    @Override
    public int connections() {
        return connections;
    }

    @Override
    public void reset() {
        startsAnew = true;
        wake();
    }

    private void wake() {
        if (!awake.getAndSet(true)) {
            selector.wakeup();
        }
    }

    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        try {
            thread.join(CLOSING_MILLIS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            boolean due = false;
            while (!closed) {
                awake.set(false);
                if (waiting.get() > 0 || roomAgain || startsAnew) {
                    selector.selectNow(UserNetwork::ready);
                } else {
                    selector.select(UserNetwork::ready, due ? INTERVAL : 0);
                }
                due = work();
            }
        } catch (final IOException e) {
            throw new IllegalStateException("the host's network failed", e);
        } finally {
            closeSockets();
        }
    }

    private static void ready(final SelectionKey key) {
        ((Ready) key.attachment()).ready(key);
    }

    /** Returns whether something will be due without an event. */
    private boolean work() {
        if (startsAnew) {
            startsAnew = false;
            tcp.closeAll();
            udp.closeAll();
            link.clear();
        }
        for (int left = CAPACITY; left > 0 && !frames.isEmpty(); left--) {
            final byte[] frame = frames.poll();
            waiting.decrementAndGet();
            handle(frame);
        }
        if (full && waiting.get() < CAPACITY) {
            full = false;
            arrival.run();
        }
        if (roomAgain) {
            roomAgain = false;
            tcp.onRoom();
        }
        final boolean due = tcp.onTime(System.nanoTime());
        connections = tcp.count();
        return due;
    }

    private void handle(final byte[] frame) {
        if (frame.length < Ipv4.ETHERNET || frame.length > MAX_FRAME) {
            return;
        }
        link.heard(frame);
        switch (Bytes.get16(frame, ETHERTYPE)) {
            case Arp.ETHERTYPE -> arp.handle(frame);
            case Ipv4.ETHERTYPE -> {
                final Ipv4 packet = Ipv4.parse(frame);
                if (packet != null) {
                    handle(packet);
                }
            }
            default -> {
                // IPv6, and whatever else there is: nobody is there.
            }
        }
    }

    private void handle(final Ipv4 packet) {
        switch (packet.protocol()) {
            case Ipv4.ICMP -> icmp.handle(packet);
            case Ipv4.TCP -> tcp.receive(packet);
            case Ipv4.UDP -> {
                final int end = Udp.end(packet);
                if (end >= 0) {
                    handleUdp(packet, end);
                }
            }
            default -> {
                // Nobody speaks it.
            }
        }
    }

    private void handleUdp(final Ipv4 packet, final int end) {
        final Flow flow = Flow.of(packet);
        final int start = packet.start() + Udp.HEADER;
        if (flow.peerPort() == Dhcp.SERVER_PORT) {
            dhcp.handle(packet.frame(), start, end);
        } else {
            udp.send(flow, packet.frame(), start, end);
        }
    }

    private void closeSockets() {
        selector.keys().forEach(key -> close(key.channel()));
        try {
            selector.close();
        } catch (final IOException e) {
            // There is nothing left to be done with it.
        }
    }

    /** Closes what may be null, and will not be used again. */
    static void close(final Closeable socket) {
        if (socket != null) {
            try {
                socket.close();
            } catch (final IOException e) {
                // There is nothing left to be done with it.
            }
        }
    }
}
