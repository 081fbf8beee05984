// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device.virtio;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.xpcmachine.machine.device.Dma;
import org.xpcmachine.machine.hart.Hart;
import org.xpcmachine.machine.hart.HartConfig;
import org.xpcmachine.machine.memory.Bus;
import org.xpcmachine.machine.memory.PhysicalMemory;
import org.xpcmachine.machine.mmu.CodeCache;
import org.xpcmachine.machine.mmu.Mmu;
import org.xpcmachine.machine.mmu.Pmp;
import org.xpcmachine.machine.trap.GuestTrap;

/** A device with a driver, which does what a guest's would: register accesses, and rings in RAM. */
final class Driver implements AutoCloseable {
    static final long BASE = 0x8000_0000L;
    static final int RAM_SIZE = 4 << 20;

    /** Size of each queue. */
    static final int SIZE = 8;

    /** Each queue's three areas lie in a page of its own, from the start of RAM; buffers behind. */
    static final int DRIVER_AREA = 0x400;

    static final int DEVICE_AREA = 0x800;
    static final long INDIRECT_TABLE = BASE + 0x8000;
    static final long BUFFERS = BASE + 0x10000;

    static final int NEXT = 1;
    static final int WRITE = 2;
    static final int INDIRECT = 4;

    final PhysicalMemory ram = new PhysicalMemory(BASE, RAM_SIZE);
    final CodeCache code = new CodeCache(ram);
    final Hart hart;
    final VirtioMmio mmio;

    /** Level of the interrupt line. */
    boolean interrupt;

    private final VirtioDevice device;
    private final int[] offered;
    private final int[] seen;
    private long nextBuffer = BUFFERS;

    Driver(final VirtioDevice device) {
        this.device = device;
        final GuestTrap trap = new GuestTrap();
        hart = new Hart(0, HartConfig.DEFAULT, new Mmu(ram, new Bus(), code, new Pmp(16), trap), trap);
        mmio = new VirtioMmio(device, new Dma(ram, code, List.of(hart)), level -> interrupt = level);
        offered = new int[device.queues()];
        seen = new int[device.queues()];
    }

    int read(final int register) {
        return (int) mmio.read(register, 4);
    }

    void write(final int register, final long value) {
        mmio.write(register, 4, value & 0xffff_ffffL);
    }

    /** Brings the device to life as 3.1.1 says, with these features besides VERSION_1. */
    Driver start(final long features) {
        write(0x70, 0);
        write(0x70, 1);
        write(0x70, 3);
        final long all = features | VirtioMmio.VERSION_1;
        write(0x24, 0);
        write(0x20, all);
        write(0x24, 1);
        write(0x20, all >>> 32);
        write(0x70, 3 | VirtioMmio.FEATURES_OK);
        for (int queue = 0; queue < device.queues(); queue++) {
            setUp(queue);
        }
        write(0x70, 3 | VirtioMmio.FEATURES_OK | VirtioMmio.DRIVER_OK);
        return this;
    }

    private void setUp(final int queue) {
        ram.fill(page(queue), 0x1000, (byte) 0);
        write(0x30, queue);
        write(0x38, SIZE);
        address(0x80, page(queue));
        address(0x90, page(queue) + DRIVER_AREA);
        address(0xa0, page(queue) + DEVICE_AREA);
        write(0x44, 1);
        offered[queue] = 0;
        seen[queue] = 0;
    }

    void address(final int register, final long address) {
        write(register, address);
        write(register + 4, address >>> 32);
    }

    static long page(final int queue) {
        return BASE + 0x1000L * queue;
    }

    /** A buffer of a request: what the device reads, or room for what it writes. */
    record Buffer(long address, int length, boolean forDevice) {}

    Buffer out(final byte[] bytes) {
        final Buffer buffer = new Buffer(allocate(bytes.length), bytes.length, false);
        ram.copyIn(buffer.address(), bytes, 0, bytes.length);
        return buffer;
    }

    Buffer in(final int length) {
        return new Buffer(allocate(length), length, true);
    }

    private long allocate(final int length) {
        final long at = nextBuffer;
        nextBuffer += length + 7 & ~7;
        return at;
    }

    byte[] bytes(final Buffer buffer) {
        final byte[] bytes = new byte[buffer.length()];
        ram.copyOut(buffer.address(), bytes, 0, bytes.length);
        return bytes;
    }

    void descriptor(final long table, final int index, final long address, final long length, final int flags) {
        final long at = table + 16L * index;
        ram.writeLong(at, address);
        ram.write(at + 8, 4, length);
        ram.write(at + 12, 2, flags);
        ram.write(at + 14, 2, index + 1);
    }

    /** Writes a chain into a table, from a descriptor on. */
    void chain(final long table, final int first, final Buffer... buffers) {
        for (int i = 0; i < buffers.length; i++) {
            final int flags = (i + 1 < buffers.length ? NEXT : 0) | (buffers[i].forDevice() ? WRITE : 0);
            descriptor(table, first + i, buffers[i].address(), buffers[i].length(), flags);
        }
    }

    /** Offers the chain that begins with a descriptor; the device does not hear of it. */
    void offer(final int queue, final int head) {
        final long area = page(queue) + DRIVER_AREA;
        ram.write(area + 4 + 2L * (offered[queue] % SIZE), 2, head);
        offered[queue]++;
        ram.write(area + 2, 2, offered[queue]);
    }

    void kick(final int queue) {
        write(0x50, queue);
    }

    /** Offers a request on descriptors from 0 on, and tells the device. */
    void send(final int queue, final Buffer... buffers) {
        chain(page(queue), 0, buffers);
        offer(queue, 0);
        kick(queue);
    }

    /** Takes the next used element: the length that was written, or -1 if there is none. */
    int used(final int queue) {
        final long area = page(queue) + DEVICE_AREA;
        if ((int) ram.read(area + 2, 2) == (seen[queue] & 0xffff)) {
            return -1;
        }
        final long element = area + 4 + 8L * (seen[queue]++ % SIZE);
        return (int) ram.read(element + 4, 4);
    }

    /** Takes all used heads. */
    List<Integer> usedHeads(final int queue) {
        final List<Integer> heads = new ArrayList<>();
        final long area = page(queue) + DEVICE_AREA;
        while ((int) ram.read(area + 2, 2) != (seen[queue] & 0xffff)) {
            heads.add((int) ram.read(area + 4 + 8L * (seen[queue]++ % SIZE), 4));
        }
        return heads;
    }

    boolean needsReset() {
        return (read(0x70) & VirtioMmio.NEEDS_RESET) != 0;
    }

    static byte[] concat(final byte[]... parts) {
        int length = 0;
        for (final byte[] part : parts) {
            length += part.length;
        }
        final byte[] all = new byte[length];
        int at = 0;
        for (final byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    /** Returns a number as little-endian bytes. */
    static byte[] number(final long value, final int size) {
        final byte[] bytes = new byte[8];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (value >>> 8 * i);
        }
        return Arrays.copyOf(bytes, size);
    }

    @Override
    public void close() {
        mmio.close();
        ram.close();
    }
}
