// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device.virtio;

import java.util.Arrays;
import org.xpcmachine.machine.device.Dma;

/**
 * One request: a sequence of bytes to be read by the device, then one to be written by it, wherever in RAM they lie. All of it is
 * RAM, which is checked when it is built. Each of the two is gone through once, from its start.
 */
final class Chain {
    /** Most bytes of a request, so that no guest keeps the host busy for long by one. */
    static final int MAX_BYTES = 16 << 20;

    /** Most descriptors of a request, in the ring or in an indirect table. */
    static final int MAX_LENGTH = 1024;

    /** Index of the first descriptor, by which the driver knows the request. */
    final int head;

    private final Dma dma;
    private final Part readable = new Part();
    private final Part writable = new Part();

    /** Pieces of RAM, and how far they have been used. */
    private static final class Part {
        private long[] address = new long[4];
        private int[] length = new int[4];
        private int count;

        /** Bytes that are left. */
        private int left;

        /** The first piece that is not used up. */
        private int piece;

        /** Bytes of it that are used. */
        private int used;

        void add(final long at, final int bytes) {
            if (count == address.length) {
                address = Arrays.copyOf(address, 2 * count);
                length = Arrays.copyOf(length, 2 * count);
            }
            address[count] = at;
            length[count] = bytes;
            count++;
            left += bytes;
        }

        /** Goes to the next piece that has bytes left, and returns how many of {@code most} (positive, not more than are left) it has. */
        int next(final int most) {
            while (used == length[piece]) {
                piece++;
                used = 0;
            }
            return Math.min(most, length[piece] - used);
        }

        long address() {
            return address[piece] + used;
        }

        void advance(final int bytes) {
            used += bytes;
            left -= bytes;
        }
    }

    Chain(final int head, final Dma dma) {
        this.head = head;
        this.dma = dma;
    }

    /** Adds a piece; the device's ones come last (2.7.4.2). */
    void add(final long address, final long length, final boolean forDevice) throws DriverError {
        if (!dma.contains(address, length)) {
            throw new DriverError("buffer outside RAM: %d bytes at %#x".formatted(length, address));
        }
        if (length > MAX_BYTES - readable.left - writable.left) {
            throw new DriverError("request of more than " + MAX_BYTES + " bytes");
        }
        if (!forDevice && writable.count > 0) {
            throw new DriverError("buffer to be read behind one to be written");
        }
        (forDevice ? writable : readable).add(address, (int) length);
    }

    int pieces() {
        return readable.count + writable.count;
    }

    /** Returns how many bytes are left to read. */
    int readable() {
        return readable.left;
    }

    /** Returns how many bytes are left to write. */
    int writable() {
        return writable.left;
    }

    /** Reads the next {@code length} bytes. */
    void read(final byte[] target, final int to, final int length) throws DriverError {
        require(readable, length);
        for (int done = 0; done < length; ) {
            final int bytes = readable.next(length - done);
            dma.copyOut(readable.address(), target, to + done, bytes);
            readable.advance(bytes);
            done += bytes;
        }
    }

    /** Reads the next {@code size} (1 to 8) bytes as a little-endian number, zero-extended. */
    long read(final int size) throws DriverError {
        final byte[] bytes = new byte[size];
        read(bytes, 0, size);
        long value = 0;
        for (int i = size - 1; i >= 0; i--) {
            value = value << 8 | bytes[i] & 0xff;
        }
        return value;
    }

    /** Writes the next {@code length} bytes. */
    void write(final byte[] source, final int from, final int length) throws DriverError {
        require(writable, length);
        for (int done = 0; done < length; ) {
            final int bytes = writable.next(length - done);
            dma.copyIn(writable.address(), source, from + done, bytes);
            writable.advance(bytes);
            done += bytes;
        }
    }

    /** Leaves the next {@code length} bytes as they are. */
    void skipWritable(final int length) throws DriverError {
        require(writable, length);
        for (int done = 0; done < length; ) {
            final int bytes = writable.next(length - done);
            writable.advance(bytes);
            done += bytes;
        }
    }

    private static void require(final Part part, final int length) throws DriverError {
        if (length > part.left) {
            throw new DriverError("request too short: %d bytes where %d are needed".formatted(part.left, length));
        }
    }
}
