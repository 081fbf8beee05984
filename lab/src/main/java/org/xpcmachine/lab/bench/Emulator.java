// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A machine in a process of its own, with 256 MiB of RAM and one hart. */
@FunctionalInterface
public interface Emulator {
    /**
     * Returns the command that runs an image.
     *
     * @param bootArguments of the image, which it finds in its device tree
     */
    List<String> command(Path image, String bootArguments);

    /**
     * This machine.
     *
     * @param xpc what starts the command {@code xpc}
     * @param options of {@code xpc run}, for example which timing
     */
    static Emulator ours(final List<String> xpc, final String... options) {
        return (image, bootArguments) -> {
            final List<String> command = new ArrayList<>(xpc);
            command.add("run");
            command.addAll(List.of(options));
            command.addAll(List.of("--memory", "256M", "--append", bootArguments, image.toString()));
            return command;
        };
    }

    /** QEMU's {@code virt} with its dynamic translation, if it is on the path. */
    static Optional<Emulator> qemu() {
        return Programs.find("qemu-system-riscv64").map(Emulator::qemu);
    }

    private static Emulator qemu(final Path qemu) {
        return (image, bootArguments) -> List.of(
                qemu.toString(),
                "-M",
                "virt",
                "-nographic",
                "-bios",
                "none",
                "-m",
                "256M",
                "-kernel",
                image.toString(),
                "-append",
                bootArguments);
    }

    /** The same machine on one core of the host, where the host can be told so. */
    default Emulator pinned() {
        final List<String> pin = Programs.pin();
        return (image, bootArguments) -> {
            final List<String> command = new ArrayList<>(pin);
            command.addAll(command(image, bootArguments));
            return command;
        };
    }
}
