// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.memory;

import org.xpcmachine.machine.hart.Hart;
import org.xpcmachine.machine.hart.HartConfig;
import org.xpcmachine.machine.hart.Privilege;
import org.xpcmachine.machine.memory.Bus;
import org.xpcmachine.machine.memory.PhysicalMemory;
import org.xpcmachine.machine.mmu.CodeCache;
import org.xpcmachine.machine.mmu.Mmu;
import org.xpcmachine.machine.mmu.Pmp;
import org.xpcmachine.machine.trap.GuestTrap;
import org.xpcmachine.timing.CycleAccount;
import org.xpcmachine.timing.config.DataPortConfig;
import org.xpcmachine.timing.config.MemoryConfig;

/** One hart with its data side, some memory, and a page table; accesses leave ID where they are told to. */
final class Rig {
    static final long RAM = 0x8000_0000L;
    static final long ROOT = RAM + 0x1000;
    static final long MIDDLE = RAM + 0x2000;
    static final long LEAVES = RAM + 0x3000;

    /** Virtual address of the first of 512 base pages, which lie at {@link #PAGES}. */
    static final long VIRTUAL = 0x4000_0000L;

    static final long PAGES = RAM + 0x10_0000;

    private static final long SIZE = 0x40_0000;

    final PhysicalMemory ram = new PhysicalMemory(RAM, SIZE);
    final Hart hart;
    final CycleAccount account;
    final DataPort port;

    /** Cycle in which the last access left ID. */
    long now;

    Rig() {
        this(new MemorySystem(MemoryConfig.ROCKET, null, 64), DataPortConfig.ROCKET);
    }

    Rig(final MemorySystem memory, final DataPortConfig config) {
        final GuestTrap trap = new GuestTrap();
        final Bus bus = new Bus();
        bus.attach("ram", ram);
        hart = new Hart(0, HartConfig.DEFAULT, new Mmu(ram, bus, new CodeCache(ram), new Pmp(0), trap), trap);
        account = new CycleAccount();
        port = new DataPort(hart, memory, account, config);
        ram.writeLong(ROOT + 8, MIDDLE >>> 12 << 10 | 1);
        ram.writeLong(ROOT + 16, RAM >>> 12 << 10 | 0xcf);
        ram.writeLong(MIDDLE, LEAVES >>> 12 << 10 | 1);
        for (int i = 0; i < 512; i++) {
            ram.writeLong(LEAVES + 8L * i, PAGES + 4096L * i >>> 12 << 10 | 0xcf);
        }
    }

    /** Supervisor mode with translation, in address space {@code asid}. */
    void translate(final int asid) {
        hart.satp = 8L << 60 | (long) asid << 44 | ROOT >>> 12;
        hart.privilege = Privilege.S;
        hart.updateTranslation();
        port.translationChanged();
    }

    /** Returns how many cycles more than one a load takes that is issued {@code gap} cycles after the access before. */
    long load(final long va, final int gap) {
        final long issue = now + gap;
        now = port.load(va, 8, issue);
        return now - issue;
    }

    long store(final long va, final int gap) {
        final long issue = now + gap;
        now = port.store(va, 8, issue);
        return now - issue;
    }

    long atomic(final long va, final int gap) {
        final long issue = now + gap;
        now = port.atomic(va, 8, false, issue);
        return now - issue;
    }
}
