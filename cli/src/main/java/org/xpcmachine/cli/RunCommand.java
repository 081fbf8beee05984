// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.cli;

import picocli.CommandLine.Command;

/** {@code xpc run}: a machine whose console is the user's. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = "Run an image on a RISC-V machine with the memory map of QEMU's virt board.",
        footer = {
            "",
            "On a terminal every key goes to the guest, except: Ctrl-A X leaves, Ctrl-C ends;",
            "Ctrl-A Ctrl-A and Ctrl-A Ctrl-C send Ctrl-A and Ctrl-C.",
            "",
            "Exit code: the guest's own; 124 if a limit stopped it, 1 if it cannot go on, 130 after",
            "Ctrl-C, 2 if an option or a file is wrong.",
            "",
            "Examples:",
            "  xpc run program.elf",
            "  xpc run --guest",
            "  xpc run --bios firmware.elf --initrd initrd.cpio --harts 2 kernel.elf",
            "  xpc run --timeout 2.5 --json program.elf",
            "  xpc run --guest --timeout 0.01 --save booted.snap",
            "  xpc run --guest --restore booted.snap",
            "  xpc run --guest --timing rocket-fpga --profile",
            "  xpc run --gdb kernel.elf     and elsewhere: gdb-multiarch kernel.elf -ex 'target remote :1234'"
        })
final class RunCommand extends MachineCommand {
    RunCommand(final Streams streams) {
        super(new ImageOptions(), streams);
    }
}
