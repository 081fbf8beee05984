// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xpcmachine.isa.Assembler;

class RunCommandTest {
    /** Prints what it reads up to a q, then exits with the code. */
    private static final String ECHO = """
            _start: li s0, 0x10000000
            0:  lbu a0, 5(s0)
                andi a0, a0, 1
                beqz a0, 0b
                lbu a0, 0(s0)
                sb a0, 0(s0)
                li a1, 0x71
                bne a0, a1, 0b
                li a0, 0x100000
                li a1, CODE << 16 | 0x3333
                sw a1, 0(a0)
            hang: j hang
            """;

    @TempDir
    private Path folder;

    private String elf(final String program) throws IOException {
        return Files.write(folder.resolve("program.elf"), TinyElf.of(program)).toString();
    }

    private static String echo(final int code) {
        return ECHO.replace("CODE << 16 | 0x3333", Integer.toString(code << 16 | 0x3333));
    }

    @Test
    void theGuestGetsWhatIsPipedInAndItsCodeIsReturned() throws IOException {
        final Invocation run = Invocation.withInput("a\nbq-", "run", elf(echo(42)));
        assertThat(run).isEqualTo(new Invocation(42, "a\nbq", ""));
    }

    @Test
    void aCodeThatTheShellCannotShowIsNotTakenForSuccess() throws IOException {
        assertThat(Invocation.withInput("q", "run", elf(echo(256))).code()).isEqualTo(255);
    }

    @Test
    void aDebuggerNeedNotCome() throws IOException {
        final Invocation run = Invocation.withInput("q", "run", "--gdb=0", "--gdb-nowait", elf(echo(4)));
        assertThat(run.err()).matches("xpc: gdb may connect: target remote :\\d+\n");
        assertThat(run.code()).isEqualTo(4);
    }

    @Test
    void severalHartsRunTheSameImage() throws IOException {
        assertThat(Invocation.withInput("q", "run", "--harts", "2", "--no-xpc", elf(echo(3)))
                        .code())
                .isEqualTo(3);
    }

    @Test
    void jsonKeepsTheConsoleApart() throws IOException {
        final Invocation run = Invocation.withInput("hiq", "run", "--json", elf(echo(7)));
        assertThat(run.err()).isEqualTo("hiq");
        assertThat(run.out()).startsWith("{").contains("\"outcome\": \"exit\"", "\"exitCode\": 7");
        assertThat(run.code()).isEqualTo(7);
    }

    @Test
    void limitsEndALoopWith124AndSayWhereItWas() throws IOException {
        for (final String limit : new String[] {"--max-steps=1000", "--timeout=0.000001"}) {
            final Invocation run = Invocation.of("run", limit, elf("_start: nop\nspin: j spin"));
            assertThat(run.code()).isEqualTo(ExitCode.LIMIT);
            assertThat(run.err())
                    .startsWith("xpc: the limit of steps was reached")
                    .contains("spin");
        }
    }

    @Test
    void aSavedRunGoesOnWhereALimitStoppedItByEitherEngine() throws IOException {
        final String program = elf("""
                _start: li s0, 0x10000000
                    li s1, 26
                    li s2, 0x61
                0:  sb s2, 0(s0)
                    addi s2, s2, 1
                    addi s1, s1, -1
                    bnez s1, 0b
                    li a0, 0x100000
                    li a1, 0x73333
                    sw a1, 0(a0)
                hang: j hang
                """);
        final Path saved = folder.resolve("cut.snap");
        final Invocation whole = Invocation.of("run", "--harts=2", program);
        assertThat(whole.out()).contains("z");
        for (final String engine : new String[] {"interpreter", "translator"}) {
            final Invocation first = Invocation.of(
                    "run", "--harts=2", "--max-steps=50", "--save=" + saved, "--engine=" + engine, program);
            assertThat(first.code()).isZero();
            assertThat(first.err()).isEmpty();
            assertThat(first.out()).isNotEmpty();
            final Invocation rest = Invocation.of("run", "--harts=2", "--restore=" + saved, program);
            assertThat(first.out() + rest.out()).isEqualTo(whole.out());
            assertThat(rest.code()).isEqualTo(whole.code()).isEqualTo(7);
        }
    }

    @Test
    void aRunThatEndsByItselfIsNotSaved() throws IOException {
        final Path saved = folder.resolve("end.snap");
        final Invocation run = Invocation.withInput("q", "run", "--save", saved.toString(), elf(echo(3)));
        assertThat(run)
                .isEqualTo(
                        new Invocation(3, "q", "xpc: " + saved + ": not written, because no limit stopped the run\n"));
        assertThat(saved).doesNotExist();
    }

    @Test
    void aCrashGetsARegisterDumpWithSymbols() throws IOException {
        final Invocation run = Invocation.of("run", elf("_start: csrw mtvec, zero\nfaulty: ld a0, 0(zero)"));
        assertThat(run.code()).isEqualTo(ExitCode.FAILURE);
        assertThat(run.err())
                .startsWith("xpc: the trap handler's first instruction traps, for ever")
                .contains("pc 0000000080000004 faulty", "load access fault", "ld a0, 0(zero)");
    }

    @Test
    void aGuestThatWaitsForNothingEnds() throws IOException {
        final Invocation run = Invocation.of("run", elf("_start: wfi\nj _start"));
        assertThat(run.code()).isEqualTo(ExitCode.FAILURE);
        assertThat(run.err()).startsWith("xpc: every hart waits");
    }

    @Test
    void withoutTheEngineItsInstructionsAreIllegal() throws IOException {
        final String program = elf("_start: csrr a0, xpcctl\n" + echo(5).replace("_start:", ""));
        assertThat(Invocation.withInput("q", "run", program).code()).isEqualTo(5);
        assertThat(Invocation.withInput("q", "run", "--no-xpc", program).err()).contains("illegal instruction");
    }

    @Test
    void aFlatBinaryIsRunWhenTheUserSaysSo() throws IOException {
        final byte[] code = Assembler.assemble(0x8000_0000L, echo(9)).bytes();
        final String flat = Files.write(folder.resolve("flat.bin"), code).toString();
        assertThat(Invocation.withInput("q", "run", "--flat", flat).code()).isEqualTo(9);
    }
}
