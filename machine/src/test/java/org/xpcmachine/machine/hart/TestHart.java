// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.hart;

import org.xpcmachine.machine.memory.Bus;
import org.xpcmachine.machine.memory.PhysicalMemory;
import org.xpcmachine.machine.mmu.CodeCache;
import org.xpcmachine.machine.mmu.Mmu;
import org.xpcmachine.machine.mmu.Pmp;
import org.xpcmachine.machine.trap.GuestTrap;

/** Harts that execute nothing, for tests of the units that act on a hart. */
public final class TestHart {
    private static final long RAM_BASE = 0x8000_0000L;

    private TestHart() {}

    /** Returns a hart after reset, with 16 KiB of RAM at 0x8000_0000. */
    public static Hart create(final HartConfig config) {
        final PhysicalMemory ram = new PhysicalMemory(RAM_BASE, 4 * PhysicalMemory.PAGE_SIZE);
        final Bus bus = new Bus();
        bus.attach("ram", ram);
        final GuestTrap trap = new GuestTrap();
        return new Hart(0, config, new Mmu(ram, bus, new CodeCache(ram), new Pmp(config.pmpEntries()), trap), trap);
    }

    public static Hart create() {
        return create(HartConfig.DEFAULT);
    }
}
