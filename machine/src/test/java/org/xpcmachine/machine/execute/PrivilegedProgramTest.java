// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.xpcmachine.machine.execute.GuestProgram.enter;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xpcmachine.machine.hart.Privilege;
import org.xpcmachine.machine.hart.Status;
import org.xpcmachine.machine.observe.Event;
import org.xpcmachine.machine.trap.Cause;

/** Modes, traps and returns, as programs see them. */
class PrivilegedProgramTest {
    private static final int U = Privilege.U;
    private static final int S = Privilege.S;

    @Test
    void anEnvironmentCallTellsItsMode() {
        try (GuestProgram program = GuestProgram.of("""
                main:
                    ecall
                """ + enter(S) + """
                    ecall
                """ + enter(U) + """
                here:
                    ecall
                    j exit
                """)) {
            program.run();
            assertThat(program.traps).extracting(Event.Trap::cause).containsExactly(11L, 9L, 8L);
            assertThat(program.traps).extracting(Event.Trap::from).containsExactly(3, 1, 0);
            assertThat(program.traps.getLast().pc()).isEqualTo(program.address("here"));
            assertThat(program.traps.getLast().tval()).isZero();
        }
    }

    @Test
    void aBreakpointTellsItsAddress() {
        try (GuestProgram program = GuestProgram.of("""
                main:
                    ebreak
                    j exit
                """)) {
            program.run();
            assertThat(program.trap(Cause.BREAKPOINT).tval()).isEqualTo(program.address("main"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "csrr a0, 0x7a0", "csrw cycle, a0", "csrrs a0, mhartid, a0", "csrrwi a0, time, 3", ".word 0xffffffff",
                ".word 0x0000000b", ".half 0, 0", ".half 0x4002, 1", ".half 0x8000, 1", ".word 0x0c000053",
                "fadd.s fa0, fa1, fa2", "flw fa0, 0(sp)", ".word 0x02b55553", ".word 0x1200000b", ".word 0x7b200073",
                ".word 0x00200073",
            })
    void anIllegalInstructionIsItsOwnTrapValueAndDoesNothing(final String instruction) {
        try (GuestProgram program =
                GuestProgram.of("""
                main:
                    mv a1, a0
                bad:
                    %s
                    j exit
                """.formatted(instruction)).with("a0", 0x55).with("sp", GuestProgram.BASE)) {
            program.run();
            final Event.Trap trap = program.trap(Cause.ILLEGAL_INSTRUCTION);
            final int raw = (int) program.board.ram().read(program.address("bad"), 4);
            final long bits = (raw & 3) == 3 ? raw & 0xffff_ffffL : raw & 0xffff;
            assertThat(trap.pc()).isEqualTo(program.address("bad"));
            assertThat(trap.tval()).isEqualTo(bits);
            assertThat(program.x("a0")).isEqualTo(0x55);
            assertThat(program.causes()).hasSize(1);
        }
    }

    @Test
    void aReservedRoundingModeIsIllegal() {
        try (GuestProgram program = GuestProgram.of("""
                main:
                    li t0, 0x2000
                    csrs mstatus, t0
                    csrwi frm, 5
                    .word 0x00c5f553          # fadd.s fa0, fa1, fa2, dyn
                    .word 0x00c5d553          # fadd.s fa0, fa1, fa2 with mode 5
                    csrwi frm, 0
                    .word 0x00c5f553
                    j exit
                """)) {
            program.run();
            assertThat(program.causes()).containsExactly(2L, 2L);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "20; csrr a0, satp",
                "20; csrw satp, zero",
                "20; sfence.vma",
                "20; sfence.vma a0, a1",
                "21; wfi",
                "22; sret",
            })
    void theMachineModeMayTrapWhatTheSupervisorDoes(final int bit, final String instruction) {
        for (final boolean trapping : new boolean[] {false, true}) {
            try (GuestProgram program =
                    GuestProgram.of("""
                    main:
                        li s0, %d
                        csrs mstatus, s0
                        la t0, next
                        csrw sepc, t0
                        li t0, 0x100
                        csrs mstatus, t0
                        csrwi mideleg, 2         # pending, so that wfi does not wait, but not taken
                        csrwi mie, 2
                        csrwi mip, 2
                    """.formatted(trapping ? 1L << bit : 0) + enter(S) + """
                        %s
                    next:
                        ecall
                        j exit
                    """.formatted(instruction))) {
                program.run();
                assertThat(program.causes()).isEqualTo(trapping ? List.of(2L) : List.of());
                assertThat(program.trap(Cause.ECALL_FROM_U + 1).from()).isEqualTo(S);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "wfi",
                "sret",
                "mret",
                "sfence.vma",
                "csrr a0, sstatus",
                "csrr a0, satp",
                "csrr a0, mstatus",
                "csrr a0, time",
            })
    void theUserMayNotWhatIsPrivileged(final String instruction) {
        try (GuestProgram program = GuestProgram.of("main:\n" + enter(U) + instruction + "\n ecall\n j exit\n")) {
            program.run();
            assertThat(program.causes()).containsExactly(2L);
            assertThat(program.traps.getFirst().from()).isEqualTo(U);
        }
    }

    @Test
    void aDelegatedTrapReachesTheSupervisorAndReturnsToTheUser() {
        try (GuestProgram program = GuestProgram.of("""
                main:
                    li t0, 0x100             # the user's call
                    csrw medeleg, t0
                    la t0, supervisor
                    csrw stvec, t0
                """ + enter(U) + """
                    li a0, 1
                    ecall
                    li a0, 2
                    csrw mscratch, zero      # illegal, not delegated
                    ecall
                    j .
                supervisor:
                    addi a1, a1, 1
                    csrr s0, scause
                    csrr s1, sstatus
                    li t2, 2
                    beq a0, t2, back
                    csrr t2, sepc
                    addi t2, t2, 4
                    csrw sepc, t2
                    sret
                back:
                    ecall
                    j exit
                """)) {
            program.run();
            assertThat(program.traps).extracting(Event.Trap::cause).containsExactly(8L, 2L, 8L, 9L);
            assertThat(program.traps).extracting(Event.Trap::to).containsExactly(1, 3, 1, 3);
            assertThat(program.x("a1")).isEqualTo(2);
            assertThat(program.x("s0")).isEqualTo(8);
            assertThat(program.x("s1") & Status.SPP).isZero();
        }
    }

    @Test
    void theUserIsConfinedByPmp() {
        try (GuestProgram program = GuestProgram.of("""
                main:
                    la s0, secret
                    srli t0, s0, 2
                    csrw pmpaddr0, t0        # 8 bytes: two NA4 entries, then everything
                    addi t0, t0, 1
                    csrw pmpaddr1, t0
                    li t0, -1
                    csrw pmpaddr2, t0
                    li t0, 0x1f1110          # nothing; read; all
                    csrw pmpcfg0, t0
                    lw a0, 0(s0)             # M-mode is not bound
                    ld a3, 0(s0)             # access fault even so: straddles two entries
                """ + enter(U) + """
                    lw a1, 0(s0)             # access fault
                    lw a2, 4(s0)
                    sw zero, 4(s0)           # access fault
                    ld a3, 0(s0)             # access fault: straddles
                    ld a4, 8(s0)
                    jalr 0(s0)               # access fault
                    ecall
                    csrr t0, pmpcfg0
                    ori t0, t0, 0x80         # locked: binds M-mode too
                    csrw pmpcfg0, t0
                    lw a5, 0(s0)
                    csrw pmpcfg0, zero
                    lw a5, 0(s0)
                    j exit
                    .align 3
                secret:
                    .dword 0x0000000200000001, 3
                """)) {
            program.run();
            assertThat(program.causes()).containsExactly(5L, 5L, 7L, 5L, 1L, 5L, 5L);
            assertThat(program.x("a0")).isOne();
            assertThat(program.x("a2")).isEqualTo(2);
            assertThat(program.x("a4")).isEqualTo(3);
            assertThat(List.of(program.x("a1"), program.x("a3"), program.x("a5")))
                    .containsOnly(0L);
            assertThat(program.traps.getFirst().tval()).isEqualTo(program.address("secret"));
        }
    }

    @Test
    void devicesAreNotExecutableAndAHoleInTheMapIsNothingAtAll() {
        try (GuestProgram program = GuestProgram.of("""
                main:
                    li s0, 0x10000000
                    jalr 0(s0)
                    li s1, 0x70000000
                    jalr 0(s1)
                    ld a0, 0(s1)
                    sd a0, 0(s1)
                    j exit
                """)) {
            program.run();
            assertThat(program.causes()).containsExactly(1L, 1L, 5L, 7L);
            assertThat(program.traps)
                    .extracting(Event.Trap::tval)
                    .containsExactly(0x1000_0000L, 0x7000_0000L, 0x7000_0000L, 0x7000_0000L);
        }
    }

    @Test
    void countersCountInstructionsAndStandStillWhileInhibited() {
        try (GuestProgram program = GuestProgram.of("""
                main:
                    csrr s0, minstret
                    nop
                    nop
                    csrr s1, minstret        # 3 later
                    li t0, 1000
                    csrw minstret, t0
                    csrr s2, minstret        # 1000
                    ecall                    # does not retire; 8 instructions of the handler do
                    csrr s3, minstret
                    csrr s4, mcycle
                    nop
                    csrr s5, mcycle
                    csrwi mcountinhibit, 5
                    csrr s6, minstret
                    csrr s7, mcycle
                    nop
                    csrr s8, minstret
                    csrr s9, mcycle
                    csrwi mcountinhibit, 0
                    csrr s10, minstret
                    csrr s11, minstret
                    j exit
                """)) {
            program.run();
            assertThat(program.x("s1") - program.x("s0")).isEqualTo(3);
            assertThat(program.x("s2")).isEqualTo(1000);
            assertThat(program.x("s5") - program.x("s4")).isEqualTo(2);
            assertThat(program.x("s8")).isEqualTo(program.x("s6"));
            assertThat(program.x("s9")).isEqualTo(program.x("s7"));
            assertThat(program.x("s10")).isEqualTo(program.x("s8"));
            assertThat(program.x("s11")).isEqualTo(program.x("s10") + 1);
            final long steps = program.address("handle_interrupt") - program.address("handle_call") >> 2;
            assertThat(program.x("s3")).isEqualTo(1000 + 1 + 6 + steps);
        }
    }

    @Test
    void storesChangeTheInstructionsThatAreFetchedNext() {
        try (GuestProgram program =
                GuestProgram.of("""
                main:
                    la s0, patched
                    lw s1, other
                    li s2, 400               # often enough for a page to be taken for data
                again:
                    jal patched
                    xor t0, a0, s3
                    or s4, s4, t0            # stays 0 while a0 is what was expected
                    lw t0, 0(s0)
                    sw s1, 0(s0)
                    fence.i
                    mv s1, t0
                    xori s3, s3, 3           # 1 or 2
                    addi s2, s2, -1
                    bnez s2, again
                    sw s1, 8(s0)             # the very next but one instruction, in the same block
                    nop
                target:
                    nop
                    j exit
                patched:
                    li a0, 1
                    ret
                    nop
                other:
                    li a0, 2
                """.replace("lw s1, other", "la s1, other\n lw s1, 0(s1)\n li s3, 1"))) {
            program.run();
            assertThat(program.x("s4")).isZero();
        }
    }

    @Test
    void anInstructionStoredJustAheadIsSeenAfterAFence() {
        try (GuestProgram program = GuestProgram.of("""
                main:
                    la s0, ahead
                    lw s1, 0(s0)
                    addi s1, s1, 0           # keep
                    la t0, other
                    lw s2, 0(t0)
                    li s3, 3
                loop:
                    sw s2, 0(s0)
                    fence.i
                ahead:
                    addi a0, a0, 1
                    sw s1, 0(s0)
                    fence.i
                    addi s3, s3, -1
                    bnez s3, loop
                    j exit
                other:
                    addi a0, a0, 16
                """)) {
            program.run();
            assertThat(program.x("a0")).isEqualTo(48);
        }
    }

    @Test
    void atomicsMustBeAlignedAndStoreConditionalNeedsItsReservation() {
        try (GuestProgram program = GuestProgram.of("""
                main:
                    la s0, data
                    addi s1, s0, 1
                    li t2, 7
                    sc.d s2, t2, (s0)        # no reservation
                    lr.d t3, (s0)
                    sc.d s3, t2, (s0)        # stores
                    sc.d s4, t2, (s0)        # used up
                    lr.w t3, (s0)
                    addi t4, s0, 8
                    sc.w s5, t2, (t4)        # elsewhere
                    sc.w s6, t2, (s0)        # lost by the failed one
                    lr.d t3, (s1)            # misaligned: 4
                    sc.d t3, t2, (s1)        # misaligned: 6
                    amoadd.w t3, t2, (s1)    # misaligned: 6
                    amoadd.d s7, t2, (s0)
                    ld s8, 0(s0)
                    li t5, 0x100000
                    lr.w t3, (t5)            # a device: 5
                    amoor.w t3, t2, (t5)     # 7
                    j exit
                    .align 3
                data:
                    .dword 1, 2
                """)) {
            program.run();
            assertThat(program.x("s2")).isOne();
            assertThat(program.x("s3")).isZero();
            assertThat(program.x("s4")).isOne();
            assertThat(program.x("s5")).isOne();
            assertThat(program.x("s6")).isOne();
            assertThat(program.x("s7")).isEqualTo(7);
            assertThat(program.x("s8")).isEqualTo(14);
            assertThat(program.causes()).containsExactly(4L, 6L, 6L, 5L, 7L);
            assertThat(program.traps.getFirst().tval()).isEqualTo(program.address("data") + 1);
        }
    }
}
