// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xpcmachine.lab.GuestRun;
import org.xpcmachine.lab.RunConfig;
import org.xpcmachine.lab.RunResult;
import org.xpcmachine.machine.board.BoardConfig;
import org.xpcmachine.machine.board.BootImages;
import org.xpcmachine.machine.loader.InputFile;
import org.xpcmachine.machine.loader.KernelFile;
import org.xpcmachine.translator.TranslatorConfig;

/**
 * Debian's OpenSBI and Linux boot to a shell that answers, and switch the machine off. {@code -Dxpc.boot=all} boots all combinations,
 * where the default are two.
 */
class LinuxBootTest {
    private static final String PROMPT = "~ # ";
    private static final List<String> COMMANDS = List.of(
            "echo $((6*7))",
            "nproc; grep -c ^processor /proc/cpuinfo",
            "uname -srm",
            "dmesg | grep 'SBI specification'",
            "dmesg | grep -c 'CRC check failed'",
            "poweroff -f");
    private static final long MEMORY = 256L << 20;

    /** A minute of guest time; a boot takes about one second of it. */
    private static final long LIMIT = 60_000_000_000L;

    private static final Map<Setup, Boot> BOOTS = new HashMap<>();

    record Setup(int harts, String firmware) {}

    /** What a boot leaves behind. */
    private record Boot(RunResult.Outcome outcome, int exitCode, long steps, long instructions, List<String> answers) {}

    static Stream<Setup> setups() {
        if (!"all".equals(System.getProperty("xpc.boot"))) {
            return Stream.of(new Setup(1, "fw_dynamic"), new Setup(4, "fw_dynamic"));
        }
        return Stream.of("fw_dynamic", "fw_jump")
                .flatMap(firmware -> Stream.of(1, 2, 4).map(harts -> new Setup(harts, firmware)));
    }

    @BeforeAll
    static void imagesAreHere() {
        assumeTrue(
                DebianImages.ofProcess().exist(), "skipped: Debian's kernel is not here; " + DebianImages.HOW_TO_FETCH);
    }

    private static Boot boot(final Setup setup) {
        final DebianImages debian = DebianImages.ofProcess();
        final BootImages images = new BootImages(
                new BootImages.Image("firmware", InputFile.read(debian.firmware(setup.firmware()))),
                new BootImages.Image("kernel", KernelFile.read(debian.kernel(), false)),
                InputFile.read(debian.initrd()),
                "console=ttyS0 earlycon=sbi");
        final BoardConfig board =
                BoardConfig.DEFAULT.withHarts(setup.harts()).withMemory(MEMORY).withExecutor(TranslatorConfig.DEFAULT);
        final ScriptedConsole console = new ScriptedConsole(PROMPT, COMMANDS);
        try (GuestRun run = new GuestRun(new RunConfig(images, board, LIMIT), console, b -> null)) {
            final RunResult result = run.run();
            assertThat(console.transcript()).contains("Run /init as init process", PROMPT);
            final List<String> answers = Stream.iterate(0, i -> i < COMMANDS.size(), i -> i + 1)
                    .map(console::answer)
                    .toList();
            return new Boot(result.outcome(), result.exitCode(), result.steps(), result.instructions(), answers);
        }
    }

    @ParameterizedTest
    @MethodSource("setups")
    void theShellAnswersAndThePowerGoesOff(final Setup setup) {
        final Boot boot = BOOTS.computeIfAbsent(setup, LinuxBootTest::boot);
        assertThat(boot.answers.get(0)).endsWith("\r\n42\r\n");
        assertThat(boot.answers.get(1)).endsWith("\r\n%1$d\r\n%1$d\r\n".formatted(setup.harts()));
        assertThat(boot.answers.get(2)).contains("\nLinux ", " riscv64");
        assertThat(boot.answers.get(3)).contains("SBI specification v2.0");
        assertThat(boot.answers.get(4)).as("damage to the device tree").endsWith("\r\n0\r\n");
        assertThat(boot.answers.get(5)).contains("reboot: Power down");
        assertThat(boot.outcome).isEqualTo(RunResult.Outcome.EXIT);
        assertThat(boot.exitCode).isZero();
    }

    @Test
    void theSameBootTwiceIsTheSameBitForBit() {
        final Setup setup = new Setup(4, "fw_dynamic");
        assertThat(boot(setup)).isEqualTo(BOOTS.computeIfAbsent(setup, LinuxBootTest::boot));
    }
}
