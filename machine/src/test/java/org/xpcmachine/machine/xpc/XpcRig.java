// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.xpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.xpcmachine.isa.Assembler;
import org.xpcmachine.isa.Assembly;
import org.xpcmachine.isa.CsrNames;
import org.xpcmachine.machine.execute.Core;
import org.xpcmachine.machine.hart.Hart;
import org.xpcmachine.machine.hart.HartConfig;
import org.xpcmachine.machine.hart.Privilege;
import org.xpcmachine.machine.hart.Status;
import org.xpcmachine.machine.memory.Bus;
import org.xpcmachine.machine.memory.PhysicalMemory;
import org.xpcmachine.machine.mmu.CodeCache;
import org.xpcmachine.machine.mmu.Mmu;
import org.xpcmachine.machine.mmu.Pmp;
import org.xpcmachine.machine.observe.Event;
import org.xpcmachine.machine.trap.GuestTrap;
import org.xpcmachine.machine.xpc.XpcLayout.Csr;

/**
 * One hart with Xxpc, a kernel's structures in memory, and no kernel: the test plays it. Every address space maps the
 * gigabyte at {@link #RAM} one to one for users, and again {@link #KERNEL} higher for the supervisor; they differ in
 * their ASID alone. Traps go to M.
 */
final class XpcRig implements AutoCloseable {
    static final long RAM = 0x8000_0000L;
    static final long SIZE = 1 << 20;
    static final long KERNEL = 0x4000_0000L;
    static final long ROOT = RAM + 0x1000;
    static final long TABLE = RAM + 0x2000;
    static final long CAPS = RAM + 0x3000;
    static final long LINKS = RAM + 0x4000;
    static final long LISTS = RAM + 0x5000;
    static final long BUFFERS = RAM + 0x40000;
    static final long CODE = RAM + 0x10000;
    static final int ENTRIES = 16;
    static final int RECORDS = 4;
    static final int LIST_ENTRIES = 3;

    /** Where segments lie; the page table maps nothing there. */
    static final long WINDOW = 0x10_0000L;

    private static final long KERNEL_DATA = 0x4000;
    private static final int A0 = 10;
    private static final int A1 = 11;

    final PhysicalMemory ram = new PhysicalMemory(RAM, SIZE);
    final Hart hart;
    final Core core;
    final List<Event> events = new ArrayList<>();
    private final Map<String, Long> slots = new HashMap<>();
    private long nextSlot = CODE;

    /** A trap that was taken. */
    record Trap(long cause, long value, long pc) {}

    XpcRig() {
        this(XpcConfig.DEFAULT);
    }

    XpcRig(final XpcConfig config) {
        final Bus bus = new Bus();
        bus.attach("ram", ram);
        final GuestTrap trap = new GuestTrap();
        final Pmp pmp = new Pmp(16);
        final Mmu mmu = new Mmu(ram, bus, new CodeCache(ram), pmp, trap);
        hart = new Hart(0, HartConfig.DEFAULT, mmu, trap);
        core = new Core(hart);
        new XpcExtension(config).install(core);
        allowAll();
        ram.writeLong(ROOT + 8 * (RAM >>> 30), RAM >>> 12 << 10 | 0xDF);
        ram.writeLong(ROOT + 8 * (RAM + KERNEL >>> 30), RAM >>> 12 << 10 | 0xCF);
        hart.satp = satp(1);
        user();
        set("xentrytable", TABLE);
        set("xentrysize", ENTRIES);
        set("xcallcap", cap(1));
        set("xlinkbase", LINKS);
        set("xlinklimit", LINKS + RECORDS * XpcLayout.Record.SIZE);
        set("xlink", LINKS);
        set("xseglist", list(1));
        set("xpcctl", XpcLayout.Control.EN);
    }

    /** The address space of process {@code number}. */
    static long satp(final int number) {
        return 8L << 60 | (long) number << 44 | ROOT >>> 12;
    }

    /** The capability table of process {@code number}: one word. */
    static long cap(final int number) {
        return CAPS + 64L * number | 1;
    }

    /** The segment list of process {@code number}. */
    static long list(final int number) {
        return LISTS + 4096L * number | LIST_ENTRIES;
    }

    /** Where x-entry {@code id} starts. */
    static long target(final int id) {
        return CODE + 0x1000 + 16L * id;
    }

    /** One entry for all of memory that users may do everything with. */
    void allowAll() {
        hart.mmu.pmp.reset();
        hart.mmu.pmp.setAddress(0, -1);
        hart.mmu.pmp.setConfig(0, Pmp.NAPOT | Pmp.READ | Pmp.WRITE | Pmp.EXECUTE);
        hart.mmu.flushAll();
    }

    /** Takes rights on the 8 bytes at an address away, leaving {@code rights}. */
    void restrict(final long address, final int rights) {
        final Pmp pmp = hart.mmu.pmp;
        pmp.reset();
        pmp.setAddress(0, address >>> 2);
        pmp.setConfig(0, Pmp.NAPOT | rights);
        pmp.setAddress(1, -1);
        pmp.setConfig(1, Pmp.NAPOT | Pmp.READ | Pmp.WRITE | Pmp.EXECUTE);
        hart.mmu.flushAll();
    }

