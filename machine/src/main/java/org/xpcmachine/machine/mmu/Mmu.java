// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.mmu;

import org.xpcmachine.isa.Decoder;
import org.xpcmachine.machine.memory.Bus;
import org.xpcmachine.machine.memory.BusFault;
import org.xpcmachine.machine.memory.PhysicalMemory;
import org.xpcmachine.machine.memory.RawMemory;
import org.xpcmachine.machine.snapshot.StateExchange;
import org.xpcmachine.machine.snapshot.Stateful;
import org.xpcmachine.machine.trap.Cause;
import org.xpcmachine.machine.trap.GuestTrap;

/**
 * One hart's way to memory: translation, protection, and the access itself. Loads, stores and fetches that hit the TLB take
 * a few host instructions; everything else is decided in the slow path, by the book. Faults are thrown as the hart's
 * {@link GuestTrap}, before anything has changed.
 */
public final class Mmu implements Stateful {
    public final Pmp pmp;
    public final PhysicalMemory ram;
    public final Bus bus;
    public final CodeCache codeCache;

    /** Address of RAM's first byte in the host's memory. */
    private final long hostBase;

    private final GuestTrap trap;
    private final PageTableWalker walker;
    private final TlbSet tlbs = new TlbSet();

    /**
     * Whether a load or store may reach a device now; if not, it throws {@link DeviceAccess}. True only while an instruction
     * is executed alone, so that time and interrupts are exact.
     */
    public boolean devicesReachable;

    /** Where a debugger wants this hart to stop; null for nowhere. */
    private DebugPoints points;

    /** Where the breakpoint is not looked for at the next instruction that is fetched one by one, if it is there. */
    private long passed;

    private boolean passes;

    /** Watched accesses are made without a stop, while the instruction that was stopped is executed. */
    private boolean unwatched;

    /** The regimes in force for loads and stores, and for fetches. */
    private Tlb data;

    private Tlb code;

    /** The relay segment: a range of user addresses that takes precedence over the page table. Empty when from = to. */
    private long windowFrom;

    private long windowTo;

    /** Physical minus virtual address, inside the window. */
    private long windowOffset;

    /** {@link Pmp#READ} and {@link Pmp#WRITE}. */
    private int windowPermission;

    /** An end of the window before which nothing lies, also less the size of an access. */
    private static final long NOTHING = Long.MIN_VALUE + PhysicalMemory.PAGE_SIZE;

    /**
     * The window for loads and for stores that need no further checks in the regime in force: it is active, all RAM, and PMP
     * allows them.
     */
    long directFrom = Long.MAX_VALUE;

    long directLoadEnd = NOTHING;
    long directStoreEnd = NOTHING;

    /** Virtual address in the window + this = address in the host's memory. */
    long directAddend;

    /** Whether the data regime is one that sees the window, and there is one. */
    private boolean windowActive;

    /** Physical range to which writes by the window have been announced since the last snapshot. */
    private long announcedFrom;

    private long announcedTo;

    public Mmu(
            final PhysicalMemory ram, final Bus bus, final CodeCache codeCache, final Pmp pmp, final GuestTrap trap) {
        this.ram = ram;
        this.bus = bus;
        this.codeCache = codeCache;
        this.pmp = pmp;
        this.trap = trap;
        hostBase = ram.segment().address();
        walker = new PageTableWalker(ram, codeCache, pmp, trap);
        codeCache.register(this);
        setRegime(0, 3, 3, false, false);
    }

    /** Selects the translations for the accesses that follow. Arguments as in the CSRs; cheap, and nothing is flushed. */
    public void setRegime(
            final long satp, final int fetchPrivilege, final int dataPrivilege, final boolean sum, final boolean mxr) {
        data = tlbs.find(satp, Regime.mode(dataPrivilege, sum, mxr));
        code = tlbs.find(satp, Regime.mode(fetchPrivilege, false, false));
        updateWindow();
    }

    /** Says where to stop; null for nowhere. Called again after every change of the points, and never while the hart executes. */
    public void setDebugPoints(final DebugPoints where) {
        final DebugPoints next = where == null ? new DebugPoints() : where;
        tlbs.forEach(tlb -> {
            tlb.updateStepped(next);
            tlb.data.updateWatched(next);
        });
        points = where;
        updateWindow();
    }

