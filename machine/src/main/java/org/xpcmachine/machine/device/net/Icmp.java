// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device.net;

/** Answers pings of the network's own addresses (RFC 792). */
record Icmp(GuestLink link) {
    private static final int ECHO = 8;
    private static final int HEADER = 8;
    private static final int CHECKSUM = 2;

    void handle(final Ipv4 packet) {
        final byte[] frame = packet.frame();
        final boolean ours = packet.destination() == GuestLink.GATEWAY || packet.destination() == GuestLink.NAME_SERVER;
        if (!ours || packet.length() < HEADER || Bytes.get16(frame, packet.start()) != ECHO << 8) {
            return;
        }
        if (Bytes.checksum(Bytes.sum(0, frame, packet.start(), packet.end())) != 0) {
            return;
        }
        final Ipv4 reply = Ipv4.create(Ipv4.ICMP, packet.destination(), packet.source(), packet.length());
        System.arraycopy(frame, packet.start(), reply.frame(), reply.start(), packet.length());
        Bytes.put32(reply.frame(), reply.start(), 0);
        final long sum = Bytes.sum(0, reply.frame(), reply.start(), reply.end());
        Bytes.put16(reply.frame(), reply.start() + CHECKSUM, Bytes.checksum(sum));
        link.send(reply);
    }
}
