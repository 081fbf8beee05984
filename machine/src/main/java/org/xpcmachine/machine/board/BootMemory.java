// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.board;

import java.util.ArrayList;
import java.util.List;
import org.xpcmachine.machine.loader.LoadException;
import org.xpcmachine.machine.memory.PhysicalMemory;

/**
 * Where in RAM the images lie: those that have a place of their own, and what the boot loader leaves at the top, downwards, and
 * below 3 GiB as 32-bit kernels like it. No two may overlap.
 */
final class BootMemory {
    private static final long LIMIT = 0xc000_0000L;

    private final PhysicalMemory ram;
    private final List<Range> taken = new ArrayList<>();
    private long top;

    private record Range(String name, long start, long end) {
        @Override
        public String toString() {
            return "%s [%#x, %#x)".formatted(name, start, end);
        }
    }

    BootMemory(final PhysicalMemory ram) {
        this.ram = ram;
        top = Math.min(ram.end(), LIMIT);
    }

    /**
     * Notes that an image takes {@code size} bytes from {@code start} on.
     *
     * @throws LoadException if they are not all in RAM, or another image's
     */
    void take(final String name, final long start, final long size) {
        if (size == 0) {
            return;
        }
        if (!ram.contains(start, size)) {
            throw new LoadException("%s: %d bytes at %#x do not fit into RAM [%#x, %#x); give the machine more memory"
                    .formatted(name, size, start, ram.base(), ram.end()));
        }
        final Range range = new Range(name, start, start + size);
        for (final Range other : taken) {
            if (range.start < other.end && other.start < range.end) {
                throw new LoadException(
                        "%s overlaps %s; give the machine more memory, or move one".formatted(range, other));
            }
        }
        taken.add(range);
    }

    /**
     * Copies the bytes below what was placed before.
     *
     * @param room bytes after them that stay free, for who makes them longer
     * @param alignment of the address, a power of two
     * @return their address
     */
    long place(final String name, final byte[] bytes, final long room, final long alignment) {
        final long address = top - bytes.length - room & -alignment;
        if (address < ram.base() || bytes.length > ram.size()) {
            throw new LoadException("%s: %d bytes do not fit in %d MiB of memory; give the machine more"
                    .formatted(name, bytes.length, ram.size() >> 20));
        }
        take(name, address, bytes.length + room);
        ram.copyIn(address, bytes, 0, bytes.length);
        top = address;
        return address;
    }
}
