// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.cli;

import picocli.CommandLine.Command;

/** {@code xpc boot}: firmware and an operating system's kernel. */
@Command(
        name = "boot",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = {
            "Boot an operating system: firmware, kernel, initial RAM disk, disks.",
            "Without --kernel it is Debian's Linux with a shell; the script guest/debian/fetch downloads it."
        },
        footer = {
            "",
            "On a terminal every key goes to the guest, except: Ctrl-A X leaves, Ctrl-C ends;",
            "Ctrl-A Ctrl-A and Ctrl-A Ctrl-C send Ctrl-A and Ctrl-C.",
            "",
            "Exit code: 0 if the guest switches the power off, otherwise as that of xpc run.",
            "",
            "Examples:",
            "  xpc boot",
            "  xpc boot --harts 4 --memory 1G",
            "  xpc boot --disk root.img,throwaway --append root=/dev/vda",
            "  xpc boot --kernel Image.gz --initrd rootfs.cpio.gz --append console=ttyS0",
            "  xpc boot --bios fw_jump.bin --kernel Image --dtb board.dtb"
        })
final class BootCommand extends MachineCommand {
    BootCommand(final Streams streams) {
        super(new BootOptions(), streams);
    }
}
