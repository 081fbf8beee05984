// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The time to a prompt is that of the prompt: no line before it, and no end of line after it, is waited for. */
class LinuxBootTimeTest {
    private final KernelTimer timer = new KernelTimer(1, Duration.ZERO);

    @BeforeEach
    void needsShell() {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "skipped: no /bin/sh");
    }

    private static List<String> shell(final String script) {
        return List.of("/bin/sh", "-c", script);
    }

    @Test
    void ofTwoMachinesTheOneThatShowsItLaterTakesLonger() {
        final String late = "echo 'a line'; echo; echo 'not ~ # yet'; sleep 0.3; printf '~ # '; sleep 60";
        final String soon = "printf '~ # '; sleep 60";
        final KernelTimer.Pair seconds = timer.toPrompt("a boot", new LinuxBoot(shell(late), Optional.of(shell(soon))));
        assertThat(seconds.ours()).isBetween(0.3, 50.0);
        assertThat(seconds.qemu().orElseThrow()).isLessThan(seconds.ours());
    }

    @Test
    void aBootThatEndsBeforeSaysItsLastWords() {
        final LinuxBoot failing = new LinuxBoot(shell("echo one; echo 'Kernel panic'"), Optional.empty());
        assertThatThrownBy(() -> timer.toPrompt("a boot", failing))
                .isInstanceOf(BenchFailure.class)
                .hasMessageContaining("ended before the shell's prompt: Kernel panic");
    }
}
