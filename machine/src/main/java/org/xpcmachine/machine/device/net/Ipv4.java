// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device.net;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * An IPv4 packet (RFC 791) in an Ethernet frame, whole and with the right header checksum. Addresses are numbers, 10.0.2.2 is
 * {@code 0x0a000202}.
 *
 * @param start of what it carries, in the frame
 * @param end of that
 */
record Ipv4(int protocol, int source, int destination, byte[] frame, int start, int end) {
    static final int ICMP = 1;
    static final int TCP = 6;
    static final int UDP = 17;

    /** Bytes of an Ethernet header. */
    static final int ETHERNET = 14;

    /** What it carries starts here in the packets that are made here. */
    static final int PAYLOAD = ETHERNET + 20;

    static final int ETHERTYPE = 0x0800;
    private static final int DO_NOT_FRAGMENT = 0x4000;
    private static final int TIME_TO_LIVE = 64;

    /** Returns the packet in a frame of that type; null if there is none, or only a fragment of one. */
    static Ipv4 parse(final byte[] frame) {
        if (frame.length < PAYLOAD || Bytes.get8(frame, ETHERNET) >>> 4 != 4) {
            return null;
        }
        final int header = (Bytes.get8(frame, ETHERNET) & 0xf) * 4;
        final int length = Bytes.get16(frame, ETHERNET + 2);
        final boolean fits = header >= PAYLOAD - ETHERNET && length >= header && length <= frame.length - ETHERNET;
        if (!fits || Bytes.checksum(Bytes.sum(0, frame, ETHERNET, ETHERNET + header)) != 0) {
            return null;
        }
        if ((Bytes.get16(frame, ETHERNET + 6) & ~DO_NOT_FRAGMENT) != 0) {
            return null;
        }
        return new Ipv4(
                Bytes.get8(frame, ETHERNET + 9),
                Bytes.get32(frame, ETHERNET + 12),
                Bytes.get32(frame, ETHERNET + 16),
                frame,
                ETHERNET + header,
                ETHERNET + length);
    }

    int length() {
        return end - start;
    }

    /** Whether the checksum of TCP or UDP is right. */
    boolean isWhole() {
        return Bytes.checksum(Bytes.sum(pseudoHeader(), frame, start, end)) == 0;
    }

    /** Returns the sum of what the checksums of TCP and UDP cover besides their own bytes. */
    private long pseudoHeader() {
        return (source >>> 16)
                + (source & 0xffff)
                + (destination >>> 16)
                + (destination & 0xffff)
                + protocol
                + length();
    }

    /** Returns a packet with {@code length} bytes of zeros to be filled; the frame's Ethernet header is not complete. */
    static Ipv4 create(final int protocol, final int source, final int destination, final int length) {
        final byte[] frame = new byte[PAYLOAD + length];
        Bytes.put16(frame, ETHERNET - 2, ETHERTYPE);
        frame[ETHERNET] = 0x45;
        Bytes.put16(frame, ETHERNET + 2, PAYLOAD - ETHERNET + length);
        Bytes.put16(frame, ETHERNET + 6, DO_NOT_FRAGMENT);
        frame[ETHERNET + 8] = TIME_TO_LIVE;
        frame[ETHERNET + 9] = (byte) protocol;
        Bytes.put32(frame, ETHERNET + 12, source);
        Bytes.put32(frame, ETHERNET + 16, destination);
        Bytes.put16(frame, ETHERNET + 10, Bytes.checksum(Bytes.sum(0, frame, ETHERNET, PAYLOAD)));
        return new Ipv4(protocol, source, destination, frame, PAYLOAD, frame.length);
    }

    /** Sets the checksum of TCP or UDP, at {@code offset} of what it carries. */
    void seal(final int offset) {
        Bytes.put16(frame, start + offset, 0);
        final int checksum = Bytes.checksum(Bytes.sum(pseudoHeader(), frame, start, end));
        Bytes.put16(frame, start + offset, checksum == 0 && protocol == UDP ? 0xffff : checksum);
    }

    static InetAddress address(final int number) {
        final byte[] bytes = new byte[4];
        Bytes.put32(bytes, 0, number);
        try {
            return InetAddress.getByAddress(bytes);
        } catch (final UnknownHostException e) {
            throw new AssertionError("four bytes are an address", e);
        }
    }

    static int number(final Inet4Address address) {
        return Bytes.get32(address.getAddress(), 0);
    }
}
