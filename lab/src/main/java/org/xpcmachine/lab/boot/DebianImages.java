// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.boot;

import java.nio.file.Files;
import java.nio.file.Path;
import org.xpcmachine.lab.GuestImages;
import org.xpcmachine.machine.loader.LoadException;

/** Debian's firmware and kernel for RISC-V, which a script downloads, and the initial RAM disk that the build makes for them. */
public final class DebianImages {
    /** What to do if they are missing. */
    public static final String HOW_TO_FETCH = "guest/debian/fetch downloads it, and the next build prepares it";

    private final Path folder;

    private DebianImages(final Path folder) {
        this.folder = folder;
    }

    /** Returns those beside the guest's images, whether they are there or not. */
    public static DebianImages ofProcess() {
        return new DebianImages(GuestImages.ofProcess().folder().resolve("debian"));
    }

    /** Whether all are there. */
    public boolean exist() {
        return Files.isRegularFile(folder.resolve("initrd.cpio"));
    }

    /**
     * Returns OpenSBI.
     *
     * @param kind {@code fw_dynamic}, which is told where the kernel is, or {@code fw_jump}, which knows
     * @throws LoadException if it is missing
     */
    public Path firmware(final String kind) {
        return existing("firmware", kind + ".bin");
    }

    /**
     * Returns the kernel.
     *
     * @throws LoadException if it is missing
     */
    public Path kernel() {
        return existing("kernel", "kernel");
    }

    /**
     * Returns the initial RAM disk.
     *
     * @throws LoadException if it is missing
     */
    public Path initrd() {
        return existing("initial RAM disk", "initrd.cpio");
    }

    private Path existing(final String what, final String name) {
        final Path file = folder.resolve(name);
        if (!Files.isRegularFile(file)) {
            throw new LoadException("Debian's " + what + " is not here: " + HOW_TO_FETCH);
        }
        return file;
    }
}
