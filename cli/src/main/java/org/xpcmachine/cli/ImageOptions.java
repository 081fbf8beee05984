// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.cli;

import java.nio.file.Path;
import org.xpcmachine.lab.GuestImages;
import org.xpcmachine.machine.board.BootImages;
import org.xpcmachine.machine.loader.InputFile;
import org.xpcmachine.machine.loader.KernelFile;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs an image, or this project's guest. */
final class ImageOptions extends MachineOptions {
    private static final long DEFAULT_MEMORY = 128L << 20;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "IMAGE",
            description = "Kernel or program: an ELF file, a Linux-style Image, or with --flat any file.")
    private Path image;

    @Option(
            names = "--guest",
            order = FIRST,
            description = "Instead of IMAGE: this project's firmware, kernel and programs.")
    private boolean guest;

    @Option(
            names = "--bios",
            order = FIRST,
            paramLabel = "FILE",
            description = "Firmware that starts first, in M-mode.")
    private Path bios;

    @Option(names = "--initrd", order = FIRST, paramLabel = "FILE", description = "Initial RAM disk.")
    private Path initrd;

    @Option(
            names = "--append",
            order = FIRST,
            paramLabel = "TEXT",
            defaultValue = "",
            description = "The kernel's command line.")
    private String append;

    @Option(names = "--flat", order = FIRST, description = "Take files that are not ELF as flat binaries.")
    private boolean flat;

    @Override
    long defaultMemory() {
        return DEFAULT_MEMORY;
    }

    @Override
    BootImages images() {
        if (guest) {
            requireNone(image, "IMAGE");
            requireNone(bios, "--bios");
            requireNone(initrd, "--initrd");
            return GuestImages.ofProcess().boot(append);
        }
        if (image == null) {
            throw wrong("IMAGE is missing: say what to run, or --guest");
        }
        final BootImages.Image firmware = bios == null ? null : image(bios);
        final byte[] disk = initrd == null ? null : InputFile.read(initrd);
        return new BootImages(firmware, image(image), disk, append);
    }

    private void requireNone(final Object value, final String name) {
        if (value != null) {
            throw wrong("--guest brings its own images; " + name + " does not go with it");
        }
    }

    private BootImages.Image image(final Path file) {
        return new BootImages.Image(file.toString(), KernelFile.read(file, flat));
    }
}
