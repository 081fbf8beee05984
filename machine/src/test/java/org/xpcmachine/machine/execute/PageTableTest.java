// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.xpcmachine.machine.execute.PageTables.A;
import static org.xpcmachine.machine.execute.PageTables.D;
import static org.xpcmachine.machine.execute.PageTables.R;
import static org.xpcmachine.machine.execute.PageTables.U;
import static org.xpcmachine.machine.execute.PageTables.V;
import static org.xpcmachine.machine.execute.PageTables.W;
import static org.xpcmachine.machine.execute.PageTables.X;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xpcmachine.machine.execute.PageTables.Kind;
import org.xpcmachine.machine.hart.Environment;
import org.xpcmachine.machine.hart.Hart;
import org.xpcmachine.machine.hart.Privilege;
import org.xpcmachine.machine.hart.Status;
import org.xpcmachine.machine.memory.PhysicalMemory;
import org.xpcmachine.machine.mmu.Pmp;
import org.xpcmachine.machine.trap.Cause;

/** Translation, one access at a time: the test plays the kernel and lets the hart execute single instructions. */
class PageTableTest {
    private static final int A0 = 10;
    private static final int A1 = 11;
    private static final int A2 = 12;

    private static final long CODE_VA = 7L << 30;
    private static final long DATA_VA = 5L << 30;
    private static final long DATA = GuestProgram.BASE + 0x20_3000;
    private static final long TABLES = GuestProgram.BASE + 0x40_0000;
    private static final long OTHER_TABLES = GuestProgram.BASE + 0x50_0000;
    private static final long VALUE = 0x0000_0013_0000_0013L; // two nops, so that it can be executed
    private static final long ALL = V | R | W | X | A | D;

    private final GuestProgram program = GuestProgram.of("""
            main:
            .align 12
            accesses:
                ld a1, 0(a0)
                sd a2, 0(a0)
                sfence.vma
                sfence.vma a0
                sfence.vma zero, a1
                sfence.vma a0, a1
            """);
    private final Hart hart = program.hart;
    private final PhysicalMemory ram = program.board.ram();
    private final Core core = program.board.machine().cores().getFirst();
    private PageTables tables;

    @BeforeEach
    void openPmp() {
        hart.mmu.pmp.setAddress(0, -1);
        hart.mmu.pmp.setConfig(0, Pmp.NAPOT | 7);
        ram.writeLong(DATA, VALUE);
        ram.writeLong(DATA + 8, VALUE);
    }

    @AfterEach
    void close() {
        program.close();
    }

    private void useTables(final int levels) {
        tables = new PageTables(ram, TABLES, levels);
        hart.satp = tables.satp(1);
    }

    private void setMode(final int privilege, final long statusBits) {
        hart.privilege = privilege;
        hart.mstatus = Status.XL_64 | statusBits;
        tables.map(CODE_VA, program.address("accesses"), 0, ALL & ~W | (privilege == Privilege.U ? U : 0));
        hart.updateTranslation();
    }

    /** Executes one instruction and returns its exception, or -1; mode and status are afterwards as before. */
    private int step(final long pc) {
        final int privilege = hart.privilege;
        final long status = hart.mstatus;
        program.traps.clear();
        hart.pc = pc;
        core.run(hart.steps + 1);
        hart.privilege = privilege;
        hart.mstatus = status;
        hart.updateTranslation();
        return program.traps.isEmpty() ? -1 : (int) program.traps.getFirst().cause();
    }

    private int access(final Kind kind, final long va) {
        hart.x[A0] = va;
        hart.x[A2] = VALUE;
        final long code = hart.privilege != Privilege.M ? CODE_VA : program.address("accesses");
        return switch (kind) {
            case READ -> step(code);
            case WRITE -> step(code + 4);
            case EXECUTE -> step(va);
        };
    }

    private void fence(final int variant, final long va, final int asid) {
        final int mode = hart.privilege;
        hart.privilege = Privilege.M;
        hart.updateTranslation();
        hart.x[A0] = va;
        hart.x[A1] = asid;
        assertThat(step(program.address("accesses") + 8 + 4 * variant)).isEqualTo(-1);
        hart.privilege = mode;
        hart.updateTranslation();
    }

    private static int pageFault(final Kind kind) {
        return switch (kind) {
            case READ -> Cause.LOAD_PAGE_FAULT;
            case WRITE -> Cause.STORE_PAGE_FAULT;
            case EXECUTE -> Cause.FETCH_PAGE_FAULT;
        };
    }

    private static int accessFault(final Kind kind) {
        return switch (kind) {
            case READ -> Cause.LOAD_ACCESS;
            case WRITE -> Cause.STORE_ACCESS;
            case EXECUTE -> Cause.FETCH_ACCESS;
        };
    }

    private static boolean has(final long set, final long bits) {
        return (set & bits) == bits;
    }

