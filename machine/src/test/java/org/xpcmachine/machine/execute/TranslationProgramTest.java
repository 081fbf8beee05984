// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.xpcmachine.machine.execute.GuestProgram.enter;
import static org.xpcmachine.machine.execute.PageTables.A;
import static org.xpcmachine.machine.execute.PageTables.D;
import static org.xpcmachine.machine.execute.PageTables.R;
import static org.xpcmachine.machine.execute.PageTables.U;
import static org.xpcmachine.machine.execute.PageTables.V;
import static org.xpcmachine.machine.execute.PageTables.W;
import static org.xpcmachine.machine.execute.PageTables.X;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xpcmachine.machine.hart.Privilege;
import org.xpcmachine.machine.observe.Event;
import org.xpcmachine.machine.trap.Cause;

/** Programs that run translated: the code is identity-mapped for S and mapped at {@link #USER} for U. */
class TranslationProgramTest {
    private static final int SUPERVISOR = Privilege.S;

    private static final long BASE = GuestProgram.BASE;
    private static final long USER = 0x4000_0000L;
    private static final long CODE_SIZE = 0x4000;

    /** Pages of data, of which the second is not there; the virtual address is {@link #DATA_VA}. */
    private static final long DATA = BASE + 0x20_0000;

    private static final long DATA_VA = 0x5000_0000L;
    private static final long TABLES = BASE + 0x40_0000;
    private static final long OTHER_TABLES = BASE + 0x50_0000;
    private static final long ALL = V | R | W | X | A | D;

    private static PageTables map(final GuestProgram program, final long area, final int levels) {
        final PageTables tables = new PageTables(program.board.ram(), area, levels);
        tables.mapRange(BASE, BASE, CODE_SIZE, ALL);
        tables.mapRange(USER, BASE, CODE_SIZE, ALL | U);
        return tables;
    }

