// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.xpcmachine.lab.boot.DebianImages;

/**
 * The commands that boot Debian's Linux to a shell, with the same images and 512 MiB, as a user would start them.
 *
 * @param ours on this machine
 * @param qemu on QEMU, if it is there
 */
public record LinuxBoot(List<String> ours, Optional<List<String>> qemu) {
    /** What the shell shows, at the start of a line. */
    static final String PROMPT = "~ # ";

    private static final String MEMORY = "512M";

    /**
     * Makes the commands.
     *
     * @param xpc what starts the command {@code xpc}
     * @param compared whether QEMU is to be run
     * @throws org.xpcmachine.machine.loader.LoadException if the images are missing
     */
    public static LinuxBoot of(final List<String> xpc, final DebianImages images, final boolean compared) {
        final String firmware = images.firmware("fw_dynamic").toString();
        final String kernel = images.kernel().toString();
        final String initrd = images.initrd().toString();
        final List<String> ours = new ArrayList<>(xpc);
        ours.addAll(List.of("boot", "--bios", firmware, "--kernel", kernel, "--initrd", initrd, "--memory", MEMORY));
        final Optional<List<String>> qemu = compared
                ? Programs.find("qemu-system-riscv64")
                        .map(program -> List.of(
                                program.toString(),
                                "-M",
                                "virt",
                                "-nographic",
                                "-bios",
                                firmware,
                                "-kernel",
                                kernel,
                                "-initrd",
                                initrd,
                                "-m",
                                MEMORY))
                : Optional.empty();
        return new LinuxBoot(ours, qemu);
    }
}
