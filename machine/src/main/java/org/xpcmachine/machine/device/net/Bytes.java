// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device.net;

/** Big-endian numbers in bytes. */
final class Bytes {
    private Bytes() {}

    static int get8(final byte[] bytes, final int at) {
        return bytes[at] & 0xff;
    }

    static int get16(final byte[] bytes, final int at) {
        return get8(bytes, at) << 8 | get8(bytes, at + 1);
    }

    static int get32(final byte[] bytes, final int at) {
        return get16(bytes, at) << 16 | get16(bytes, at + 2);
    }

    static void put16(final byte[] bytes, final int at, final int value) {
        bytes[at] = (byte) (value >>> 8);
        bytes[at + 1] = (byte) value;
    }

    static void put32(final byte[] bytes, final int at, final int value) {
        put16(bytes, at, value >>> 16);
        put16(bytes, at + 2, value);
    }

    /** Returns {@code sum} and the sum of the 16-bit words from {@code start} to {@code end}; the last may be half of one. */
    static long sum(final long sum, final byte[] bytes, final int start, final int end) {
        long all = sum;
        int at = start;
        for (; at + 1 < end; at += 2) {
            all += get16(bytes, at);
        }
        return at < end ? all + (get8(bytes, at) << 8) : all;
    }

    /** Returns the Internet checksum (RFC 1071) of what has been summed up; 0 if that has the right checksum in it. */
    static int checksum(final long sum) {
        long folded = sum;
        while (folded >>> 16 != 0) {
            folded = (folded & 0xffff) + (folded >>> 16);
        }
        return (int) ~folded & 0xffff;
    }
}
