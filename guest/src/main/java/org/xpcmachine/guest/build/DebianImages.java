// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.guest.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * What boots Debian on the machine, of what {@code guest/debian/fetch} has downloaded: firmware and kernel as they are, and an initial
 * RAM disk with busybox and some of the kernel's modules.
 *
 * <pre>
 * OUT/kernel  OUT/fw_dynamic.bin  OUT/fw_jump.bin  OUT/initrd.cpio  OUT/versions  OUT/u-boot.elf  OUT/u-boot_smode.elf
 * </pre>
 */
final class DebianImages {
    private static final List<String> AS_THEY_ARE = List.of("kernel", "fw_dynamic.bin", "fw_jump.bin", "versions");

    /** Not in what was downloaded some time ago. */
    private static final List<String> IF_THERE = List.of("u-boot.elf", "u-boot_smode.elf");

    private static final List<String> FOLDERS = List.of("bin", "dev", "modules", "proc", "sys", "tmp");
    private static final int CONSOLE_MAJOR = 5;
    private static final int CONSOLE_MINOR = 1;

    private DebianImages() {}

    /**
     * Makes the images, if there is anything to make them of.
     *
     * @param source with {@code init}, and {@code fetched} once something has been
     * @return whether there was
     */
    static boolean build(final Path source, final Path out) throws IOException {
        final Path fetched = source.resolve("fetched");
        if (!Files.isDirectory(fetched)) {
            return false;
        }
        Files.createDirectories(out);
        for (final String name : AS_THEY_ARE) {
            Files.copy(fetched.resolve(name), out.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }
        for (final String name : IF_THERE) {
            if (Files.exists(fetched.resolve(name))) {
                Files.copy(fetched.resolve(name), out.resolve(name), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        final Cpio archive = new Cpio();
        FOLDERS.forEach(archive::folder);
        archive.device("dev/console", CONSOLE_MAJOR, CONSOLE_MINOR)
                .file("bin/busybox", fetched.resolve("busybox"))
                .link("bin/sh", "busybox")
                .file("init", source.resolve("init"));
        try (Stream<Path> modules = Files.list(fetched.resolve("modules"))) {
            for (final Path module : modules.sorted().toList()) {
                archive.file("modules/" + module.getFileName(), module);
            }
        }
        archive.write(out.resolve("initrd.cpio"));
        return true;
    }
}
