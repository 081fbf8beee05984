// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.board;

import org.xpcmachine.machine.loader.LoadException;
import org.xpcmachine.machine.memory.PhysicalMemory;

/** Hands out the top of RAM to what the boot loader leaves there, downwards, and below 3 GiB as 32-bit kernels like it. */
final class BootMemory {
    private static final long LIMIT = 0xc000_0000L;

    private final PhysicalMemory ram;
    private long top;

    BootMemory(final PhysicalMemory ram) {
        this.ram = ram;
        top = Math.min(ram.end(), LIMIT);
    }

    /** Copies the bytes below what was placed before, and returns their address, a multiple of {@code alignment}. */
    long place(final String name, final byte[] bytes, final long alignment) {
        final long address = top - bytes.length & -alignment;
        if (address < ram.base() || bytes.length > ram.size()) {
            throw new LoadException("%s: %d bytes do not fit in %d MiB of memory; give the machine more"
                    .formatted(name, bytes.length, ram.size() >> 20));
        }
        ram.copyIn(address, bytes, 0, bytes.length);
        top = address;
        return address;
    }
}
