// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** A queue of bytes. */
final class Ring {
    private final byte[] bytes;
    private int first;
    private int size;

    Ring(final int capacity) {
        bytes = new byte[capacity];
    }

    int size() {
        return size;
    }

    int room() {
        return bytes.length - size;
    }

    /** Appends bytes, for which there is room. */
    void append(final byte[] source, final int from, final int length) {
        final int at = (first + size) % bytes.length;
        final int most = Math.min(length, bytes.length - at);
        System.arraycopy(source, from, bytes, at, most);
        System.arraycopy(source, from + most, bytes, 0, length - most);
        size += length;
    }

    /** Copies bytes from {@code offset} on, which are there; they stay. */
    void copy(final int offset, final byte[] target, final int to, final int length) {
        final int at = (first + offset) % bytes.length;
        final int most = Math.min(length, bytes.length - at);
        System.arraycopy(bytes, at, target, to, most);
        System.arraycopy(bytes, 0, target, to + most, length - most);
    }

    /** Removes the first bytes, which are there. */
    void drop(final int length) {
        first = (first + length) % bytes.length;
        size -= length;
    }

    /** Appends what can be read without waiting, as far as there is room; false if the end has been reached. */
    boolean fill(final ReadableByteChannel channel) throws IOException {
        while (room() > 0) {
            final int at = (first + size) % bytes.length;
            final int most = Math.min(room(), bytes.length - at);
            final int read = channel.read(ByteBuffer.wrap(bytes, at, most));
            if (read < 0) {
                return false;
            }
            size += read;
            if (read < most) {
                return true;
            }
        }
        return true;
    }

    /** Writes what can be written without waiting, and removes it. */
    void drain(final WritableByteChannel channel) throws IOException {
        while (size > 0) {
            final int most = Math.min(size, bytes.length - first);
            final int written = channel.write(ByteBuffer.wrap(bytes, first, most));
            drop(written);
            if (written < most) {
                return;
            }
        }
    }
}
