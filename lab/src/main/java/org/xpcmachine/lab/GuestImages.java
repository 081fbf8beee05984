// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.xpcmachine.machine.board.BootImages;
import org.xpcmachine.machine.loader.ElfImage;
import org.xpcmachine.machine.loader.InputFile;
import org.xpcmachine.machine.loader.LoadException;

/** The guest that this project builds: firmware, kernel, and an archive of programs, in a folder. */
public final class GuestImages {
    /** System property that names the folder. */
    public static final String PROPERTY = "xpc.guest.dir";

    private static final Path DEFAULT = Path.of("guest", "target", "images");

    private final Path folder;

    public GuestImages(final Path folder) {
        this.folder = folder;
    }

    /** Returns the images of the folder that {@value #PROPERTY} names, or that of the project one stands in. */
    public static GuestImages ofProcess() {
        final String property = System.getProperty(PROPERTY);
        return new GuestImages(property == null ? DEFAULT : Path.of(property));
    }

    /** Returns where they are, whether they have been built or not. */
    public Path folder() {
        return folder;
    }

    /** Whether the images have been built. */
    public boolean exist() {
        return Files.isRegularFile(firmware()) && Files.isRegularFile(kernel()) && Files.isRegularFile(initrd());
    }

    public Path firmware() {
        return folder.resolve("firmware.elf");
    }

    public Path kernel() {
        return folder.resolve("kernel.elf");
    }

    public Path initrd() {
        return folder.resolve("initrd.cpio");
    }

    /** Returns a user program with its symbols, if there is one of that name. */
    public Optional<ElfImage> program(final String name) {
        return programBytes(name).map(bytes -> ElfImage.parse(name, bytes));
    }

    /** Returns the ELF file of a user program, if there is one of that name. */
    public Optional<byte[]> programBytes(final String name) {
        if (!name.matches("[\\w-]+")) {
            return Optional.empty();
        }
        final Path file = folder.resolve("user").resolve(name + ".elf");
        return Files.isRegularFile(file) ? Optional.of(InputFile.read(file)) : Optional.empty();
    }

    /**
     * Returns the image of a benchmark.
     *
     * @throws LoadException if it has not been built
     */
    public Path benchmark(final String name) {
        final Path image = folder.resolve("bench").resolve(name + ".elf");
        if (!Files.isRegularFile(image)) {
            throw notBuilt();
        }
        return image;
    }

    /**
     * Reads the images.
     *
     * @param bootArguments the kernel's command line
     * @throws LoadException if they have not been built
     */
    public BootImages boot(final String bootArguments) {
        if (!exist()) {
            throw notBuilt();
        }
        return new BootImages(image(firmware()), image(kernel()), InputFile.read(initrd()), bootArguments);
    }

    private LoadException notBuilt() {
        return new LoadException("the guest has not been built: there are no images in " + folder
                + " (start xpc from the project's folder, or build with ./mvnw package)");
    }

    private static BootImages.Image image(final Path file) {
        return new BootImages.Image(file.toString(), InputFile.read(file));
    }
}
