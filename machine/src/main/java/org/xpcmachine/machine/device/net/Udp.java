// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device.net;

/** The form of a UDP packet (RFC 768). */
final class Udp {
    static final int HEADER = 8;
    private static final int LENGTH = 4;
    private static final int CHECKSUM = 6;

    private Udp() {}

    /** Returns the end of what the packet carries, which begins {@link #HEADER} bytes behind its start; -1 if it is damaged. */
    static int end(final Ipv4 packet) {
        if (packet.length() < HEADER) {
            return -1;
        }
        final int length = Bytes.get16(packet.frame(), packet.start() + LENGTH);
        final boolean summed = Bytes.get16(packet.frame(), packet.start() + CHECKSUM) != 0;
        if (length < HEADER || length > packet.length() || summed && !packet.isWhole()) {
            return -1;
        }
        return packet.start() + length;
    }

    /** Returns a packet to the guest with room for {@code length} bytes; to be sealed. */
    static Ipv4 packet(final Flow flow, final int length) {
        final Ipv4 packet = flow.packet(Ipv4.UDP, HEADER - 4 + length);
        Bytes.put16(packet.frame(), packet.start() + LENGTH, HEADER + length);
        return packet;
    }

    static void seal(final Ipv4 packet) {
        packet.seal(CHECKSUM);
    }
}