    @ParameterizedTest
    @CsvSource({"3, 0", "3, 1", "3, 2", "4, 0", "4, 1", "4, 2", "4, 3"})
    void everyCombinationOfPermissionBitsAndModesHasTheSpecifiedOutcome(final int levels, final int level) {
        useTables(levels);
        final long size = 1L << 12 + 9 * level;
        final long top = 1L << 12 + 9 * levels - 2;
        final long va = top + (DATA & size - 1);
        final long[] statuses = {0, Status.SUM, Status.MXR, Status.SUM | Status.MXR};
        for (long flags = 0; flags < 256; flags++) {
            for (int setting = 0; setting < 16; setting++) {
                final int mode = setting & 1;
                final boolean updates = (setting & 2) != 0;
                final long status = statuses[setting >>> 2];
                for (final Kind kind : Kind.values()) {
                    final long pte = tables.map(va, DATA & -size, level, flags);
                    final long before = ram.readLong(pte);
                    hart.menvcfg = updates ? Environment.ADUE : 0;
                    setMode(mode, status);
                    hart.mmu.flushAll();
                    final int cause = access(kind, va);
                    final boolean permitted =
                            PageTables.permits(flags, mode, status, updates, kind) && !isPointer(flags, level);
                    final String what = "%s, flags %x, mode %d, status %x, updates %s"
                            .formatted(kind, flags, mode, status, updates);
                    assertThat(cause == -1).as(what).isEqualTo(permitted);
                    final long dirtied = permitted ? A | (kind == Kind.WRITE ? D : 0) : 0;
                    assertThat(ram.readLong(pte)).as(what).isEqualTo(before | dirtied);
                    if (!permitted && !isPointer(flags, level)) {
                        assertThat(cause).as(what).isEqualTo(pageFault(kind));
                        assertThat(program.traps.getFirst().tval()).as(what).isEqualTo(va);
                    }
                }
            }
        }
    }

    private static boolean isPointer(final long flags, final int level) {
        return level > 0 && has(flags, V) && (flags & (R | W | X)) == 0;
    }