    void set(final String csr, final long value) {
        core.csrs.poke(hart, CsrNames.number(csr), value);
    }

    long get(final String csr) {
        return core.csrs.peek(hart, CsrNames.number(csr));
    }

    long word(final long address) {
        return ram.readLong(address);
    }

    void word(final long address, final long value) {
        ram.writeLong(address, value);
    }

    /** Makes x-entry {@code id} lead into process {@code process}. */
    void entry(final int id, final int process) {
        final long at = TABLE + (long) id * XpcLayout.Entry.SIZE;
        word(at + XpcLayout.Entry.SATP, satp(process));
        word(at + XpcLayout.Entry.PC, target(id));
        word(at + XpcLayout.Entry.XCALLCAP, cap(process));
        word(at + XpcLayout.Entry.XSEGLIST, list(process));
        word(at + XpcLayout.Entry.FLAGS, XpcLayout.FLAGS_VALID);
    }

    void grant(final int process, final int id) {
        word(CAPS + 64L * process, word(CAPS + 64L * process) | 1L << id);
    }

    void revoke(final int process, final int id) {
        word(CAPS + 64L * process, word(CAPS + 64L * process) & ~(1L << id));
    }

    void segment(final long va, final long pa, final long length) {
        set("xsegva", va);
        set("xsegpa", pa);
        set("xseglen", length);
    }

    void listEntry(final int process, final int index, final long va, final long pa, final long length) {
        final long at = LISTS + 4096L * process + 32L * index;
        word(at, va);
        word(at + 8, pa);
        word(at + 16, length);
    }

    /** Executes one instruction in the current mode with a0 as given; returns the trap it raised, or null. */
    Trap execute(final String instruction, final long a0) {
        final long slot = slots.computeIfAbsent(instruction, this::place);
        hart.pc = hart.privilege == Privilege.S && hart.satp != 0 ? slot + KERNEL : slot;
        hart.x[A0] = a0;
        return step();
    }

    /** Executes the instruction at pc. */
    Trap step() {
        final int mode = hart.privilege;
        core.run(hart.steps + 1);
        if (hart.privilege == Privilege.M && mode != Privilege.M) {
            final Trap trap = new Trap(hart.mcause, hart.mtval, hart.mepc);
            hart.pc = trap.pc();
            mode(mode);
            return trap;
        }
        return null;
    }

    /** Executes an instruction that must trap, checks that it changed nothing, and returns the trap. */
    Trap refused(final String instruction, final long a0) {
        hart.x[A0] = a0;
        hart.x[XpcLayout.Encoding.CALLER] = 0x7e57;
        final String before = snapshot();
        final Trap trap = execute(instruction, a0);
        assertThat(trap).as("%s of %#x", instruction, a0).isNotNull();
        assertThat(snapshot()).as("state after the trap of %s", instruction).isEqualTo(before);
        assertThat(trap.pc()).isEqualTo(slot(instruction));
        return trap;
    }

    Trap xcall(final long id) {
        return execute("xcall a0", id);
    }

    Trap xret() {
        return execute("xret", 0);
    }

    Trap swapseg(final long index) {
        return execute("swapseg a0", index);
    }

    Trap load(final long address) {
        return execute("ld a1, 0(a0)", address);
    }

    Trap store(final long address, final long value) {
        hart.x[A1] = value;
        return execute("sd a1, 0(a0)", address);
    }

    long a1() {
        return hart.x[A1];
    }

    void user() {
        mode(Privilege.U);
    }

    void mode(final int privilege) {
        hart.privilege = privilege;
        hart.updateTranslation();
    }

    void sum(final boolean on) {
        hart.mstatus = on ? hart.mstatus | Status.SUM : hart.mstatus & ~Status.SUM;
        hart.updateTranslation();
    }

    long slot(final String instruction) {
        return slots.computeIfAbsent(instruction, this::place);
    }

    void observe() {
        hart.observer = events::add;
    }

    private long place(final String instruction) {
        final Assembly code = Assembler.assemble(nextSlot, instruction);
        final long at = nextSlot;
        ram.copyIn(at, code.bytes(), 0, code.bytes().length);
        hart.mmu.codeCache.written(at, code.bytes().length);
        nextSlot += 16;
        return at;
    }

    /** Everything that an instruction could change: registers, satp, reservation, and the kernel's structures. */
    String snapshot() {
        final StringBuilder text = new StringBuilder(Arrays.toString(hart.x));
        for (int csr = Csr.XPCCTL; csr <= Csr.XSEGLIST; csr++) {
            text.append(' ').append(Long.toHexString(core.csrs.peek(hart, csr)));
        }
        text.append(" mask ")
                .append(get("xmaskbase"))
                .append('+')
                .append(get("xmasklen"))
                .append(" satp ")
                .append(hart.satp)
                .append(" lr ")
                .append(hart.reservation);
        final byte[] memory = new byte[(int) KERNEL_DATA + 0x6000];
        ram.copyOut(TABLE, memory, 0, memory.length);
        return text.append(" memory ").append(Arrays.hashCode(memory)).toString();
    }

    @Override
    public void close() {
        ram.close();
    }
}
