// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.cli;

import java.nio.file.Path;
import org.xpcmachine.lab.boot.DebianImages;
import org.xpcmachine.machine.board.BootImages;
import org.xpcmachine.machine.loader.InputFile;
import org.xpcmachine.machine.loader.KernelFile;
import picocli.CommandLine.Option;

/** Boots a kernel by firmware. */
final class BootOptions extends MachineOptions {
    private static final long DEFAULT_MEMORY = 512L << 20;
    private static final String DEFAULT_BIOS = "default";
    private static final String NO_BIOS = "none";

    @Option(
            names = "--kernel",
            order = FIRST,
            paramLabel = "FILE",
            description = "Kernel: an Image, plain, compressed with gzip or as EFI zboot, or an ELF file"
                    + " (default: Debian's).")
    private Path kernel;

    @Option(
            names = "--initrd",
            order = FIRST,
            paramLabel = "FILE",
            description = "Initial RAM disk (default: none; with Debian's kernel a shell).")
    private Path initrd;

    @Option(
            names = "--append",
            order = FIRST,
            paramLabel = "TEXT",
            defaultValue = "",
            description = "The kernel's command line.")
    private String append;

    @Option(
            names = "--bios",
            order = FIRST,
            paramLabel = "FILE",
            defaultValue = DEFAULT_BIOS,
            description = "Firmware that starts first, in M-mode (default: Debian's OpenSBI), or none.")
    private String bios;

    @Option(
            names = "--dtb",
            order = FIRST,
            paramLabel = "FILE",
            description = "Device tree, in place of the machine's own; --append, --initrd go into it.")
    private Path tree;

    @Override
    long defaultMemory() {
        return DEFAULT_MEMORY;
    }

    @Override
    BootImages images() {
        final DebianImages debian = DebianImages.ofProcess();
        final Path disk = initrd == null && kernel == null ? debian.initrd() : initrd;
        final BootImages.Image image = kernel(kernel == null ? debian.kernel() : kernel);
        final BootImages images =
                new BootImages(firmware(debian), image, disk == null ? null : InputFile.read(disk), append);
        return tree == null
                ? images
                : images.withDeviceTree(new BootImages.Image(tree.toString(), InputFile.read(tree)));
    }

    private BootImages.Image firmware(final DebianImages debian) {
        if (bios.equals(NO_BIOS)) {
            return null;
        }
        final Path file = bios.equals(DEFAULT_BIOS) ? debian.firmware("fw_dynamic") : Path.of(bios);
        return new BootImages.Image(file.toString(), InputFile.read(file));
    }

    private static BootImages.Image kernel(final Path file) {
        return new BootImages.Image(file.toString(), KernelFile.read(file, false));
    }
}
