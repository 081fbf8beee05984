// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.xpcmachine.machine.device.virtio.RawImage;
import org.xpcmachine.machine.device.virtio.VirtioBlock;

/** Debian's U-Boot for QEMU's {@code virt}, unmodified: alone in M-mode, and behind OpenSBI in S-mode. */
@Timeout(120)
class UBootTest {
    private static final Path IMAGES =
            Path.of(System.getProperty("xpc.guest.dir")).resolve("debian");
    private static final Until PROMPT = Until.console("=> ");

    @TempDir
    private Path folder;

    @BeforeAll
    static void isHere() {
        assumeTrue(
                Files.isRegularFile(IMAGES.resolve("u-boot.elf")),
                "skipped: U-Boot is not here; guest/debian/fetch downloads it, and the next build prepares it");
    }

    private static String ask(final XpcMachine machine, final String command) {
        final int before = machine.console().length();
        machine.type(command + "\n");
        machine.runTo(PROMPT);
        return machine.console().substring(before);
    }

    private static void toPrompt(final XpcMachine machine) {
        machine.runTo(Until.console("Hit any key"));
        machine.type("\n");
        machine.runTo(PROMPT);
    }

    @Test
    void inMachineModeItFindsTheBoardAndReadsADisk() throws IOException {
        final Path file = folder.resolve("disk.img");
        final byte[] disk = Arrays.copyOf("made by the host".getBytes(StandardCharsets.UTF_8), 1 << 20);
        Files.write(file, disk);
        try (RawImage image = new RawImage(file, false);
                XpcMachine machine = XpcMachine.builder()
                        .kernel(IMAGES.resolve("u-boot.elf"))
                        .board(board -> board.withVirtio(console -> new VirtioBlock(image, "disk")))
                        .build()) {
            toPrompt(machine);
            assertThat(machine.console()).contains("DRAM:  128 MiB", "Model: riscv-virtio,qemu");
            assertThat(ask(machine, "virtio info")).contains("Capacity: 1.0 MB");
            ask(machine, "virtio read 0x84000000 0 1");
            assertThat(machine.memory().readString(0x8400_0000L, 16)).isEqualTo("made by the host");
            machine.type("poweroff\n");
            assertThat(machine.runToExit()).isZero();
        }
    }

    @Test
    void behindOpenSbiItRunsInSupervisorMode() {
        try (XpcMachine machine = XpcMachine.builder()
                .firmware(IMAGES.resolve("fw_dynamic.bin"))
                .kernel(IMAGES.resolve("u-boot_smode.elf"))
                .harts(2)
                .build()) {
            toPrompt(machine);
            assertThat(ask(machine, "sbi")).contains("OpenSBI", "Hart State Management");
            machine.type("poweroff\n");
            assertThat(machine.runToExit()).isZero();
        }
    }
}
