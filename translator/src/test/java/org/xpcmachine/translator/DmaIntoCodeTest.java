// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.translator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xpcmachine.isa.Assembler;
import org.xpcmachine.isa.Assembly;
import org.xpcmachine.machine.board.BoardConfig;
import org.xpcmachine.machine.board.VirtBoard;
import org.xpcmachine.machine.device.virtio.DiskImage;
import org.xpcmachine.machine.device.virtio.RawImage;
import org.xpcmachine.machine.device.virtio.VirtioBlock;

/** What a disk reads over code that was hot is what is executed next. */
class DmaIntoCodeTest {
    /** Runs a function until it is hot, lets the disk write another over it, and runs that. The queue has one request. */
    private static final String PROGRAM = """
            start:
                li   s4, 2
            again:
                li   s0, 5000
            loop:
                call function
                addi s0, s0, -1
                bnez s0, loop
                call read
                addi s4, s4, -1
                bnez s4, again
                li   t0, 0x100000
                li   t1, 0x5555
                sw   t1, 0(t0)
            end:
                j    end
            read:
                li   t0, 0x10001000
                sw   zero, 0x70(t0)
                li   t1, 3
                sw   t1, 0x70(t0)
                li   t1, 1
                sw   t1, 0x24(t0)
                sw   t1, 0x20(t0)
                li   t1, 11
                sw   t1, 0x70(t0)
                li   t1, 4
                sw   t1, 0x38(t0)
                la   t1, descriptors
                sw   t1, 0x80(t0)
                la   t1, driver
                sw   t1, 0x90(t0)
                la   t1, device
                sw   t1, 0xa0(t0)
                sh   zero, 2(t1)
                li   t1, 1
                sw   t1, 0x44(t0)
                li   t1, 15
                sw   t1, 0x70(t0)
                sw   zero, 0x50(t0)
                ret
                .align 12
            function:
                addi a0, a0, 1
                ret
                .align 12
            descriptors:
                .dword header
                .word 16, 0x10001
                .dword function
                .word 512, 0x20003
                .dword status
                .word 1, 2
                .align 4
            header:
                .dword 0, 0
            status:
                .dword 0
            driver:
                .word 0x10000, 0
                .align 3
            device:
                .dword 0
            """;

    @TempDir
    private Path folder;

    @Test
    void theCodeThatTheDiskBringsRuns() throws IOException {
        final Path file = folder.resolve("disk.img");
        Files.write(
                file,
                Arrays.copyOf(Assembler.assemble(0, "addi a0, a0, 100\nret\n").bytes(), DiskImage.SECTOR));
        final Assembly program = Assembler.assemble(VirtBoard.RAM_BASE, PROGRAM);
        try (DiskImage image = new RawImage(file, false)) {
            final BoardConfig config = BoardConfig.DEFAULT
                    .withMemory(BoardConfig.MIN_MEMORY)
                    .withVirtio(console -> new VirtioBlock(image, "code"));
            for (final TranslatorConfig translator : new TranslatorConfig[] {
                new TranslatorConfig(false, true, 100, 100), new TranslatorConfig(false, false, 100, 100)
            }) {
                try (Twins twins = new Twins(config, translator, Arrays.copyOf(program.bytes(), 4 * 4096))) {
                    twins.runToEnd("DMA", new SplittableRandom(1), 5_000);
                    assertThat(twins.translated().machine().cores().getFirst().hart.x[10])
                            .isEqualTo(5000 + 500_000);
                }
            }
        }
    }
}
