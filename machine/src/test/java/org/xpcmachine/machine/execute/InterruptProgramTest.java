// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.xpcmachine.machine.execute.GuestProgram.enter;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xpcmachine.machine.board.StopReason;
import org.xpcmachine.machine.hart.Hart;
import org.xpcmachine.machine.hart.Privilege;
import org.xpcmachine.machine.trap.Cause;

/** Interrupts, timers and WFI, as programs see them. */
class InterruptProgramTest {
    private static final int S = Privilege.S;

    @Test
    void aSoftwareInterruptIsTakenRightAfterTheStoreThatRaisesIt() {
        try (GuestProgram program = GuestProgram.of("""
                main:
                    la t0, vectors
                    addi t0, t0, 1
                    csrw mtvec, t0
                    csrwi mie, 8
                    csrsi mstatus, 8
                    li s0, 0x2000000
                    li s1, 1
                    sw s1, 0(s0)
                here:
                    li a0, 99                # not reached before the interrupt
                    j .
                    .align 8
                vectors:
                    j wrong
                    j wrong
                    j wrong
                    j right
                    j wrong
                right:
                    csrr a1, mepc
                    csrr a2, mcause
                    csrr a3, mip
                    sw zero, 0(s0)
                    csrr a4, mip
                    j exit
                wrong:
                    j .
                """)) {
            program.run();
            assertThat(program.x("a0")).isNotEqualTo(99);
            assertThat(program.x("a1")).isEqualTo(program.address("here"));
            assertThat(program.x("a2")).isEqualTo(Cause.INTERRUPT | 3);
            assertThat(program.x("a3")).isEqualTo(8);
            assertThat(program.x("a4")).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"csrsi mip, 2", "csrsi mie, 2", "csrsi mstatus, 8"})
    void anInterruptIsTakenRightAfterTheInstructionThatEnablesIt(final String last) {
        try (GuestProgram program = GuestProgram.of("""
                main:
                    la t0, taken
                    csrw mtvec, t0
                    csrwi mip, %s
                    csrwi mie, %s
                    %s
                    %s
                here:
                    addi a0, a0, 1
                    addi a0, a0, 1
                    j .
                    .align 2
                taken:
                    csrr a1, mepc
                    j exit
                """.formatted(
                        last.contains("mip") ? "0" : "2",
                        last.contains("mie") ? "0" : "2",
                        last.contains("mstatus") ? "nop" : "csrsi mstatus, 8",
                        last))) {
            program.run();
            assertThat(program.x("a1")).isEqualTo(program.address("here"));
            assertThat(program.x("a0")).isZero();
        }
    }

    @Test
    void anInterruptForMachineModeIsTakenRightAfterTheReturnToALowerMode() {
        try (GuestProgram program = GuestProgram.of("""
                main:
                    la t0, taken
                    csrw mtvec, t0
                    csrwi mip, 2
                    csrwi mie, 2
                """ + enter(Privilege.U) + """
                here:
                    li a0, 1
                    j .
                    .align 2
                taken:
                    csrr a1, mepc
                    j exit
                """)) {
            program.run();
            assertThat(program.x("a1")).isEqualTo(program.address("here"));
            assertThat(program.x("a0")).isZero();
            assertThat(program.traps.getFirst().from()).isEqualTo(Privilege.U);
        }
    }

    @Test
    void theMachineTimerInterruptsABusyLoopWhenTimeReachesMtimecmp() {
        try (GuestProgram program = GuestProgram.of("""
                main:
                    la t0, taken
                    csrw mtvec, t0
                    li s0, 0x2004000
                    li s1, 0x200bff8
                    ld t1, 0(s1)
                    addi s2, t1, 50
                    sd s2, 0(s0)
                    li t0, 0x80
                    csrw mie, t0
                    csrsi mstatus, 8
                loop:
                    addi a0, a0, 1
                    j loop
                    .align 2
                taken:
                    rdtime s3
                    csrr s4, mip
                    li t0, -1
                    sd t0, 0(s0)
                    csrr s5, mip
                    j exit
                """)) {
            program.run();
            assertThat(program.x("s3")).isEqualTo(program.x("s2"));
            assertThat(program.x("a0")).isBetween(50L * Hart.STEPS_PER_TICK / 2 - 60, 50L * Hart.STEPS_PER_TICK / 2);
            assertThat(program.x("s4")).isEqualTo(0x80);
            assertThat(program.x("s5")).isZero();
        }
    }

