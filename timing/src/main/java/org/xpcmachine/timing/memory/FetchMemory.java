// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.memory;

import org.xpcmachine.machine.memory.PhysicalMemory;
import org.xpcmachine.timing.frontend.InstructionMemory;

/** What the front end sees of memory: the shared system for time, guest RAM for the instructions. */
public final class FetchMemory implements InstructionMemory {
    private final MemorySystem memory;
    private final PhysicalMemory ram;

    public FetchMemory(final MemorySystem memory, final PhysicalMemory ram) {
        this.memory = memory;
        this.ram = ram;
    }

    @Override
    public long readLine(final long pa, final long cycle) {
        return memory.fetch(pa, cycle);
    }

    @Override
    public int word(final long pa) {
        return isMemory(pa) ? (int) ram.read(pa, Integer.BYTES) : 0;
    }

    @Override
    public boolean isMemory(final long pa) {
        return ram.contains(pa, Integer.BYTES);
    }
}
