// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device.net;

/**
 * A TCP segment (RFC 9293) of the guest, whole and with the right checksum.
 *
 * @param sequence number of its first byte, or of its SYN
 * @param acknowledged meaningless without {@link #ACK}
 * @param flags as in the header
 * @param window in bytes
 * @param maxSegment most bytes of data that the guest takes at once, which only a SYN says
 * @param frame holds the data from {@code start} to {@code end}
 */
record TcpSegment(
        int sequence, int acknowledged, int flags, int window, int maxSegment, byte[] frame, int start, int end) {
    static final int FIN = 1;
    static final int SYN = 2;
    static final int RST = 4;
    static final int PSH = 8;
    static final int ACK = 16;

    static final int HEADER = 20;

    /** Bytes of the option that says the largest segment. */
    static final int OPTION = 4;

    private static final int SEQUENCE = 4;
    private static final int ACKNOWLEDGED = 8;
    private static final int FLAGS = 12;
    private static final int WINDOW = 14;
    private static final int CHECKSUM = 16;

    private static final int END_OF_OPTIONS = 0;
    private static final int NO_OPERATION = 1;
    private static final int MAXIMUM_SEGMENT = 2;

    /** What holds unless a SYN says otherwise (3.7.1). */
    private static final int DEFAULT_SEGMENT = 536;

    /** Least that is taken seriously, so that no guest makes a packet of every byte. */
    private static final int LEAST_SEGMENT = 64;

    /** Returns the segment in a packet; null if it is damaged. */
    static TcpSegment parse(final Ipv4 packet) {
        final byte[] frame = packet.frame();
        final int at = packet.start();
        if (packet.length() < HEADER || !packet.isWhole()) {
            return null;
        }
        final int header = (Bytes.get8(frame, at + FLAGS) >>> 4) * 4;
        if (header < HEADER || header > packet.length()) {
            return null;
        }
        return new TcpSegment(
                Bytes.get32(frame, at + SEQUENCE),
                Bytes.get32(frame, at + ACKNOWLEDGED),
                Bytes.get8(frame, at + FLAGS + 1),
                Bytes.get16(frame, at + WINDOW),
                maxSegment(frame, at + HEADER, at + header),
                frame,
                at + header,
                packet.end());
    }

    private static int maxSegment(final byte[] frame, final int from, final int end) {
        int at = from;
        while (at < end && Bytes.get8(frame, at) != END_OF_OPTIONS) {
            if (Bytes.get8(frame, at) == NO_OPERATION) {
                at++;
                continue;
            }
            final int length = at + 1 < end ? Bytes.get8(frame, at + 1) : 0;
            if (length < 2 || at + length > end) {
                break;
            }
            if (Bytes.get8(frame, at) == MAXIMUM_SEGMENT && length == OPTION) {
                return Math.max(Bytes.get16(frame, at + 2), LEAST_SEGMENT);
            }
            at += length;
        }
        return DEFAULT_SEGMENT;
    }

    boolean has(final int flag) {
        return (flags & flag) != 0;
    }

    int length() {
        return end - start;
    }

    /** Returns how far it takes the sequence number. */
    int span() {
        return length() + (has(SYN) ? 1 : 0) + (has(FIN) ? 1 : 0);
    }

    /**
     * Returns a packet to the guest with room for {@code length} bytes of data, at its end; to be sealed.
     *
     * @param flags with {@link #SYN} it says the largest segment that is taken here
     * @param window in bytes, not more than 65535 of them are told
     */
    static Ipv4 packet(
            final Flow flow,
            final int sequence,
            final int acknowledged,
            final int flags,
            final int window,
            final int length) {
        final int header = (flags & SYN) != 0 ? HEADER + OPTION : HEADER;
        final Ipv4 packet = flow.packet(Ipv4.TCP, header - 4 + length);
        final byte[] frame = packet.frame();
        final int at = packet.start();
        Bytes.put32(frame, at + SEQUENCE, sequence);
        Bytes.put32(frame, at + ACKNOWLEDGED, (flags & ACK) != 0 ? acknowledged : 0);
        Bytes.put16(frame, at + FLAGS, header / 4 << 12 | flags);
        Bytes.put16(frame, at + WINDOW, Math.min(window, 0xffff));
        if ((flags & SYN) != 0) {
            Bytes.put16(frame, at + HEADER, MAXIMUM_SEGMENT << 8 | OPTION);
            Bytes.put16(frame, at + HEADER + 2, LARGEST);
        }
        return packet;
    }

    /** Most bytes of data in one packet. */
    static final int LARGEST = Network.MTU - (Ipv4.PAYLOAD - Ipv4.ETHERNET) - HEADER;

    static void seal(final Ipv4 packet) {
        packet.seal(CHECKSUM);
    }

    /** Returns the answer to a segment of a conversation that there is not (3.5.2); to be sent unless it is a reset itself. */
    Ipv4 refusal(final Flow flow) {
        final Ipv4 packet = has(ACK)
                ? packet(flow, acknowledged, 0, RST, 0, 0)
                : packet(flow, 0, sequence + span(), RST | ACK, 0, 0);
        seal(packet);
        return packet;
    }
}