    @Test
    void stimecmpInterruptsTheSupervisorWithoutTheMachinesHelp() {
        try (GuestProgram program = GuestProgram.of("""
                main:
                    li t0, 1
                    slli t0, t0, 63
                    csrw menvcfg, t0
                    csrwi mcounteren, 2
                    li t0, 0x20
                    csrw mideleg, t0
                    la t0, taken
                    csrw stvec, t0
                """ + enter(S) + """
                    rdtime s2
                    addi s2, s2, 30
                    csrw stimecmp, s2
                    li t0, 0x20
                    csrw sie, t0
                    csrsi sstatus, 2
                loop:
                    addi a0, a0, 1
                    j loop
                    .align 2
                taken:
                    rdtime s3
                    csrr s4, sip
                    li t0, -1
                    csrw stimecmp, t0
                    csrr s5, sip
                    csrr s6, scause
                    ecall
                    j exit
                """)) {
            program.run();
            assertThat(program.x("s3")).isEqualTo(program.x("s2"));
            assertThat(program.x("a0")).isPositive();
            assertThat(program.x("s4")).isEqualTo(0x20);
            assertThat(program.x("s5")).isZero();
            assertThat(program.x("s6")).isEqualTo(Cause.INTERRUPT | 5);
        }
    }

    @Test
    void waitingLetsTimePassAtOnceAndGoesOnWithoutTheGlobalEnable() {
        try (GuestProgram program = GuestProgram.of("""
                main:
                    li s0, 0x2004000
                    rdtime s1
                    li t0, 1000
                    add s2, s1, t0
                    sd s2, 0(s0)
                    li t0, 0x80
                    csrw mie, t0
                    csrr s4, minstret
                    wfi
                    csrr s5, minstret
                    rdtime s3
                    j exit
                """)) {
            program.run();
            assertThat(program.x("s3")).isEqualTo(program.x("s2"));
            assertThat(program.x("s5") - program.x("s4")).isEqualTo(2);
            assertThat(program.traps).isEmpty();
        }
    }

    @Test
    void waitingForStimecmpEndsInTime() {
        try (GuestProgram program = GuestProgram.of("""
                main:
                    li t0, 1
                    slli t0, t0, 63
                    csrw menvcfg, t0
                    rdtime s2
                    li t0, 5000
                    add s2, s2, t0
                    csrw stimecmp, s2
                    li t0, 0x20
                    csrw mie, t0
                    la t0, taken
                    csrw mtvec, t0
                    csrsi mstatus, 8
                here:
                    wfi
                    j .
                    .align 2
                taken:
                    rdtime s3
                    csrr s4, mepc
                    j exit
                """)) {
            program.run();
            assertThat(program.x("s3")).isEqualTo(program.x("s2"));
            assertThat(program.x("s4")).as("the wait is over").isEqualTo(program.address("here") + 4);
        }
    }

    @Test
    void waitingForWhatIsPendingAlreadyDoesNotWait() {
        try (GuestProgram program = GuestProgram.of("""
                main:
                    csrwi mip, 2
                    csrwi mie, 2
                    wfi
                    j exit
                """)) {
            program.run();
        }
    }

    @Test
    void aMachineThatWaitsForNothingStops() {
        try (GuestProgram program = GuestProgram.of("""
                main:
                    csrwi mip, 2             # pending, but not enabled
                    wfi
                    j exit
                """)) {
            assertThat(program.runUntilStop()).isEqualTo(StopReason.ALL_WAIT);
        }
    }

    @Test
    void delegatedInterruptsWaitForTheSupervisorEvenInMachineMode() {
        try (GuestProgram program = GuestProgram.of("""
                main:
                    csrwi mideleg, 2
                    la t0, taken
                    csrw stvec, t0
                    csrwi mip, 2
                    csrwi mie, 2
                    csrsi mstatus, 10        # SIE and MIE
                    nop
                    li a0, 1
                """ + enter(S) + """
                    li a0, 2
                    j .
                    .align 2
                taken:
                    csrci sip, 2
                    ecall
                    j exit
                """)) {
            program.run();
            assertThat(program.x("a0")).isOne();
        }
    }

    @Test
    void theSameProgramTakesTheSameStepsEveryTime() {
        final String text = """
                main:
                    li s0, 0x2004000
                    rdtime t1
                    addi t1, t1, 20
                    sd t1, 0(s0)
                    li t0, 0x80
                    csrw mie, t0
                    wfi
                    rdcycle s1
                    j exit
                """;
        try (GuestProgram first = GuestProgram.of(text);
                GuestProgram second = GuestProgram.of(text)) {
            assertThat(first.run().x("s1")).isEqualTo(second.run().x("s1"));
            assertThat(first.hart.steps).isEqualTo(second.hart.steps);
        }
    }
}