    /** The breakpoint at {@code pc} does not stop the next instruction if that is there: it has been reported. */
    public void passBreakpoint(final long pc) {
        passed = pc;
        passes = true;
    }

    /** Every breakpoint stops the hart again. */
    public void passNone() {
        passes = false;
    }

    /** Whether watched accesses stop the hart. */
    public void setWatching(final boolean watching) {
        unwatched = !watching;
    }

    private void lookForBreakpoint(final long pc) {
        final boolean pass = passes && pc == passed;
        passes = false;
        if (!pass && points.hasBreakpoint(pc)) {
            throw new DebugStop(null);
        }
    }

    private void lookForWatchpoint(final long va, final int size, final Watchpoint.Kind kind) {
        if (points != null && !unwatched) {
            points.check(va, size, kind);
        }
    }

    /** Sets the relay segment: {@code length} bytes (0 for none) at virtual address {@code va}, physically at {@code pa}. */
    public void setWindow(final long va, final long pa, final long length, final int permission) {
        windowFrom = va;
        windowTo = va + length;
        windowOffset = pa - va;
        windowPermission = permission;
        updateWindow();
    }

    /** Whether a data access at {@code va} goes through the relay segment. */
    public boolean inWindow(final long va) {
        return windowActive && va >= windowFrom && va < windowTo;
    }

    /** Physical minus virtual address, inside the relay segment. */
    public long windowOffset() {
        return windowOffset;
    }

    /** The window is for user accesses, and for the supervisor's on the user's behalf: under SUM, where it has a meaning. */
    private void updateWindow() {
        final int privilege = data.mode & Regime.PRIVILEGE;
        final boolean onBehalf = (data.mode & Regime.SUM) != 0 && Regime.translates(data.satp, data.mode);
        windowActive = windowFrom != windowTo && (privilege == 0 || onBehalf);
        int direct = 0;
        if (windowActive) {
            data.data.clean(windowFrom, windowTo);
            direct = directKinds(privilege);
            directAddend = windowOffset - ram.base() + hostBase;
        }
        directFrom = direct != 0 ? windowFrom : Long.MAX_VALUE;
        directLoadEnd = (direct & Pmp.READ) != 0 ? windowTo : NOTHING;
        directStoreEnd = NOTHING;
        if ((direct & Pmp.WRITE) != 0) {
            announceWindow();
            directStoreEnd = windowTo;
        }
    }

    private void announceWindow() {
        final long from = windowFrom + windowOffset;
        final long to = windowTo + windowOffset;
        if (from < announcedFrom || to > announcedTo) {
            ram.announceWrites(from, to - from);
            announcedFrom = from;
            announcedTo = to;
        }
    }

    /** Which accesses may be made anywhere in the window without looking further. */
    private int directKinds(final int privilege) {
        final long pa = windowFrom + windowOffset;
        final long length = windowTo - windowFrom;
        if (windowTo < windowFrom || windowFrom < NOTHING || !ram.contains(pa, length)) {
            return 0;
        }
        if (points != null && points.isWatched(windowFrom, length)) {
            return 0;
        }
        final int noCode = codeCache.isCode(pa, length) ? ~Pmp.WRITE : -1;
        return windowPermission & pmp.allowed(pa, length, privilege) & noCode;
    }

    /** {@code menvcfg.ADUE}: the walker sets A and D itself. */
    public void setUpdatesDirty(final boolean updates) {
        walker.updatesDirty = updates;
    }

    /** Drops all cached translations, of every regime, and what PMP said of them. */
    public void flushAll() {
        tlbs.forEach(Tlb::clear);
        updateWindow();
    }

    /** sfence.vma with rs1 = rs2 = x0. */
    public void flushTranslations() {
        tlbs.forEach(tlb -> {
            if (tlb.satp != 0) {
                tlb.clear();
            }
        });
    }

    /** sfence.vma with rs2 only: one address space. */
    public void flushSpace(final int asid) {
        tlbs.forEach(tlb -> {
            if (tlb.satp != 0 && asid(tlb.satp) == asid) {
                tlb.clear();
            }
        });
    }

