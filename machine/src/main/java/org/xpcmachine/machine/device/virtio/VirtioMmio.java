// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device.virtio;

import java.util.List;
import java.util.stream.Stream;
import org.xpcmachine.machine.device.Dma;
import org.xpcmachine.machine.device.InterruptLine;
import org.xpcmachine.machine.memory.BusFault;
import org.xpcmachine.machine.memory.Device;
import org.xpcmachine.machine.snapshot.StateExchange;

/**
 * The transport of virtio over MMIO, version 2 (virtio 1.3, 4.2). Requests are done in the very store to {@code QueueNotify}.
 * Whatever makes no sense is answered with {@code DEVICE_NEEDS_RESET} and a configuration interrupt; then the device does nothing
 * until it is reset.
 */
public final class VirtioMmio implements Device, AutoCloseable {
    /** Size of the register range in bytes. */
    public static final long SIZE = 0x1000;

    /** Bits of the status register. */
    static final int DRIVER_OK = 4;

    static final int FEATURES_OK = 8;
    static final int NEEDS_RESET = 64;

    static final long INDIRECT_DESC = 1L << 28;
    static final long EVENT_IDX = 1L << 29;
    static final long VERSION_1 = 1L << 32;

    private static final int MAGIC = 0x74726976;
    private static final int VERSION = 2;

    /** QEMU's. */
    private static final int VENDOR = 0x554d4551;

    private static final int QUEUE_INTERRUPT = 1;
    private static final int CONFIGURATION_INTERRUPT = 2;

    /** Of shared memory, which there is none of. */
    private static final int ALL_ONES = -1;

    private static final int CONFIGURATION = 0x100;

    private final VirtioDevice device;
    private final InterruptLine line;
    private final List<Virtqueue> queues;

    private int status;
    private int interrupts;
    private int deviceFeaturesWord;
    private int driverFeaturesWord;
    private long driverFeatures;
    private int selected;

    /** What the driver did wrong last; empty if nothing. */
    private String error = "";

    public VirtioMmio(final VirtioDevice device, final Dma dma, final InterruptLine line) {
        this.device = device;
        this.line = line;
        queues =
                Stream.generate(() -> new Virtqueue(dma)).limit(device.queues()).toList();
    }

    /** Returns what the driver did wrong since the last reset; empty if nothing. */
    public String error() {
        return error;
    }

    /** Lets in what came from outside. */
    public void poll() {
        if (isLive()) {
            if (device.isReconfigured()) {
                interrupts |= CONFIGURATION_INTERRUPT;
            }
            attempt(() -> device.poll(queues));
        }
    }

    /** See {@link VirtioDevice#hasEffectsOutside}. */
    public boolean hasEffectsOutside() {
        return device.hasEffectsOutside();
    }

    /** Whether something may come from outside at any time. */
    public boolean isOpen() {
        return isLive() && device.isOpen();
    }

    @Override
    public void close() {
        device.close();
    }

    @Override
    public long read(final long offset, final int size) {
        if (offset >= CONFIGURATION) {
            return readConfiguration((int) offset - CONFIGURATION, size);
        }
        requireWord(size);
        return switch ((int) offset) {
            case 0x000 -> MAGIC;
            case 0x004 -> VERSION;
            case 0x008 -> device.id();
            case 0x00c -> VENDOR;
            case 0x010 -> word(offered(), deviceFeaturesWord);
            case 0x034 -> selected() != null ? Virtqueue.MAX_SIZE : 0;
            case 0x044 -> selected() != null && selected().ready ? 1 : 0;
            case 0x060 -> interrupts;
            case 0x070 -> status;
            case 0x0b0, 0x0b4, 0x0b8, 0x0bc -> ALL_ONES;
            case 0x0fc -> device.generation();
            default -> 0;
        };
    }

    @Override
    public void write(final long offset, final int size, final long value) {
        if (offset >= CONFIGURATION) {
            writeConfiguration((int) offset - CONFIGURATION, size, value);
            return;
        }
        requireWord(size);
        final int word = (int) value;
        switch ((int) offset) {
            case 0x014 -> deviceFeaturesWord = word;
            case 0x020 -> acceptFeatures(word);
            case 0x024 -> driverFeaturesWord = word;
            case 0x030 -> selected = word;
            case 0x050 -> notified(word);
            case 0x064 -> acknowledge(word);
            case 0x070 -> writeStatus(word & 0xff);
            default -> writeQueue((int) offset, word);
        }
    }