    @ParameterizedTest
    @CsvSource({"3, 1", "3, 2", "4, 1", "4, 2", "4, 3"})
    void aSuperpageMustBeAligned(final int levels, final int level) {
        useTables(levels);
        final long size = 1L << 12 + 9 * level;
        final long va = 1L << 12 + 9 * levels - 2;
        for (long bit = 4096; bit < size; bit <<= 1) {
            tables.map(va, (DATA & -size) + bit, level, ALL);
            setMode(Privilege.S, 0);
            hart.mmu.flushAll();
            for (final Kind kind : Kind.values()) {
                assertThat(access(kind, va)).isEqualTo(pageFault(kind));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4})
    void anAddressMustBeCanonical(final int levels) {
        useTables(levels);
        final int bits = 12 + 9 * levels;
        for (int bit = bits - 1; bit < 64; bit++) {
            tables.map(DATA_VA, DATA, 0, ALL);
            setMode(Privilege.S, 0);
            for (final Kind kind : Kind.values()) {
                final long va = DATA_VA | 1L << bit;
                assertThat(access(kind, va)).isEqualTo(pageFault(kind));
                assertThat(program.traps.getFirst().tval()).isEqualTo(va);
            }
        }
        final long high = -1L << bits - 1;
        tables.map(high, DATA, 0, ALL);
        hart.mmu.flushAll();
        assertThat(access(Kind.READ, high)).isEqualTo(-1);
    }

    @Test
    void reservedBitsAndMarkedPointersFault() {
        useTables(3);
        setMode(Privilege.S, 0);
        for (int bit = 54; bit < 64; bit++) {
            final long pte = tables.map(DATA_VA, DATA, 0, ALL);
            ram.writeLong(pte, ram.readLong(pte) | 1L << bit);
            hart.mmu.flushAll();
            assertThat(access(Kind.READ, DATA_VA)).as("bit %d", bit).isEqualTo(Cause.LOAD_PAGE_FAULT);
        }
        tables.map(DATA_VA, DATA, 0, ALL);
        final long pointer = TABLES + (DATA_VA >>> 30) * 8;
        final long plain = ram.readLong(pointer);
        for (final long reserved : new long[] {A, D, U, 1L << 54, 1L << 63}) {
            ram.writeLong(pointer, plain | reserved);
            hart.mmu.flushAll();
            assertThat(access(Kind.READ, DATA_VA)).isEqualTo(Cause.LOAD_PAGE_FAULT);
        }
        ram.writeLong(pointer, plain | 3L << 8);
        hart.mmu.flushAll();
        assertThat(access(Kind.READ, DATA_VA)).as("bits 9:8 are the software's").isEqualTo(-1);
    }

    @Test
    void aTableOutsideMemoryIsAnAccessFaultOfTheOriginalKind() {
        useTables(3);
        tables.map(DATA_VA, DATA, 0, ALL);
        setMode(Privilege.S, 0);
        ram.writeLong(TABLES + (DATA_VA >>> 30) * 8, 0x1234L << 10 | V);
        for (final Kind kind : Kind.values()) {
            hart.mmu.flushAll();
            assertThat(access(kind, DATA_VA)).isEqualTo(accessFault(kind));
            assertThat(program.traps.getFirst().tval()).isEqualTo(DATA_VA);
        }
    }

    @Test
    void aPageOutsideMemoryIsAnAccessFault() {
        useTables(3);
        tables.map(DATA_VA, 0x1000_0000_0000L, 0, ALL);
        setMode(Privilege.S, 0);
        for (final Kind kind : Kind.values()) {
            assertThat(access(kind, DATA_VA)).isEqualTo(accessFault(kind));
        }
    }

    @Test
    void pmpAppliesToPagesAndToTheTables() {
        useTables(3);
        tables.map(DATA_VA, DATA, 0, ALL & ~A & ~D);
        setMode(Privilege.S, 0);
        final Pmp pmp = hart.mmu.pmp;
        pmp.setAddress(1, -1);
        pmp.setConfig(1, Pmp.NAPOT | 7);
        pmp.setAddress(0, DATA >> 2);
        pmp.setConfig(0, Pmp.NA4);
        hart.mmu.flushAll();
        for (final Kind kind : Kind.values()) {
            assertThat(access(kind, DATA_VA)).isEqualTo(accessFault(kind));
            assertThat(access(kind, DATA_VA + 8))
                    .as("beside the protected word")
                    .isEqualTo(-1);
        }
        final long leaf = tables.map(DATA_VA, DATA, 0, ALL & ~A & ~D);
        pmp.setAddress(0, leaf >> 2);
        pmp.setConfig(0, Pmp.NAPOT | Pmp.READ);
        hart.mmu.flushAll();
        assertThat(access(Kind.READ, DATA_VA + 16)).as("A cannot be set").isEqualTo(Cause.LOAD_ACCESS);
        pmp.setConfig(0, Pmp.NAPOT);
        hart.mmu.flushAll();
        assertThat(access(Kind.WRITE, DATA_VA + 16)).isEqualTo(Cause.STORE_ACCESS);
    }

    @Test
    void modifiedPrivilegeTranslatesLoadsAndStoresButNotFetches() {
        useTables(3);
        tables.map(DATA_VA, DATA, 0, ALL | U);
        for (final int previous : new int[] {Privilege.U, Privilege.S, Privilege.M}) {
            for (final long sum : new long[] {0, Status.SUM}) {
                setMode(Privilege.M, Status.MPRV | sum | (long) previous << Status.MPP_SHIFT);
                final boolean seesPage = previous == Privilege.U || previous == Privilege.S && sum != 0;
                final boolean bare = previous == Privilege.M;
                final int fault = bare ? Cause.LOAD_ACCESS : Cause.LOAD_PAGE_FAULT;
                assertThat(access(Kind.READ, DATA_VA)).isEqualTo(seesPage ? -1 : fault);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void everyFormOfTheFenceMakesANewLeafSeen(final int variant) {
        useTables(4);
        for (int level = 0; level < 3; level++) {
            final long size = 1L << 12 + 9 * level;
            final long va = DATA_VA * (level + 1) * 8 + (DATA & size - 1);
            tables.map(va, DATA & -size, level, ALL);
            setMode(Privilege.S, 0);
            for (final Kind kind : Kind.values()) {
                assertThat(access(kind, va)).isEqualTo(-1);
                assertThat(access(kind, va + 8)).isEqualTo(-1);
            }
            tables.map(va, DATA & -size, level, 0);
            fence(variant, va + (size > 4096 ? 0x1000 : 0), 1);
            for (final Kind kind : Kind.values()) {
                assertThat(access(kind, va)).as("level %d", level).isEqualTo(pageFault(kind));
            }
        }
    }

    @Test
    void anAddressSpaceKeepsItsOwnTranslations() {
        useTables(3);
        final PageTables other = new PageTables(ram, OTHER_TABLES, 3);
        tables.map(DATA_VA, DATA, 0, ALL);
        setMode(Privilege.S, 0);
        other.map(CODE_VA, program.address("accesses"), 0, ALL & ~W);
        other.map(DATA_VA, DATA + 0x1000, 0, ALL);
        ram.writeLong(DATA + 0x1000, 77);
        for (int i = 0; i < 3; i++) {
            hart.satp = tables.satp(1);
            hart.updateTranslation();
            assertThat(access(Kind.READ, DATA_VA)).isEqualTo(-1);
            assertThat(hart.x[A1]).isEqualTo(VALUE);
            hart.satp = other.satp(2);
            hart.updateTranslation();
            assertThat(access(Kind.READ, DATA_VA)).isEqualTo(-1);
            assertThat(hart.x[A1]).isEqualTo(77);
        }
    }

    @Test
    void withoutHardwareUpdatesOnlyTheFirstWriteOfACleanPageFaults() {
        useTables(3);
        final long pte = tables.map(DATA_VA, DATA, 0, ALL & ~D);
        hart.menvcfg = 0;
        setMode(Privilege.S, 0);
        assertThat(access(Kind.READ, DATA_VA)).isEqualTo(-1);
        assertThat(access(Kind.WRITE, DATA_VA)).isEqualTo(Cause.STORE_PAGE_FAULT);
        ram.writeLong(pte, ram.readLong(pte) | D);
        fence(0, 0, 0);
        setMode(Privilege.S, 0);
        assertThat(access(Kind.WRITE, DATA_VA)).isEqualTo(-1);
    }
}