    private static GuestProgram program(final String text) {
        return GuestProgram.of("main:\n" + text);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4})
    void aMisalignedAccessWhoseSecondPageFaultsChangesNothing(final int levels) {
        try (GuestProgram program = program("""
                    csrw satp, s0
                """ + enter(Privilege.U, USER) + """
                    sd a0, 0(s1)
                    sw a0, 2(s1)             # wholly in the first page
                    ld a1, 0(s1)
                    sd a0, 0(s2)             # first page faults
                    fence
                    ecall
                    j exit
                """)) {
            final PageTables tables = map(program, TABLES, levels);
            tables.map(DATA_VA, DATA, 0, ALL | U);
            tables.map(DATA_VA + 0x2000, DATA + 0x2000, 0, ALL | U);
            program.with("s0", tables.satp(1)).with("s1", DATA_VA + 0xffa).with("s2", DATA_VA + 0x1ffd);
            program.with("a0", -1).with("a1", 5).run();
            assertThat(program.causes()).containsExactly(15L, 13L, 15L);
            assertThat(program.traps.get(0).tval()).as("the part that faults").isEqualTo(DATA_VA + 0x1000);
            assertThat(program.traps.get(1).tval()).isEqualTo(DATA_VA + 0x1000);
            assertThat(program.traps.get(2).tval()).isEqualTo(DATA_VA + 0x1ffd);
            assertThat(program.board.ram().read(DATA + 0xffa, 2)).isZero();
            assertThat(program.board.ram().read(DATA + 0xffc, 4)).isEqualTo(0xffff_ffffL);
            assertThat(program.board.ram().read(DATA + 0x2000, 8)).isZero();
            assertThat(program.x("a1")).isEqualTo(5);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4})
    void aMisalignedAccessMayCrossIntoAnyOtherPage(final int levels) {
        try (GuestProgram program = program("""
                    csrw satp, s0
                """ + enter(Privilege.U, USER) + """
                    sd a0, 0(s1)
                    ld a1, 0(s1)
                    lw a2, 4(s1)
                    lhu a3, 1(s1)
                    ecall
                    j exit
                """)) {
            final PageTables tables = map(program, TABLES, levels);
            tables.map(DATA_VA, DATA, 0, ALL | U);
            tables.map(DATA_VA + 0x1000, DATA + 0x7000, 0, ALL | U);
            program.with("s0", tables.satp(1))
                    .with("s1", DATA_VA + 0xffe)
                    .with("a0", 0x8877_6655_4433_2211L)
                    .run();
            assertThat(program.x("a1")).isEqualTo(0x8877_6655_4433_2211L);
            assertThat(program.x("a2")).isEqualTo(0x8877_6655);
            assertThat(program.x("a3")).isEqualTo(0x3322);
            assertThat(program.board.ram().read(DATA + 0xffe, 2)).isEqualTo(0x2211);
            assertThat(program.board.ram().read(DATA + 0x7000, 4)).isEqualTo(0x6655_4433L);
            assertThat(program.board.ram().read(DATA + 0x1000, 8)).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4})
    void anIllegalInstructionTrapsThoughItsPageIsUnmappedWithoutAFence(final int levels) {
        try (GuestProgram program = program("""
                    csrw satp, s0
                """ + enter(Privilege.U, USER) + """
                    sd zero, 0(s1)
                    .word 0xffffffff
                    ecall
                    j exit
                """)) {
            final PageTables tables = map(program, TABLES, levels);
            tables.map(DATA_VA, TABLES, 0, ALL | U);
            final long pte = tables.map(USER, BASE, 0, ALL | U);
            tables.map(DATA_VA, pte & -4096, 0, ALL | U);
            program.with("s0", tables.satp(1)).with("s1", DATA_VA | pte & 0xfff).run();
            assertThat(program.causes()).containsExactly(2L);
            assertThat(program.traps.getFirst().tval()).isEqualTo(0xffff_ffffL);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4})
    void anInstructionAcrossPagesFaultsWithTheAddressOfItsSecondHalf(final int levels) {
        try (GuestProgram program = program("""
                    csrw satp, s0
                """ + enter(Privilege.U, USER) + """
                    jalr 0(s1)               # 4 bytes across pages: the second is missing
                    jalr 0(s2)               # the same, present
                    jalr 0(s3)               # missing from its first byte
                    ecall
                    j exit
                """)) {
            final PageTables tables = map(program, TABLES, levels);
            tables.map(DATA_VA, DATA, 0, ALL | U);
            tables.map(DATA_VA + 0x4000, DATA, 0, ALL | U);
            tables.map(DATA_VA + 0x5000, DATA + 0x3000, 0, ALL | U);
            program.board.ram().write(DATA + 0xffe, 2, 0x0513); // li a0, 0x123, lower half
            program.board.ram().write(DATA + 0x3000, 2, 0x1230);
            program.board.ram().write(DATA + 0x3002, 2, 0x8082); // ret
            program.with("s0", tables.satp(1)).with("s1", DATA_VA + 0xffe);
            program.with("s2", DATA_VA + 0x4ffe).with("s3", DATA_VA + 0x1000).run();
            final Event.Trap first = program.traps.getFirst();
            assertThat(first.cause()).isEqualTo(Cause.FETCH_PAGE_FAULT);
            assertThat(first.pc()).isEqualTo(DATA_VA + 0xffe);
            assertThat(first.tval()).isEqualTo(DATA_VA + 0x1000);
            assertThat(program.x("a0")).isEqualTo(0x123);
            assertThat(program.traps.get(1).pc()).isEqualTo(DATA_VA + 0x1000);
            assertThat(program.traps.get(1).tval()).isEqualTo(DATA_VA + 0x1000);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4})
    void theSupervisorSwitchesAddressSpacesAndEditsTables(final int levels) {
        try (GuestProgram program = program("""
                    csrw satp, s0
                """ + enter(SUPERVISOR) + """
                    ld a0, 0(s2)             # 111
                    csrw satp, s1
                    ld a1, 0(s2)             # 222
                    csrw satp, s0
                    ld a2, 0(s2)             # 111
                    sd s4, 0(s3)             # point the page elsewhere
                    sfence.vma s2, zero
                    ld a3, 0(s2)             # 333
                    sd zero, 0(s3)
                    sfence.vma
                    ld a4, 0(s2)             # page fault
                    csrw satp, s1
                    ld a5, 0(s2)             # 222
                    ecall
                    j exit
                """)) {
            final PageTables tables = map(program, TABLES, levels);
            final PageTables others = map(program, OTHER_TABLES, levels);
            final long leaf = tables.map(DATA_VA, DATA, 0, ALL);
            tables.map(0x6000_0000L, leaf & -4096, 0, ALL);
            others.map(DATA_VA, DATA + 0x1000, 0, ALL);
            program.board.ram().writeLong(DATA, 111);
            program.board.ram().writeLong(DATA + 0x1000, 222);
            program.board.ram().writeLong(DATA + 0x2000, 333);
            program.with("s0", tables.satp(1)).with("s1", others.satp(2)).with("s2", DATA_VA);
            program.with("s3", 0x6000_0000L + (leaf & 4095))
                    .with("s4", DATA + 0x2000 >>> 12 << 10 | ALL)
                    .run();
            assertThat(program.x("a0")).isEqualTo(111);
            assertThat(program.x("a1")).isEqualTo(222);
            assertThat(program.x("a2")).isEqualTo(111);
            assertThat(program.x("a3")).isEqualTo(333);
            assertThat(program.x("a4")).isZero();
            assertThat(program.x("a5")).isEqualTo(222);
            assertThat(program.causes()).containsExactly(13L);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4})
    void theSupervisorReachesUserPagesOnlyUnderSum(final int levels) {
        try (GuestProgram program = program("""
                    csrw satp, s0
                """ + enter(SUPERVISOR) + """
                    li t2, 0x40000           # SUM
                    ld a0, 0(s1)             # page fault
                    csrs sstatus, t2
                    ld a1, 0(s1)
                    csrc sstatus, t2
                    sd a1, 8(s1)             # page fault
                    csrs sstatus, t2
                    jalr 0(s1)               # page fault, SUM or not
                    li t2, 0x80000           # MXR
                    ld a2, 0(s2)             # page fault
                    csrs sstatus, t2
                    ld a2, 0(s2)
                    ecall
                    j exit
                """)) {
            final PageTables tables = map(program, TABLES, levels);
            tables.map(DATA_VA, DATA, 0, ALL | U);
            tables.map(DATA_VA + 0x1000, DATA, 0, V | X | A);
            program.board.ram().writeLong(DATA, 111);
            program.with("s0", tables.satp(1))
                    .with("s1", DATA_VA)
                    .with("s2", DATA_VA + 0x1000)
                    .run();
            assertThat(program.causes()).containsExactly(13L, 15L, 12L, 13L);
            assertThat(program.x("a1")).isEqualTo(111);
            assertThat(program.x("a2")).isEqualTo(111);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4})
    void codeStoredThroughAnotherMappingIsSeenAfterAFence(final int levels) {
        try (GuestProgram program = program("""
                    csrw satp, s0
                """ + enter(SUPERVISOR) + """
                    li s3, 5
                again:
                    sw s4, 0(s1)
                    fence.i
                    jalr 0(s2)
                    sw s5, 0(s1)
                    fence.i
                    jalr 0(s2)
                    addi s3, s3, -1
                    bnez s3, again
                    ecall
                    j exit
                """)) {
            final PageTables tables = map(program, TABLES, levels);
            tables.map(DATA_VA, DATA, 0, V | R | W | A | D);
            tables.map(DATA_VA + 0x1000, DATA, 0, V | X | A);
            program.board.ram().write(DATA + 4, 4, 0x8067); // ret
            program.with("s0", tables.satp(1)).with("s1", DATA_VA).with("s2", DATA_VA + 0x1000);
            program.with("s4", 0x0015_0513).with("s5", 0x0105_0513).run(); // addi a0, a0, 1 and 16
            assertThat(program.x("a0")).isEqualTo(5 * 17);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4})
    void theMachineModeReadsAsTheUserWithModifiedPrivilege(final int levels) {
        try (GuestProgram program = program("""
                    csrw satp, s0
                    li t0, 0x1800
                    csrc mstatus, t0
                    li t0, 0x20000
                    csrs mstatus, t0
                    ld a0, 0(s1)
                    sd a0, 8(s1)
                    ld a1, 0(s2)             # a supervisor's page: page fault; the return keeps MPRV as MPP was M
                    csrr a2, mstatus
                    li t0, 0x20000
                    csrc mstatus, t0
                    j exit
                """)) {
            final PageTables tables = map(program, TABLES, levels);
            tables.map(DATA_VA, DATA, 0, ALL | U);
            tables.map(DATA_VA + 0x1000, DATA + 0x1000, 0, ALL);
            program.board.ram().writeLong(DATA, 111);
            program.with("s0", tables.satp(1))
                    .with("s1", DATA_VA)
                    .with("s2", DATA_VA + 0x1000)
                    .run();
            assertThat(program.x("a0")).isEqualTo(111);
            assertThat(program.board.ram().readLong(DATA + 8)).isEqualTo(111);
            assertThat(program.causes()).containsExactly(13L);
            assertThat(program.x("a2") >>> 17 & 1).isOne();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4})
    void aPageFaultHandlerOfTheSupervisorMapsThePageAndGoesOn(final int levels) {
        try (GuestProgram program = program("""
                    li t0, 0xb000            # page faults
                    csrw medeleg, t0
                    la t0, fault
                    csrw stvec, t0
                    csrw satp, s0
                """ + enter(Privilege.U, USER) + """
                    sd a0, 0(s1)
                    ld a1, 0(s1)
                    ecall
                    j exit
                    .align 2
                fault:
                    csrr a2, stval
                    sd s4, 0(s3)
                    sfence.vma a2
                    sret
                """)) {
            final PageTables tables = map(program, TABLES, levels);
            final long leaf = tables.map(DATA_VA, DATA, 0, 0);
            tables.map(0x6000_0000L, leaf & -4096, 0, ALL);
            program.with("s0", tables.satp(1)).with("s1", DATA_VA + 8).with("a0", 4711);
            program.with("s3", 0x6000_0000L + (leaf & 4095))
                    .with("s4", DATA >>> 12 << 10 | ALL | U)
                    .run();
            assertThat(program.x("a1")).isEqualTo(4711);
            assertThat(program.x("a2")).isEqualTo(DATA_VA + 8);
            assertThat(program.causes()).containsExactly(15L);
            assertThat(program.traps.getFirst().to()).isEqualTo(SUPERVISOR);
        }
    }
}