    private void writeQueue(final int offset, final int word) {
        final Virtqueue queue = selected();
        if (queue == null) {
            return;
        }
        if (offset == 0x044) {
            writeReady(queue, (word & 1) != 0);
        } else if (!queue.ready) {
            // What a ready queue is must not change (4.2.2.2).
            switch (offset) {
                case 0x038 -> queue.size = word;
                case 0x080 -> queue.descriptors = low(queue.descriptors, word);
                case 0x084 -> queue.descriptors = high(queue.descriptors, word);
                case 0x090 -> queue.driverArea = low(queue.driverArea, word);
                case 0x094 -> queue.driverArea = high(queue.driverArea, word);
                case 0x0a0 -> queue.deviceArea = low(queue.deviceArea, word);
                case 0x0a4 -> queue.deviceArea = high(queue.deviceArea, word);
                default -> {
                    // read-only, or none
                }
            }
        }
    }

    private void writeReady(final Virtqueue queue, final boolean ready) {
        if (!ready) {
            queue.ready = false;
        } else if (!queue.ready) {
            attempt(queue::start);
        }
    }

    private void acceptFeatures(final int word) {
        if ((status & FEATURES_OK) == 0) {
            driverFeatures = switch (driverFeaturesWord) {
                case 0 -> low(driverFeatures, word);
                case 1 -> high(driverFeatures, word);
                default -> driverFeatures;
            };
        }
    }

    private void writeStatus(final int value) {
        if (value == 0) {
            reset();
            return;
        }
        int next = value & ~NEEDS_RESET | status & NEEDS_RESET;
        final boolean acceptable = (driverFeatures & ~offered()) == 0 && (driverFeatures & VERSION_1) != 0;
        if ((status & FEATURES_OK) == 0 && !acceptable) {
            next &= ~FEATURES_OK;
        }
        status = next;
        for (final Virtqueue queue : queues) {
            queue.eventIndex = (driverFeatures & EVENT_IDX) != 0;
            queue.indirect = (driverFeatures & INDIRECT_DESC) != 0;
        }
    }

    private void reset() {
        status = 0;
        interrupts = 0;
        deviceFeaturesWord = 0;
        driverFeaturesWord = 0;
        driverFeatures = 0;
        selected = 0;
        error = "";
        queues.forEach(Virtqueue::reset);
        device.reset();
        line.set(false);
    }

    private void notified(final int index) {
        if (index >= 0 && index < queues.size() && isLive()) {
            attempt(() -> device.available(queues, index));
        }
    }

    private boolean isLive() {
        return (status & (DRIVER_OK | FEATURES_OK | NEEDS_RESET)) == (DRIVER_OK | FEATURES_OK);
    }

    private void acknowledge(final int bits) {
        interrupts &= ~bits;
        line.set(interrupts != 0);
    }

    /** What a driver may get wrong. */
    private interface Attempt {
        void run() throws DriverError;
    }

    private void attempt(final Attempt action) {
        try {
            action.run();
        } catch (final DriverError e) {
            error = e.getMessage();
            status |= NEEDS_RESET;
            if ((status & DRIVER_OK) != 0) {
                interrupts |= CONFIGURATION_INTERRUPT;
            }
        }
        for (final Virtqueue queue : queues) {
            if (queue.interrupts()) {
                interrupts |= QUEUE_INTERRUPT;
            }
        }
        line.set(interrupts != 0);
    }

    private Virtqueue selected() {
        return selected >= 0 && selected < queues.size() ? queues.get(selected) : null;
    }

    private long offered() {
        return device.features() | VERSION_1 | INDIRECT_DESC | EVENT_IDX;
    }

    private long readConfiguration(final int offset, final int size) {
        final byte[] bytes = device.configuration();
        long value = 0;
        for (int i = size - 1; i >= 0; i--) {
            value = value << 8 | (offset + i < bytes.length ? bytes[offset + i] & 0xff : 0);
        }
        return value;
    }

    private void writeConfiguration(final int offset, final int size, final long value) {
        final int length = device.configuration().length;
        for (int i = 0; i < size && offset + i < length; i++) {
            device.configure(offset + i, (int) (value >>> 8 * i) & 0xff);
        }
    }

    private static int word(final long value, final int number) {
        return switch (number) {
            case 0 -> (int) value;
            case 1 -> (int) (value >>> 32);
            default -> 0;
        };
    }

    private static long low(final long value, final int word) {
        return value & 0xffff_ffffL << 32 | word & 0xffff_ffffL;
    }

    private static long high(final long value, final int word) {
        return value & 0xffff_ffffL | (long) word << 32;
    }

    private static void requireWord(final int size) {
        if (size != 4) {
            throw BusFault.INSTANCE;
        }
    }

    @Override
    public void exchange(final StateExchange state) {
        state.part("virtio device " + device.id());
        status = state.pass(status);
        interrupts = state.pass(interrupts);
        deviceFeaturesWord = state.pass(deviceFeaturesWord);
        driverFeaturesWord = state.pass(driverFeaturesWord);
        driverFeatures = state.pass(driverFeatures);
        selected = state.pass(selected);
        queues.forEach(queue -> queue.exchange(state));
        device.exchange(state);
    }
}