    /** sfence.vma with rs1 only: one address in all spaces. */
    public void flushAddress(final long va) {
        tlbs.forEach(tlb -> {
            if (tlb.satp != 0) {
                tlb.clearPage(va);
            }
        });
    }

    /** sfence.vma with rs1 and rs2. */
    public void flushAddress(final long va, final int asid) {
        tlbs.forEach(tlb -> {
            if (tlb.satp != 0 && asid(tlb.satp) == asid) {
                tlb.clearPage(va);
            }
        });
    }

    private static int asid(final long satp) {
        return (int) (satp >>> 44) & 0xffff;
    }

    void dropWrites() {
        tlbs.forEach(tlb -> tlb.data.clearWrites());
        updateWindow();
    }

    void dropCode(final CodePage page) {
        tlbs.forEach(tlb -> tlb.clearCode(page));
    }

    /**
     * Passes PMP and the cached translations: software that changed a page table without a fence sees them. Regime and relay
     * segment are to be set afterwards by those who have them.
     */
    @Override
    public void exchange(final StateExchange state) {
        pmp.exchange(state);
        tlbs.exchange(state, ram, codeCache);
        if (points != null) {
            setDebugPoints(points);
        }
    }

    /** Announces writes to every page of RAM that is written to without coming by here: see {@link PhysicalMemory#announceWrites}. */
    public void announceWrites() {
        tlbs.forEach(tlb -> tlb.data.announceWrites(ram));
        announcedFrom = 0;
        announcedTo = 0;
        updateWindow();
    }

    /** Host address of the table of the TLB for loads and stores in the regime in force, for {@link DataAccess}. */
    public long dataTable() {
        return data.data.table;
    }

    /** Likewise, its mask. */
    public long dataMask() {
        return data.data.mask;
    }

    // Loads are zero-extended.

    public long load8(final long va) {
        final DataTlb tlb = data.data;
        final long entry = DataTlb.entry(tlb.table, tlb.mask, va);
        return RawMemory.getLong(entry + DataTlb.READ_TAG) == DataTlb.tag(va, 1)
                ? RawMemory.getByte(va + RawMemory.getLong(entry + DataTlb.ADDEND)) & 0xffL
                : loadSlow(va, 1);
    }

    public long load16(final long va) {
        final DataTlb tlb = data.data;
        final long entry = DataTlb.entry(tlb.table, tlb.mask, va);
        return RawMemory.getLong(entry + DataTlb.READ_TAG) == DataTlb.tag(va, 2)
                ? RawMemory.getShort(va + RawMemory.getLong(entry + DataTlb.ADDEND)) & 0xffffL
                : loadSlow(va, 2);
    }

    public long load32(final long va) {
        final DataTlb tlb = data.data;
        final long entry = DataTlb.entry(tlb.table, tlb.mask, va);
        return RawMemory.getLong(entry + DataTlb.READ_TAG) == DataTlb.tag(va, 4)
                ? RawMemory.getInt(va + RawMemory.getLong(entry + DataTlb.ADDEND)) & 0xffff_ffffL
                : loadSlow(va, 4);
    }

    public long load64(final long va) {
        final DataTlb tlb = data.data;
        final long entry = DataTlb.entry(tlb.table, tlb.mask, va);
        return RawMemory.getLong(entry + DataTlb.READ_TAG) == DataTlb.tag(va, 8)
                ? RawMemory.getLong(va + RawMemory.getLong(entry + DataTlb.ADDEND))
                : loadSlow(va, 8);
    }

    public void store8(final long va, final long value) {
        final DataTlb tlb = data.data;
        final long entry = DataTlb.entry(tlb.table, tlb.mask, va);
        if (RawMemory.getLong(entry + DataTlb.WRITE_TAG) == DataTlb.tag(va, 1)) {
            RawMemory.putByte(va + RawMemory.getLong(entry + DataTlb.ADDEND), (byte) value);
        } else {
            storeSlow(va, 1, value);
        }
    }

