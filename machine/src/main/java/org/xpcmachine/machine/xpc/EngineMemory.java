// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.xpc;

import org.xpcmachine.machine.cycle.EngineAccess;
import org.xpcmachine.machine.hart.Hart;
import org.xpcmachine.machine.hart.Privilege;
import org.xpcmachine.machine.mmu.Pmp;
import org.xpcmachine.machine.trap.Cause;

/** How the engine reads and writes words, for one purpose: physical addresses, main memory, PMP as for S mode (section 4.5). */
final class EngineMemory {
    private static final int WORD = 8;

    private final Hart hart;
    private final EngineAccess purpose;

    EngineMemory(final Hart hart, final EngineAccess purpose) {
        this.hart = hart;
        this.purpose = purpose;
    }

    long load(final long address) {
        if (!permitted(address, Pmp.READ)) {
            throw hart.trap.because(Cause.LOAD_ACCESS, address);
        }
        if (hart.cycles != null) {
            hart.cycles.engineLoad(purpose, address);
        }
        return hart.mmu.ram.readLong(address);
    }

    /** Traps unless all words of {@code bytes} bytes can be written. */
    void requireStorable(final long address, final int bytes) {
        for (long word = address; word < address + bytes; word += WORD) {
            if (!permitted(word, Pmp.WRITE)) {
                throw hart.trap.because(Cause.STORE_ACCESS, word);
            }
        }
    }

    /** Writes a word that {@link #requireStorable} has allowed. */
    void store(final long address, final long value) {
        hart.mmu.ram.writeLong(address, value);
        hart.mmu.codeCache.written(address, WORD);
        if (hart.cycles != null) {
            hart.cycles.engineStore(purpose, address);
        }
    }

    private boolean permitted(final long address, final int access) {
        return hart.mmu.ram.contains(address, WORD) && hart.mmu.pmp.allows(address, WORD, access, Privilege.S);
    }
}
