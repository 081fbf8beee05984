// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.xpc;

import org.xpcmachine.machine.csr.Satp;

/** Reads x-entries (section 4.1). */
final class XEntryTable {
    private final EngineMemory memory;
    private final boolean radix;

    XEntryTable(final EngineMemory memory, final XpcConfig config) {
        this.memory = memory;
        radix = config.radix();
    }

    /** Returns x-entry {@code id} of the table at {@code base}, or null if it is not valid or not well formed. */
    XEntry load(final long base, final long id) {
        final long address = base + id * XpcLayout.Entry.SIZE;
        if ((memory.load(address + XpcLayout.Entry.FLAGS) & XpcLayout.FLAGS_VALID) == 0) {
            return null;
        }
        final XEntry entry = new XEntry(
                memory.load(address + XpcLayout.Entry.SATP),
                memory.load(address + XpcLayout.Entry.PC),
                CapabilityTable.legal(memory.load(address + XpcLayout.Entry.XCALLCAP), radix),
                XpcRegisters.legalList(memory.load(address + XpcLayout.Entry.XSEGLIST)));
        return Satp.supports(entry.satp()) && (entry.pc() & 1) == 0 ? entry : null;
    }
}
