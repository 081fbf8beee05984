// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device.virtio;

import java.util.Arrays;
import java.util.List;
import org.xpcmachine.machine.device.net.Network;
import org.xpcmachine.machine.snapshot.SnapshotException;
import org.xpcmachine.machine.snapshot.StateExchange;

/**
 * A network card (virtio 1.3, 5.1) without offloads. Queue 0 receives, queue 1 transmits. The network is not closed with the device,
 * but its connections are ended.
 *
 * <pre>
 * request   header (12 bytes), the last two of which say that a received frame is in one buffer; frame
 * </pre>
 */
public final class VirtioNet implements VirtioDevice {
    private static final long MTU_FEATURE = 1L << 3;
    private static final long MAC_FEATURE = 1L << 5;
    private static final long STATUS_FEATURE = 1L << 16;

    /** QEMU's first. */
    private static final byte[] MAC = {0x52, 0x54, 0, 0x12, 0x34, 0x56};

    private static final int STATUS = 6;
    private static final int LINK_UP = 1;
    private static final int MTU = 10;
    private static final int CONFIGURATION_SIZE = 12;

    private static final int HEADER = 12;
    private static final int BUFFERS = 10;

    private static final int RECEIVE = 0;
    private static final int TRANSMIT = 1;

    private final Network network;

    /** The driver has once made room for frames. */
    private boolean listens;

    public VirtioNet(final Network network) {
        this.network = network;
    }

    @Override
    public int id() {
        return 1;
    }

    @Override
    public long features() {
        return MTU_FEATURE | MAC_FEATURE | STATUS_FEATURE;
    }

    @Override
    public int queues() {
        return 2;
    }

    @Override
    public byte[] configuration() {
        final byte[] bytes = Arrays.copyOf(MAC, CONFIGURATION_SIZE);
        bytes[STATUS] = LINK_UP;
        bytes[MTU] = (byte) Network.MTU;
        bytes[MTU + 1] = (byte) (Network.MTU >>> 8);
        return bytes;
    }

    @Override
    public void onArrival(final Runnable action) {
        network.onArrival(action);
    }

    @Override
    public boolean isOpen() {
        return listens;
    }

    @Override
    public boolean hearsOutside() {
        return true;
    }

    @Override
    public void reset() {
        listens = false;
        network.reset();
    }

    @Override
    public void close() {
        network.reset();
    }

    @Override
    public void available(final List<Virtqueue> queues, final int index) throws DriverError {
        if (index == RECEIVE) {
            listens = true;
        }
        poll(queues);
    }

    @Override
    public void poll(final List<Virtqueue> queues) throws DriverError {
        transmit(queues.get(TRANSMIT));
        receive(queues.get(RECEIVE));
    }

    private void transmit(final Virtqueue queue) throws DriverError {
        for (int left = queue.pending(); left > 0 && network.canSend(); left--) {
            final Chain request = queue.take();
            if (request.readable() < HEADER) {
                throw new DriverError("frame without its header");
            }
            request.read(new byte[HEADER], 0, HEADER);
            if (request.readable() <= Network.MAX_FRAME) {
                final byte[] frame = new byte[request.readable()];
                request.read(frame, 0, frame.length);
                network.send(frame);
            }
            queue.give(request, 0);
        }
    }

    private void receive(final Virtqueue queue) throws DriverError {
        for (int left = listens ? queue.pending() : 0; left > 0; left--) {
            final byte[] frame = network.receive();
            if (frame == null) {
                return;
            }
            final Chain request = queue.take();
            final int length = HEADER + frame.length;
            if (request.writable() < length) {
                throw new DriverError("%d bytes of room for a frame of %d".formatted(request.writable(), length));
            }
            final byte[] header = new byte[HEADER];
            header[BUFFERS] = 1;
            request.write(header, 0, HEADER);
            request.write(frame, 0, frame.length);
            queue.give(request, length);
        }
    }

    /** The other ends of its connections are no part of the machine; frames on their way are lost, as networks may. */
    @Override
    public void exchange(final StateExchange state) {
        final int connections = network.connections();
        if (connections > 0) {
            throw new SnapshotException(
                    "no snapshot holds the other ends of network connections, of which the guest has " + connections
                            + ": end them first");
        }
        listens = state.pass(listens);
        if (state.restores()) {
            network.reset();
        }
    }
}
