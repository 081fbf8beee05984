// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device.virtio;

import org.xpcmachine.machine.device.Dma;
import org.xpcmachine.machine.snapshot.SnapshotException;
import org.xpcmachine.machine.snapshot.StateExchange;
import org.xpcmachine.machine.snapshot.Stateful;

/**
 * A split virtqueue as the device sees it (virtio 1.3, 2.7). The three areas lie in RAM, which is checked when the queue is made
 * ready; everything in them is the driver's and checked when used.
 *
 * <pre>
 * descriptor i, 16 bytes   0 address, 8 length, 12 flags (1 next, 2 device writes, 4 indirect), 14 next
 * driver area              0 flags (1: do not interrupt), 2 index, 4 + 2 i: head; then used_event
 * device area              0 flags, 2 index, 4 + 8 i: head (4 bytes), length written; then avail_event
 * </pre>
 */
public final class Virtqueue implements Stateful {
    /** Most descriptors of a queue. */
    static final int MAX_SIZE = 256;

    private static final int DESCRIPTOR = 16;
    private static final int NEXT = 1;
    private static final int WRITE = 2;
    private static final int INDIRECT = 4;
    private static final int NO_INTERRUPT = 1;
    private static final int RING = 4;
    private static final int USED = 8;
    private static final int INDEX_MASK = 0xffff;

    private final Dma dma;

    /** As the driver set them. */
    int size;

    long descriptors;
    long driverArea;
    long deviceArea;
    boolean ready;

    /** {@code VIRTIO_F_EVENT_IDX} was accepted. */
    boolean eventIndex;

    /** {@code VIRTIO_F_INDIRECT_DESC} was accepted. */
    boolean indirect;

    /** Requests taken, modulo 2^16. */
    private int taken;

    /** Requests given back, modulo 2^16. */
    private int given;

    /** Value of {@link #given} when the driver was last considered for an interrupt. */
    private int announced;

    Virtqueue(final Dma dma) {
        this.dma = dma;
    }

    void reset() {
        size = 0;
        descriptors = 0;
        driverArea = 0;
        deviceArea = 0;
        ready = false;
        taken = 0;
        given = 0;
        announced = 0;
    }

    /** Starts the queue. */
    void start() throws DriverError {
        check();
        taken = 0;
        given = 0;
        announced = 0;
        ready = true;
    }

    private void check() throws DriverError {
        if (Integer.bitCount(size) != 1 || size > MAX_SIZE) {
            throw new DriverError("queue size " + size);
        }
        require("descriptors", descriptors, DESCRIPTOR, (long) size * DESCRIPTOR);
        require("driver area", driverArea, 2, RING + 2L * size + 2);
        require("device area", deviceArea, 4, RING + (long) USED * size + 2);
    }

    private void require(final String what, final long address, final int alignment, final long length)
            throws DriverError {
        if (address % alignment != 0 || !dma.contains(address, length)) {
            throw new DriverError(what + " at %#x".formatted(address));
        }
    }

    /** Returns how many requests wait, at most the queue's size. */
    public int pending() throws DriverError {
        if (!ready) {
            return 0;
        }
        final int offered = (int) dma.read(driverArea + 2, 2);
        final int count = offered - taken & INDEX_MASK;
        if (count > size) {
            throw new DriverError("%d requests offered in a queue of %d".formatted(count, size));
        }
        return count;
    }

    /** Takes the next request; there must be one {@link #pending}. */
    Chain take() throws DriverError {
        final int head = (int) dma.read(driverArea + RING + 2L * (taken & size - 1), 2);
        taken = taken + 1 & INDEX_MASK;
        if (eventIndex) {
            dma.write(deviceArea + RING + (long) USED * size, 2, taken);
        }
        final Chain chain = new Chain(head, dma);
        if (head >= size) {
            throw new DriverError("descriptor " + head + " of " + size);
        }
        final long first = descriptors + (long) DESCRIPTOR * head;
        if ((flags(first) & INDIRECT) != 0) {
            addIndirect(chain, first);
        } else {
            add(chain, descriptors, size, head);
        }
        return chain;
    }

    private void addIndirect(final Chain chain, final long descriptor) throws DriverError {
        final long table = dma.read(descriptor, 8);
        final long bytes = dma.read(descriptor + 8, 4);
        final long count = bytes / DESCRIPTOR;
        if (!indirect
                || (flags(descriptor) & NEXT) != 0
                || bytes % DESCRIPTOR != 0
                || count == 0
                || count > Chain.MAX_LENGTH
                || !dma.contains(table, bytes)) {
            throw new DriverError("indirect table of %d bytes at %#x".formatted(bytes, table));
        }
        add(chain, table, (int) count, 0);
    }

    private void add(final Chain chain, final long table, final int count, final int first) throws DriverError {
        int index = first;
        while (true) {
            final long at = table + (long) DESCRIPTOR * index;
            final int flags = flags(at);
            if ((flags & INDIRECT) != 0) {
                throw new DriverError("indirect descriptor inside a chain");
            }
            chain.add(dma.read(at, 8), dma.read(at + 8, 4), (flags & WRITE) != 0);
            if ((flags & NEXT) == 0) {
                return;
            }
            index = (int) dma.read(at + 14, 2);
            if (index >= count || chain.pieces() >= count) {
                throw new DriverError("chain leaves its table, or never ends");
            }
        }
    }

    private int flags(final long descriptor) {
        return (int) dma.read(descriptor + 12, 2);
    }

    /** Gives a request back, {@code written} bytes of which were written from the start of its writable part. */
    void give(final Chain chain, final int written) {
        final long entry = deviceArea + RING + (long) USED * (given & size - 1);
        dma.write(entry, 4, chain.head);
        dma.write(entry + 4, 4, written);
        given = given + 1 & INDEX_MASK;
        dma.write(deviceArea + 2, 2, given);
    }

    /** Whether the driver is to be interrupted for what has been given back since the last call. */
    boolean interrupts() {
        final int before = announced;
        announced = given;
        if (!ready || given == before) {
            return false;
        }
        if (!eventIndex) {
            return (dma.read(driverArea, 2) & NO_INTERRUPT) == 0;
        }
        final int event = (int) dma.read(driverArea + RING + 2L * size, 2);
        return (given - event - 1 & INDEX_MASK) < (given - before & INDEX_MASK);
    }

    @Override
    public void exchange(final StateExchange state) {
        size = state.pass(size);
        descriptors = state.pass(descriptors);
        driverArea = state.pass(driverArea);
        deviceArea = state.pass(deviceArea);
        ready = state.pass(ready);
        eventIndex = state.pass(eventIndex);
        indirect = state.pass(indirect);
        taken = state.pass(taken, 0, INDEX_MASK);
        given = state.pass(given, 0, INDEX_MASK);
        announced = state.pass(announced, 0, INDEX_MASK);
        if (ready) {
            try {
                check();
            } catch (final DriverError e) {
                throw new SnapshotException("the snapshot holds an impossible virtqueue: " + e.getMessage());
            }
        }
    }
}
