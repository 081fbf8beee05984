// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device.virtio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.xpcmachine.machine.snapshot.StateExchange;

/**
 * A disk (virtio 1.3, 5.2).
 *
 * <pre>
 * request   read: type (4 bytes), 4 bytes, sector (8 bytes), data; written: data, status (1 byte)
 * </pre>
 *
 * <p>What the host cannot do is an I/O error of the request. The image is not closed with the device: a restarted board goes on with it.
 */
public final class VirtioBlock implements VirtioDevice {
    private static final long SEG_MAX = 1L << 2;
    private static final long READ_ONLY = 1L << 5;
    private static final long BLOCK_SIZE = 1L << 6;
    private static final long FLUSH = 1L << 9;

    /** Request types. */
    private static final int IN = 0;

    private static final int OUT = 1;
    private static final int SYNC = 4;
    private static final int GET_ID = 8;

    /** Request status. */
    private static final int OK = 0;

    private static final int IO_ERROR = 1;
    private static final int UNSUPPORTED = 2;

    private static final int ID_LENGTH = 20;
    private static final int CONFIGURATION_SIZE = 60;

    /** Bytes that are moved at once. */
    private static final int CHUNK = 64 << 10;

    private final DiskImage image;
    private final byte[] id;
    private final byte[] chunk = new byte[CHUNK];

    /**
     * Makes a disk.
     *
     * @param id by which the guest may know it, as {@code /dev/disk/by-id} of Linux does; the first 20 bytes count
     */
    public VirtioBlock(final DiskImage image, final String id) {
        this.image = image;
        this.id = Arrays.copyOf(id.getBytes(StandardCharsets.UTF_8), ID_LENGTH);
    }

    @Override
    public int id() {
        return 2;
    }

    @Override
    public long features() {
        return SEG_MAX | BLOCK_SIZE | FLUSH | (image.writable() ? 0 : READ_ONLY);
    }

    @Override
    public int queues() {
        return 1;
    }

    @Override
    public byte[] configuration() {
        return ByteBuffer.allocate(CONFIGURATION_SIZE)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(0, image.size() / DiskImage.SECTOR)
                .putInt(12, Virtqueue.MAX_SIZE - 2)
                .putInt(20, DiskImage.SECTOR)
                .array();
    }

    @Override
    public void available(final List<Virtqueue> queues, final int index) throws DriverError {
        final Virtqueue queue = queues.get(index);
        for (int left = queue.pending(); left > 0; left--) {
            final Chain request = queue.take();
            final int writable = request.writable();
            if (writable == 0) {
                throw new DriverError("disk request without room for its status");
            }
            final int status = execute(request);
            request.skipWritable(request.writable() - 1);
            request.write(new byte[] {(byte) status}, 0, 1);
            queue.give(request, writable);
        }
    }

    private int execute(final Chain request) throws DriverError {
        final int type = (int) request.read(4);
        request.read(4);
        final long sector = request.read(8);
        try {
            return switch (type) {
                case IN -> read(request, sector);
                case OUT -> write(request, sector);
                case SYNC -> {
                    image.flush();
                    yield OK;
                }
                case GET_ID -> identify(request);
                default -> UNSUPPORTED;
            };
        } catch (final IOException e) {
            return IO_ERROR;
        }
    }

    private int read(final Chain request, final long sector) throws IOException, DriverError {
        final int length = request.writable() - 1;
        if (!isInside(sector, length)) {
            return IO_ERROR;
        }
        for (int done = 0; done < length; ) {
            final int bytes = Math.min(length - done, CHUNK);
            image.read(sector * DiskImage.SECTOR + done, chunk, 0, bytes);
            request.write(chunk, 0, bytes);
            done += bytes;
        }
        return OK;
    }

    private int write(final Chain request, final long sector) throws IOException, DriverError {
        final int length = request.readable();
        if (!isInside(sector, length) || !image.writable()) {
            return IO_ERROR;
        }
        for (int done = 0; done < length; ) {
            final int bytes = Math.min(length - done, CHUNK);
            request.read(chunk, 0, bytes);
            image.write(sector * DiskImage.SECTOR + done, chunk, 0, bytes);
            done += bytes;
        }
        return OK;
    }

    private int identify(final Chain request) throws DriverError {
        request.write(id, 0, Math.min(ID_LENGTH, request.writable() - 1));
        return OK;
    }

    private boolean isInside(final long sector, final int length) {
        final long sectors = image.size() / DiskImage.SECTOR;
        return length % DiskImage.SECTOR == 0
                && sector >= 0
                && sector <= sectors
                && length / DiskImage.SECTOR <= sectors - sector;
    }

    @Override
    public void exchange(final StateExchange state) {
        image.exchange(state);
    }
}
