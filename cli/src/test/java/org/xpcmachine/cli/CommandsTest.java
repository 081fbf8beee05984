// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xpcmachine.lab.GuestImages;

class CommandsTest {
    private static final String PROGRAM = "_start: li a0, 1\nc.nop\nloop: beqz a0, loop\nj _start";

    @TempDir
    private Path folder;

    private String elf() throws IOException {
        return Files.write(folder.resolve("program.elf"), TinyElf.of(PROGRAM)).toString();
    }

    @Test
    void disasmShowsSymbolsAndTargets() throws IOException {
        assertThat(Invocation.of("disasm", elf())).isEqualTo(new Invocation(0, """

                0000000080000000 <_start>:
                        80000000:  00100513  li a0, 1
                        80000004:  0001      nop

                0000000080000006 <loop>:
                        80000006:  00050063  beqz a0, 0x80000006 <loop>
                        8000000a:  ff7ff06f  j 0x80000000 <_start>
                """, ""));
    }

    @Test
    void disasmShowsWhatIsEncodedAndAsData() throws IOException {
        assertThat(Invocation.of("disasm", "--no-aliases", "--json", elf())
                        .out()
                        .lines())
                .hasSize(6)
                .contains("{\"address\":\"0x80000004\",\"bits\":\"0x1\",\"size\":2,\"text\":\"c.nop\"},");
    }

    @Test
    void disasmOfAFlatBinaryStandsWhereTheUserSays() throws IOException {
        final String flat = Files.write(folder.resolve("flat.bin"), new byte[] {0x13, 0, 0, 0})
                .toString();
        assertThat(Invocation.of("disasm", "--flat", "--base", "0xffffffff80000000", flat)
                        .out())
                .isEqualTo("ffffffff80000000:  00000013  nop\n");
    }

    @Test
    void traceWritesAFileAndSaysSo() throws IOException {
        final Path file = folder.resolve("trace.json");
        final Invocation run = Invocation.of("trace", "--max-steps", "100", "-o", file.toString(), elf());
        assertThat(run.code()).isEqualTo(ExitCode.LIMIT);
        assertThat(run.err()).contains("0 events in " + file);
        assertThat(Files.readString(file)).startsWith("[\n{").endsWith("}\n]");
    }

    @Test
    void everyCommandExplainsItself() {
        for (final String command : new String[] {"demo", "run", "boot", "trace", "disasm", "bench", "version"}) {
            final Invocation help = Invocation.of(command, "--help");
            assertThat(help.code()).isZero();
            assertThat(help.out()).startsWith("Usage: xpc " + command);
            assertThat(help.out().lines())
                    .allMatch(line -> line.length() <= 88)
                    .noneMatch(line -> line.contains("\033"))
                    .noneMatch(line -> line.matches("\\S{1,6}"));
        }
        assertThat(Invocation.of("--help").out()).contains("demo", "run", "trace", "disasm", "version");
    }

    @Test
    void helpKnowsEveryCommand() {
        assertThat(Invocation.of("help")).isEqualTo(Invocation.of("--help"));
        assertThat(Invocation.of("help", "run")).isEqualTo(Invocation.of("run", "--help"));
        assertThat(Invocation.of("help", "walk").code()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void versionNamesTheInstructionSet() {
        assertThat(Invocation.of("version").out()).startsWith("xpc ").contains("Xxpc");
        assertThat(Invocation.of("--version")).isEqualTo(Invocation.of("version"));
    }

    @Test
    void demoSucceedsWhereTheGuestIsBuilt() {
        assumeTrue(GuestImages.ofProcess().exist(), "skipped: the guest has not been built");
        final Invocation demo = Invocation.of("demo");
        assertThat(demo.code()).isZero();
        assertThat(demo.out()).contains("xcall", "yes").doesNotContain("NO ");
        assertThat(demo.err()).isEmpty();
        assertThat(Invocation.of("demo", "--json").out()).contains("\"holds\": true");
    }
}