    public void store16(final long va, final long value) {
        final DataTlb tlb = data.data;
        final long entry = DataTlb.entry(tlb.table, tlb.mask, va);
        if (RawMemory.getLong(entry + DataTlb.WRITE_TAG) == DataTlb.tag(va, 2)) {
            RawMemory.putShort(va + RawMemory.getLong(entry + DataTlb.ADDEND), (short) value);
        } else {
            storeSlow(va, 2, value);
        }
    }

    public void store32(final long va, final long value) {
        final DataTlb tlb = data.data;
        final long entry = DataTlb.entry(tlb.table, tlb.mask, va);
        if (RawMemory.getLong(entry + DataTlb.WRITE_TAG) == DataTlb.tag(va, 4)) {
            RawMemory.putInt(va + RawMemory.getLong(entry + DataTlb.ADDEND), (int) value);
        } else {
            storeSlow(va, 4, value);
        }
    }

    public void store64(final long va, final long value) {
        final DataTlb tlb = data.data;
        final long entry = DataTlb.entry(tlb.table, tlb.mask, va);
        if (RawMemory.getLong(entry + DataTlb.WRITE_TAG) == DataTlb.tag(va, 8)) {
            RawMemory.putLong(va + RawMemory.getLong(entry + DataTlb.ADDEND), value);
        } else {
            storeSlow(va, 8, value);
        }
    }

    private long loadSlow(final long va, final int size) {
        final int first = bytesInPage(va, size);
        if (first == size || touchesWindow(va, size)) {
            final long pa = resolve(va, size, Access.READ);
            lookForWatchpoint(va, size, Watchpoint.Kind.READ);
            return readPhysical(pa, size, va);
        }
        final long low = resolve(va, first, Access.READ);
        final long high = resolve(va + first, size - first, Access.READ);
        lookForWatchpoint(va, size, Watchpoint.Kind.READ);
        long value = 0;
        for (int i = size - 1; i >= 0; i--) {
            final long address = i < first ? low + i : high + i - first;
            value = value << 8 | readPhysical(address, 1, va + i);
        }
        return value;
    }

    private void storeSlow(final long va, final int size, final long value) {
        final int first = bytesInPage(va, size);
        if (first == size || touchesWindow(va, size)) {
            final long pa = resolve(va, size, Access.WRITE);
            lookForWatchpoint(va, size, Watchpoint.Kind.WRITE);
            writePhysical(pa, size, value, va);
        } else {
            storeAcross(va, size, first, value);
        }
    }

    /** Stores {@code first} bytes at the end of one page and the rest in the next. */
    private void storeAcross(final long va, final int size, final int first, final long value) {
        final long low = resolve(va, first, Access.WRITE);
        final long high = resolve(va + first, size - first, Access.WRITE);
        if (!ram.contains(low, first) || !ram.contains(high, size - first)) {
            throw trap.because(Cause.STORE_ACCESS, va);
        }
        lookForWatchpoint(va, size, Watchpoint.Kind.WRITE);
        for (int i = 0; i < size; i++) {
            writePhysical(i < first ? low + i : high + i - first, 1, value >>> 8 * i & 0xff, va);
        }
    }

    private static int bytesInPage(final long va, final int size) {
        return (int) Math.min(size, PhysicalMemory.PAGE_SIZE - (va & ~Tlb.PAGE_MASK));
    }

    private boolean touchesWindow(final long va, final int size) {
        return windowActive && va < windowTo && va + size > windowFrom;
    }

    /**
     * Returns the physical address for an access that lies in one page or in the window, checked by page table, window and
     * PMP; enters it in the TLB where that may be.
     */
    private long resolve(final long va, final int size, final Access access) {
        final boolean window = touchesWindow(va, size);
        if (points != null && access != Access.EXECUTE && !window) {
            final long host = data.data.watchedAddress(va, access == Access.WRITE);
            if (host != 0) {
                return host - hostBase + ram.base();
            }
        }
        final Tlb tlb = access == Access.EXECUTE ? code : data;
        final long pa = window && access != Access.EXECUTE
                ? throughWindow(va, size, access)
                : Regime.translates(tlb.satp, tlb.mode) ? walker.translate(tlb.satp, tlb.mode, va, access) : bare(va);
        if (!pmp.allows(pa, size, access.pmp, tlb.mode & Regime.PRIVILEGE)) {
            throw trap.because(access.accessFault, va);
        }
        if (!window && access != Access.EXECUTE) {
            fill(va, pa, access);
        }
        return pa;
    }

