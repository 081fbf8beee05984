// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device.net;

import java.util.Arrays;

/** Gives the guest its address (RFC 2131), always the same. */
record Dhcp(GuestLink link) {
    static final int SERVER_PORT = 67;
    private static final int CLIENT_PORT = 68;

    /** Offsets in the message, whose options begin behind the cookie. */
    private static final int FLAGS = 10;

    private static final int CLIENT_ADDRESS = 12;
    private static final int YOUR_ADDRESS = 16;
    private static final int NEXT_SERVER = 20;
    private static final int COOKIE = 236;
    private static final int OPTIONS = 240;
    private static final int MAGIC = 0x63825363;

    /** Bytes of a reply, which is the least that every client accepts. */
    private static final int LENGTH = 300;

    private static final int BOOT_REQUEST = 0x010106;
    private static final int BOOT_REPLY = 2;

    /** Options. */
    private static final int PAD = 0;

    private static final int SUBNET_MASK = 1;
    private static final int ROUTER = 3;
    private static final int NAME_SERVER = 6;
    private static final int REQUESTED_ADDRESS = 50;
    private static final int LEASE_TIME = 51;
    private static final int MESSAGE_TYPE = 53;
    private static final int SERVER = 54;
    private static final int END = 255;

    /** Message types. */
    private static final int DISCOVER = 1;

    private static final int OFFER = 2;
    private static final int REQUEST = 3;
    private static final int ACK = 5;
    private static final int NAK = 6;
    private static final int INFORM = 8;

    private static final int ONE_DAY = 86_400;
    private static final int EVERYBODY = -1;

    /** Answers a message, the bytes of {@code frame} from {@code start} to {@code end}. */
    void handle(final byte[] frame, final int start, final int end) {
        final byte[] message = Arrays.copyOfRange(frame, start, end);
        if (message.length < OPTIONS
                || Bytes.get32(message, 0) >>> 8 != BOOT_REQUEST
                || Bytes.get32(message, COOKIE) != MAGIC) {
            return;
        }
        final int type = option(message, MESSAGE_TYPE, 1);
        final int server = option(message, SERVER, 4);
        if (server != 0 && server != GuestLink.GATEWAY) {
            return;
        }
        switch (type) {
            case DISCOVER -> reply(message, OFFER);
            case INFORM -> reply(message, ACK);
            case REQUEST -> {
                final int wanted = option(message, REQUESTED_ADDRESS, 4);
                final int address = wanted == 0 ? Bytes.get32(message, CLIENT_ADDRESS) : wanted;
                reply(message, address == GuestLink.GUEST ? ACK : NAK);
            }
            default -> {
                // Nothing to remember, so nothing to forget.
            }
        }
    }

    /** Returns an option's value, a number of {@code size} bytes; 0 if there is none. */
    private static int option(final byte[] message, final int code, final int size) {
        int at = OPTIONS;
        while (at + 1 < message.length && Bytes.get8(message, at) != END) {
            final int length = Bytes.get8(message, at + 1);
            if (Bytes.get8(message, at) == PAD) {
                at++;
            } else if (Bytes.get8(message, at) == code && length == size && at + 2 + size <= message.length) {
                return size == 1 ? Bytes.get8(message, at + 2) : Bytes.get32(message, at + 2);
            } else {
                at += 2 + length;
            }
        }
        return 0;
    }

    private void reply(final byte[] request, final int type) {
        final Flow flow = new Flow(EVERYBODY, CLIENT_PORT, GuestLink.GATEWAY, SERVER_PORT);
        final Ipv4 packet = Udp.packet(flow, LENGTH);
        final byte[] reply = packet.frame();
        final int start = packet.start() + Udp.HEADER;
        // Hardware type and length, transaction, flags, relay and hardware address are the client's.
        System.arraycopy(request, 0, reply, start, FLAGS + 2);
        System.arraycopy(request, NEXT_SERVER + 4, reply, start + NEXT_SERVER + 4, 4 + 16);
        reply[start] = BOOT_REPLY;
        if (type != NAK) {
            System.arraycopy(request, CLIENT_ADDRESS, reply, start + CLIENT_ADDRESS, 4);
            Bytes.put32(reply, start + YOUR_ADDRESS, GuestLink.GUEST);
        }
        Bytes.put32(reply, start + COOKIE, MAGIC);
        int at = start + OPTIONS;
        reply[at++] = MESSAGE_TYPE;
        reply[at++] = 1;
        reply[at++] = (byte) type;
        at = put(reply, at, SERVER, GuestLink.GATEWAY);
        if (type != NAK) {
            at = put(reply, at, SUBNET_MASK, GuestLink.MASK);
            at = put(reply, at, ROUTER, GuestLink.GATEWAY);
            at = put(reply, at, NAME_SERVER, GuestLink.NAME_SERVER);
            at = put(reply, at, LEASE_TIME, ONE_DAY);
        }
        reply[at] = (byte) END;
        Udp.seal(packet);
        link.send(packet);
    }

    private static int put(final byte[] reply, final int at, final int code, final int value) {
        reply[at] = (byte) code;
        reply[at + 1] = 4;
        Bytes.put32(reply, at + 2, value);
        return at + 6;
    }
}
