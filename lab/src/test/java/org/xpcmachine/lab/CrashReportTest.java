// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class CrashReportTest {
    private static List<String> report(final String program) {
        try (GuestRun run = new GuestRun(Programs.config(program, 10_000), Programs.silent(), board -> null)) {
            run.run();
            return CrashReport.of(run, new GuestImages(Path.of("none")));
        }
    }

    @Test
    void theFirstFaultOfALoopIsShownWithRegistersTrapAndCode() {
        final List<String> report = report("li s3, 0x1234\nli t0, 0x10\ncsrw mtvec, t0\nld a0, 8(zero)");
        assertThat(report).first().isEqualTo("At the exception in M-mode:");
        assertThat(report).anyMatch(line -> line.contains("s3  0000000000001234"));
        assertThat(report).anyMatch(line -> line.startsWith(">") && line.endsWith("ld a0, 8(zero)"));
        assertThat(report).anyMatch(line -> line.contains("M>M  load access fault, value 0x8"));
    }

    @Test
    void aProgramThatWaitsShowsWhereItIs() {
        final List<String> report = report("wfi\n0: j 0b");
        assertThat(report).contains("Registers:", "No trap was taken.");
        assertThat(report).anyMatch(line -> line.contains("wfi"));
    }

    @Test
    void anExceptionThatTheHandlerReturnsFromIsNoCrash() {
        final List<String> report = report("""
                    la t0, handler
                    csrw mtvec, t0
                    ld a0, 8(zero)
                    wfi
                handler:
                    csrr t1, mepc
                    addi t1, t1, 4
                    csrw mepc, t1
                    mret
                """);
        assertThat(report).first().isEqualTo("Registers:");
        assertThat(report).anyMatch(line -> line.contains("load access fault"));
    }

    @Test
    void linesFitATerminal() {
        assertThat(report("ecall")).allMatch(line -> line.length() <= 80);
    }
}
