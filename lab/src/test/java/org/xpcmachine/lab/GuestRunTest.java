// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.xpcmachine.lab.RunResult.Outcome;

class GuestRunTest {
    private static RunResult run(final String program, final long maxSteps) {
        try (GuestRun run = new GuestRun(Programs.config(program, maxSteps), Programs.silent(), board -> null)) {
            return run.run();
        }
    }

    @Test
    void anExitEndsTheRunWithTheGuestsCode() {
        final RunResult result = run("li a0, 42\n" + Programs.EXIT, 1000);
        assertThat(result.outcome()).isEqualTo(Outcome.EXIT);
        assertThat(result.exitCode()).isEqualTo(42);
        assertThat(result.instructions()).isLessThan(20);
    }

    @Test
    void aLimitEndsAProgramThatDoesNot() {
        final RunResult result = run("0: j 0b", 12_345);
        assertThat(result.outcome()).isEqualTo(Outcome.LIMIT);
        assertThat(result.steps()).isEqualTo(12_345);
        assertThat(result.guestSeconds()).isEqualTo(12.345e-6);
    }

    @Test
    void waitingForNothingIsNoticed() {
        assertThat(run("wfi\n0: j 0b", RunConfig.NO_LIMIT).outcome()).isEqualTo(Outcome.ALL_WAIT);
    }

    @Test
    void aTrapHandlerThatOnlyTrapsIsNoticed() {
        final RunResult result = run("li t0, 0x10\ncsrw mtvec, t0\nld a0, 0(zero)", RunConfig.NO_LIMIT);
        assertThat(result.outcome()).isEqualTo(Outcome.TRAP_LOOP);
    }

    @Test
    void manyTrapsThatMakeProgressAreNoLoop() {
        final String program = """
                    la t0, handler
                    csrw mtvec, t0
                    li s0, 5000
                0:  ecall
                    addi s0, s0, -1
                    bnez s0, 0b
                    li a0, 7
                    j exit
                handler:
                    csrr t1, mepc
                    addi t1, t1, 4
                    csrw mepc, t1
                    mret
                """ + Programs.EXIT;
        assertThat(run(program, RunConfig.NO_LIMIT).exitCode()).isEqualTo(7);
    }

    @Test
    void aRestartIsANewMachineAndLimitsHoldOverAllOfThem() {
        final RunResult result = run("li t0, 0x100000\nli t1, 0x7777\nsw t1, 0(t0)\n0: j 0b", 1000);
        assertThat(result.restarts()).isGreaterThan(10);
        assertThat(result.outcome()).isEqualTo(Outcome.LIMIT);
        assertThat(result.steps()).isEqualTo(1000);
    }
}
