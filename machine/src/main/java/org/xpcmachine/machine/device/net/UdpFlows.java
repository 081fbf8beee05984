// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the guest says by UDP, and the answers: one socket of the host for each {@link Flow}, so that nobody else gets in. */
final class UdpFlows {
    /** Most at a time; the one that has been silent for longest makes room. */
    static final int MOST = 256;

    /** Packets of one conversation before others have their turn. */
    private static final int MOST_AT_ONCE = 64;

    private static final int MOST_BYTES = Network.MTU - (Ipv4.PAYLOAD - Ipv4.ETHERNET) - Udp.HEADER;

    private final Outside outside;
    private final GuestLink link;
    private final Selector selector;
    private final Map<Flow, DatagramChannel> flows = new LinkedHashMap<>(16, 0.75f, true);

    UdpFlows(final Outside outside, final GuestLink link, final Selector selector) {
        this.outside = outside;
        this.link = link;
        this.selector = selector;
    }

    /** What is attached to a socket's key. */
    private record Receiver(UdpFlows flows, Flow flow, DatagramChannel channel) implements Ready {
        @Override
        public void ready(final SelectionKey key) {
            flows.receive(flow, channel);
        }
    }

    int count() {
        return flows.size();
    }

    /** The guest says the bytes from {@code start} to {@code end} of a frame. What cannot be sent is lost. */
    void send(final Flow flow, final byte[] frame, final int start, final int end) {
        try {
            final DatagramChannel channel = channel(flow);
            if (channel != null) {
                channel.write(ByteBuffer.wrap(frame, start, end - start));
            }
        } catch (final IOException e) {
            close(flow);
        }
    }

    private DatagramChannel channel(final Flow flow) throws IOException {
        final DatagramChannel known = flows.get(flow);
        final InetSocketAddress target = known == null ? outside.target(flow) : null;
        return target == null ? known : open(flow, target);
    }

    private DatagramChannel open(final Flow flow, final InetSocketAddress target) throws IOException {
        if (flows.size() >= MOST) {
            close(flows.keySet().iterator().next());
        }
        final DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
        flows.put(flow, channel);
        channel.configureBlocking(false);
        channel.connect(target);
        channel.register(selector, SelectionKey.OP_READ, new Receiver(this, flow, channel));
        return channel;
    }

    private void receive(final Flow flow, final DatagramChannel channel) {
        // One byte more tells what is too long for the guest's network, and is lost.
        final ByteBuffer bytes = ByteBuffer.allocate(MOST_BYTES + 1);
        try {
            for (int left = MOST_AT_ONCE; left > 0 && channel.receive(bytes.clear()) != null; left--) {
                if (bytes.position() <= MOST_BYTES && link.hasRoom()) {
                    final Ipv4 packet = Udp.packet(flow, bytes.position());
                    bytes.flip().get(packet.frame(), packet.start() + Udp.HEADER, packet.length() - Udp.HEADER);
                    Udp.seal(packet);
                    link.send(packet);
                }
            }
        } catch (final IOException e) {
            // Such as: nobody listens there.
            close(flow);
        }
    }

    private void close(final Flow flow) {
        final DatagramChannel channel = flows.remove(flow);
        if (channel != null) {
            UserNetwork.close(channel);
        }
    }

    void closeAll() {
        for (final Iterator<DatagramChannel> all = flows.values().iterator(); all.hasNext(); ) {
            UserNetwork.close(all.next());
            all.remove();
        }
    }
}
