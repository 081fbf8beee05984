// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device.net;

/** Answers who has the network's own addresses (RFC 826). */
record Arp(GuestLink link) {
    static final int ETHERTYPE = 0x0806;
    private static final int REQUEST = 1;
    private static final int REPLY = 2;
    private static final int START = Ipv4.ETHERNET;
    private static final int OPERATION = START + 6;
    private static final int SENDER = START + 8;
    private static final int TARGET = START + 18;
    private static final int TARGET_ADDRESS = TARGET + GuestLink.MAC_LENGTH;
    private static final int END = TARGET_ADDRESS + 4;
    private static final long ETHERNET_AND_IPV4 = 0x0001_0800_0604L;

    void handle(final byte[] frame) {
        if (frame.length < END || kind(frame) != ETHERNET_AND_IPV4 || Bytes.get16(frame, OPERATION) != REQUEST) {
            return;
        }
        final int wanted = Bytes.get32(frame, TARGET_ADDRESS);
        if (wanted != GuestLink.GATEWAY && wanted != GuestLink.NAME_SERVER) {
            return;
        }
        final byte[] reply = new byte[END];
        System.arraycopy(frame, 0, reply, 0, OPERATION);
        Bytes.put16(reply, OPERATION, REPLY);
        System.arraycopy(GuestLink.MAC, 0, reply, SENDER, GuestLink.MAC_LENGTH);
        Bytes.put32(reply, SENDER + GuestLink.MAC_LENGTH, wanted);
        System.arraycopy(frame, SENDER, reply, TARGET, TARGET - SENDER);
        link.send(reply);
    }

    private static long kind(final byte[] frame) {
        return (long) Bytes.get16(frame, START) << 32 | Bytes.get32(frame, START + 2) & 0xffff_ffffL;
    }
}
