// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device.net;

/**
 * What belongs to one conversation.
 *
 * @param guest the guest's address
 * @param guestPort its port
 * @param peer the other end's address, as the guest sees it
 * @param peerPort its port
 */
record Flow(int guest, int guestPort, int peer, int peerPort) {
    /** Returns the flow of a packet of TCP or UDP that the guest has sent. */
    static Flow of(final Ipv4 packet) {
        return new Flow(
                packet.source(),
                Bytes.get16(packet.frame(), packet.start()),
                packet.destination(),
                Bytes.get16(packet.frame(), packet.start() + 2));
    }

    /** Returns a packet to the guest, with the ports set and {@code length} bytes behind them. */
    Ipv4 packet(final int protocol, final int length) {
        final Ipv4 packet = Ipv4.create(protocol, peer, guest, 4 + length);
        Bytes.put16(packet.frame(), packet.start(), peerPort);
        Bytes.put16(packet.frame(), packet.start() + 2, guestPort);
        return packet;
    }
}
