// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device.virtio;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.xpcmachine.machine.device.ConsoleInput;
import org.xpcmachine.machine.device.ConsoleOutput;
import org.xpcmachine.machine.snapshot.StateExchange;

/** A console of one port (virtio 1.3, 5.3), with the emergency write. Queue 0 receives, queue 1 transmits. */
public final class VirtioConsole implements VirtioDevice, ConsoleInput {
    private static final long SIZE = 1L << 0;
    private static final long EMERGENCY_WRITE = 1L << 2;
    private static final int RECEIVE = 0;
    private static final int CONFIGURATION_SIZE = 12;
    private static final int ROWS = 2;
    private static final int PORTS = 4;
    private static final int EMERGENCY_REGISTER = 8;
    private static final int CHUNK = 4096;

    /** Most bytes that wait for the driver. */
    private static final int CAPACITY = 256;

    private final ConsoleOutput output;
    private final byte[] chunk = new byte[CHUNK];
    private final int[] typed = new int[CAPACITY];
    private int count;

    /** The driver has once made room for input. */
    private boolean listens;

    /** The window's size that the driver was told of. No state of the machine: the next window may be another. */
    private int told;

    private int generation;

    public VirtioConsole(final ConsoleOutput output) {
        this.output = output;
    }

    /** Whether there is a driver that wants what is typed. */
    public boolean listens() {
        return listens;
    }

    @Override
    public boolean canReceive() {
        return listens && count < CAPACITY;
    }

    @Override
    public void receive(final int b) {
        if (canReceive()) {
            typed[count++] = b & 0xff;
        }
    }

    @Override
    public int id() {
        return 3;
    }

    @Override
    public long features() {
        return output.window() == 0 ? EMERGENCY_WRITE : EMERGENCY_WRITE | SIZE;
    }

    @Override
    public int queues() {
        return 2;
    }

    @Override
    public byte[] configuration() {
        return ByteBuffer.allocate(CONFIGURATION_SIZE)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) (told >>> 16))
                .putShort(ROWS, (short) told)
                .putInt(PORTS, 1)
                .array();
    }

    @Override
    public boolean isReconfigured() {
        final boolean changed = output.window() != told;
        if (changed) {
            told = output.window();
            generation++;
        }
        return changed;
    }

    @Override
    public int generation() {
        return generation;
    }

    @Override
    public void configure(final int offset, final int value) {
        if (offset == EMERGENCY_REGISTER) {
            output.write(value);
        }
    }

    @Override
    public boolean hearsOutside() {
        return true;
    }

    @Override
    public void reset() {
        listens = false;
        count = 0;
        told = output.window();
    }

    @Override
    public void available(final List<Virtqueue> queues, final int index) throws DriverError {
        if (index == RECEIVE) {
            listens = true;
            poll(queues);
        } else {
            transmit(queues.get(index));
        }
    }

    private void transmit(final Virtqueue queue) throws DriverError {
        for (int left = queue.pending(); left > 0; left--) {
            final Chain request = queue.take();
            while (request.readable() > 0) {
                final int bytes = Math.min(request.readable(), CHUNK);
                request.read(chunk, 0, bytes);
                for (int i = 0; i < bytes; i++) {
                    output.write(chunk[i] & 0xff);
                }
            }
            queue.give(request, 0);
        }
    }

    @Override
    public void poll(final List<Virtqueue> queues) throws DriverError {
        final Virtqueue queue = queues.get(RECEIVE);
        for (int left = count == 0 ? 0 : queue.pending(); left > 0 && count > 0; left--) {
            final Chain request = queue.take();
            final int bytes = Math.min(count, request.writable());
            if (bytes == 0) {
                throw new DriverError("console buffer without room");
            }
            for (int i = 0; i < bytes; i++) {
                chunk[i] = (byte) typed[i];
            }
            request.write(chunk, 0, bytes);
            System.arraycopy(typed, bytes, typed, 0, count - bytes);
            count -= bytes;
            queue.give(request, bytes);
        }
    }

    @Override
    public void exchange(final StateExchange state) {
        state.pass(typed);
        count = state.pass(count, 0, CAPACITY);
        listens = state.pass(listens);
    }
}