    private long bare(final long va) {
        walker.level = 0;
        return va;
    }

    private long throughWindow(final long va, final int size, final Access access) {
        if (va < windowFrom || va + size > windowTo || (windowPermission & access.pmp) == 0) {
            throw trap.because(access.pageFault, va);
        }
        return va + windowOffset;
    }

    private void fill(final long va, final long pa, final Access access) {
        final long page = va & Tlb.PAGE_MASK;
        final long frame = pa & Tlb.PAGE_MASK;
        if (!ram.contains(frame, PhysicalMemory.PAGE_SIZE)
                || !pmp.uniform(frame)
                || touchesWindow(page, (int) PhysicalMemory.PAGE_SIZE)
                || access == Access.WRITE && codeCache.isCode(frame)) {
            return;
        }
        if (access == Access.WRITE) {
            ram.announceWrites(frame, PhysicalMemory.PAGE_SIZE);
        }
        final boolean watched = points != null && points.isWatched(page, PhysicalMemory.PAGE_SIZE);
        data.data.fill(page, hostBase + frame - ram.base(), access == Access.WRITE, walker.level, watched);
    }

    private long readPhysical(final long pa, final int size, final long va) {
        if (ram.contains(pa, size)) {
            return ram.read(pa, size);
        }
        if (!devicesReachable) {
            throw DeviceAccess.INSTANCE;
        }
        return readBus(pa, size, va);
    }

    private long readBus(final long pa, final int size, final long va) {
        try {
            return bus.read(pa, size);
        } catch (final BusFault fault) {
            throw trap.because(Cause.LOAD_ACCESS, va);
        }
    }

    private void writePhysical(final long pa, final int size, final long value, final long va) {
        if (ram.contains(pa, size)) {
            ram.write(pa, size, value);
            codeCache.written(pa, size);
            return;
        }
        if (!devicesReachable) {
            throw DeviceAccess.INSTANCE;
        }
        try {
            bus.write(pa, size, value);
        } catch (final BusFault fault) {
            throw trap.because(Cause.STORE_ACCESS, va);
        }
    }

    /**
     * Returns the physical address in RAM for LR ({@code write} false) or AMO. These must be naturally aligned, and devices do
     * not support them.
     */
    public long atomic(final long va, final int size, final boolean write) {
        final long pa = atomicAddress(va, size, write);
        if (points != null) {
            lookForWatchpoint(va, size, write ? Watchpoint.Kind.ACCESS : Watchpoint.Kind.READ);
        }
        return pa;
    }

    /** Likewise, for SC, which stores if {@code reservation} is that of the address: that of its naturally aligned granule. */
    public long conditional(final long va, final int size, final long reservation, final long granule) {
        final long pa = atomicAddress(va, size, true);
        if (points != null && reservation == (pa & -granule)) {
            lookForWatchpoint(va, size, Watchpoint.Kind.WRITE);
        }
        return pa;
    }

    private long atomicAddress(final long va, final int size, final boolean write) {
        if ((va & size - 1) != 0) {
            throw trap.because(write ? Cause.STORE_MISALIGNED : Cause.LOAD_MISALIGNED, va);
        }
        final DataTlb tlb = data.data;
        final long entry = DataTlb.entry(tlb.table, tlb.mask, va);
        if (RawMemory.getLong(entry + DataTlb.WRITE_TAG) == (va & Tlb.PAGE_MASK)) {
            return va + RawMemory.getLong(entry + DataTlb.ADDEND) - hostBase + ram.base();
        }
        final Access access = write ? Access.WRITE : Access.READ;
        final long pa = resolve(va, size, access);
        if (!ram.contains(pa, size)) {
            throw trap.because(access.accessFault, va);
        }
        return pa;
    }

    /** Finishes an AMO or SC at a physical address from {@link #atomic}. */
    public void storeAtomic(final long pa, final int size, final long value) {
        ram.write(pa, size, value);
        if (codeCache.isCode(pa)) {
            codeCache.written(pa, size);
        }
    }

