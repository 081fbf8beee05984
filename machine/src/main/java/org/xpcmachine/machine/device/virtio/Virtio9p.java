// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device.virtio;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.xpcmachine.machine.device.share.NinePServer;
import org.xpcmachine.machine.device.share.SharedFolder;
import org.xpcmachine.machine.snapshot.SnapshotException;
import org.xpcmachine.machine.snapshot.StateExchange;

/**
 * A folder of the host, by 9P (device ID 9; its layout is Linux's {@code virtio_9p.h}). The folder is not closed with the device.
 *
 * <pre>
 * request   read: a message; written: its answer
 * </pre>
 */
public final class Virtio9p implements VirtioDevice {
    private static final long MOUNT_TAG = 1;
    private static final int LONGEST_TAG = 31;

    /** Bytes of an answer that says an error. */
    private static final int LEAST_ROOM = NinePServer.HEADER + 4;

    private final NinePServer server;
    private final byte[] tag;

    /**
     * Makes a device.
     *
     * @param tag by which the guest mounts it, 1 to 31 bytes
     */
    public Virtio9p(final SharedFolder folder, final String tag) {
        server = new NinePServer(folder);
        this.tag = tag.getBytes(StandardCharsets.UTF_8);
        if (this.tag.length == 0 || this.tag.length > LONGEST_TAG) {
            throw new IllegalArgumentException("'" + tag + "' is not a tag of 1 to " + LONGEST_TAG + " bytes");
        }
    }

    @Override
    public int id() {
        return 9;
    }

    @Override
    public long features() {
        return MOUNT_TAG;
    }

    @Override
    public int queues() {
        return 1;
    }

    @Override
    public byte[] configuration() {
        final byte[] bytes = new byte[2 + tag.length];
        bytes[0] = (byte) tag.length;
        System.arraycopy(tag, 0, bytes, 2, tag.length);
        return bytes;
    }

    @Override
    public void reset() {
        server.reset();
    }

    @Override
    public void close() {
        server.reset();
    }

    @Override
    public void available(final List<Virtqueue> queues, final int index) throws DriverError {
        final Virtqueue queue = queues.get(index);
        for (int left = queue.pending(); left > 0; left--) {
            final Chain request = queue.take();
            if (request.readable() < NinePServer.HEADER || request.readable() > NinePServer.MAX_MESSAGE) {
                throw new DriverError("9P message of " + request.readable() + " bytes");
            }
            if (request.writable() < LEAST_ROOM) {
                throw new DriverError("9P request with " + request.writable() + " bytes of room for its answer");
            }
            final byte[] message = new byte[request.readable()];
            request.read(message, 0, message.length);
            final byte[] answer = server.answer(message, request.writable());
            request.write(answer, 0, answer.length);
            queue.give(request, answer.length);
        }
    }

    /** The host's folder changes. */
    @Override
    public boolean hasEffectsOutside() {
        return true;
    }

    /** The folder is no part of the machine, so the guest may not know anything of it. */
    @Override
    public void exchange(final StateExchange state) {
        if (server.isUsed()) {
            throw new SnapshotException(
                    "no snapshot holds what the guest knows of a shared folder: unmount " + tag() + " first");
        }
        state.part("shared folder " + tag());
        server.exchange(state);
    }

    private String tag() {
        return new String(tag, StandardCharsets.UTF_8);
    }
}
