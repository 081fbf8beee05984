// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.memory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * The physical address map: finds who answers at an address. It is the slow path; harts reach RAM by
 * {@link PhysicalMemory#segment()} once they have translated an address.
 *
 * <p>A guest may send any address: the outcome is a value or a {@link BusFault}.
 */
public final class Bus {
    private final List<Region> regions = new ArrayList<>();

    /** Bounds of the regions, in their order, which is that of their addresses. */
    private long[] bases = {};

    private long[] ends = {};

    /** What answers in each region: one of the two is null. */
    private PhysicalMemory[] memories = {};

    private Device[] devices = {};

    /** Makes a bus with nothing attached. */
    public Bus() {}

    /** Attaches RAM at its own base address. */
    public void attach(final String name, final PhysicalMemory memory) {
        attach(new Region(name, memory.base(), memory.size(), new Region.Ram(memory)));
    }

    /** Attaches a device's registers. */
    public void attach(final String name, final long base, final long size, final Device device) {
        attach(new Region(name, base, size, new Region.Registers(device)));
    }

    private void attach(final Region region) {
        for (final Region other : regions) {
            if (other.overlaps(region)) {
                throw new IllegalArgumentException("overlapping regions: " + other + " and " + region);
            }
        }
        regions.add(region);
        regions.sort(Comparator.comparingLong(Region::base));
        final int n = regions.size();
        bases = new long[n];
        ends = new long[n];
        memories = new PhysicalMemory[n];
        devices = new Device[n];
        for (int i = 0; i < n; i++) {
            final Region r = regions.get(i);
            bases[i] = r.base();
            ends[i] = r.end();
            switch (r.target()) {
                case Region.Ram ram -> memories[i] = ram.memory();
                case Region.Registers registers -> devices[i] = registers.device();
            }
        }
    }

    /** Returns what is attached, by rising address. */
    public List<Region> regions() {
        return Collections.unmodifiableList(regions);
    }

    /** Returns the RAM that holds all {@code length} bytes (not negative) from {@code address}, or null. */
    public PhysicalMemory memoryAt(final long address, final long length) {
        final int i = find(address);
        return i >= 0 && memories[i] != null && length <= ends[i] - address ? memories[i] : null;
    }

    /**
     * Reads 1, 2, 4 or 8 bytes, zero-extended. RAM answers at any alignment, a device only when aligned.
     *
     * @throws BusFault if nothing answers to all of the bytes
     */
    public long read(final long address, final int size) {
        final int i = resolve(address, size);
        final PhysicalMemory memory = memories[i];
        if (memory != null) {
            return memory.read(address, size);
        }
        final long value = devices[i].read(address - bases[i], size);
        return value & mask(size);
    }

    /**
     * Writes the low 1, 2, 4 or 8 bytes of {@code value}, under the rules of {@link #read}.
     *
     * @throws BusFault if nothing answers to all of the bytes
     */
    public void write(final long address, final int size, final long value) {
        final int i = resolve(address, size);
        final PhysicalMemory memory = memories[i];
        if (memory != null) {
            memory.write(address, size, value);
        } else {
            devices[i].write(address - bases[i], size, value & mask(size));
        }
    }

    private int resolve(final long address, final int size) {
        final int i = find(address);
        if (i < 0 || size > ends[i] - address || memories[i] == null && (address & size - 1) != 0) {
            throw BusFault.INSTANCE;
        }
        return i;
    }

    private int find(final long address) {
        final int position = Arrays.binarySearch(bases, address);
        final int i = position >= 0 ? position : -position - 2;
        return i >= 0 && address < ends[i] ? i : -1;
    }

    private static long mask(final int size) {
        return -1L >>> 64 - 8 * size;
    }
}