    /** Returns the decoded instructions of the page that holds {@code pc}. */
    public CodePage codePage(final long pc) {
        final Tlb tlb = code;
        final int i = Tlb.index(pc);
        return tlb.fetchTag[i] == (pc & Tlb.PAGE_MASK) ? tlb.code[i] : codePageSlow(pc);
    }

    /** Returns what {@link #codePage} last returned for the page of {@code pc}, or null if that has been forgotten. */
    public CodePage knownCodePage(final long pc) {
        final Tlb tlb = code;
        final int i = Tlb.index(pc);
        return tlb.fetchTag[i] == (pc & Tlb.PAGE_MASK) ? tlb.code[i] : null;
    }

    /** Whether {@link #knownCodePage} is {@code page}, which is not null. */
    public boolean isCode(final long pc, final CodePage page) {
        final Tlb tlb = code;
        final int i = Tlb.index(pc);
        return tlb.code[i] == page && tlb.fetchTag[i] == (pc & Tlb.PAGE_MASK);
    }

    private CodePage codePageSlow(final long pc) {
        final long frame = resolve(pc, 2, Access.EXECUTE) & Tlb.PAGE_MASK;
        if (!ram.contains(frame, PhysicalMemory.PAGE_SIZE) || !pmp.uniform(frame)) {
            return CodePage.UNCACHED;
        }
        final CodePage whole = codeCache.page(frame);
        final boolean stepped = points != null && points.isStepped(pc & Tlb.PAGE_MASK);
        final CodePage page = stepped ? new CodePage(whole) : whole;
        code.fillCode(pc & Tlb.PAGE_MASK, page, walker.level);
        return page;
    }

    /** Reads and decodes the instruction at {@code pc} in {@code page}, and remembers it if it lies wholly in the page. */
    public long fetch(final long pc, final CodePage page) {
        if (page.isCached()) {
            return fetchUnwatched(pc, page);
        }
        if (points != null) {
            lookForBreakpoint(pc);
        }
        if (page.behind == null) {
            return fetchUnwatched(pc, page);
        }
        final long known = page.behind.decoded[CodePage.slot(pc)];
        return known != 0 ? known : fetchUnwatched(pc, page.behind);
    }

    private long fetchUnwatched(final long pc, final CodePage page) {
        final int raw = fetchRaw(pc, page);
        final long instruction = Decoder.decode(raw);
        if (page.isCached() && !((raw & 3) == 3 && endsPage(pc))) {
            page.remember((int) (pc & ~Tlb.PAGE_MASK) >> 1, instruction);
        }
        return instruction;
    }

    /**
     * Returns the bits of the instruction at {@code pc}, zero-extended: 16 or 32 of them; 0 if it cannot be fetched
     * any more, because the page table changed since.
     */
    public long instructionBits(final long pc) {
        try {
            return fetchRaw(pc, codePage(pc)) & 0xffff_ffffL;
        } catch (final GuestTrap gone) {
            return 0;
        }
    }

    private int fetchRaw(final long pc, final CodePage given) {
        final CodePage page = given.behind == null ? given : given.behind;
        final long address = page.address + (pc & ~Tlb.PAGE_MASK);
        final int low = page.isCached() ? (int) ram.read(address, 2) : fetchHalfword(pc);
        if ((low & 3) != 3) {
            return low;
        }
        final boolean known = page.isCached() && !endsPage(pc);
        return low | (known ? (int) ram.read(address + 2, 2) : fetchHalfword(pc + 2)) << 16;
    }

    private static boolean endsPage(final long pc) {
        return (pc & ~Tlb.PAGE_MASK) == PhysicalMemory.PAGE_SIZE - 2;
    }

    /** Only RAM is executable: a fetch from a device would have the effects of reading it. */
    private int fetchHalfword(final long pc) {
        final long pa = resolve(pc, 2, Access.EXECUTE);
        if (!ram.contains(pa, 2)) {
            throw trap.because(Cause.FETCH_ACCESS, pc);
        }
        return (int) ram.read(pa, 2);
    }
}
