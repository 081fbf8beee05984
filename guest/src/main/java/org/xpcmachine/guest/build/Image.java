// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.guest.build;

import java.util.ArrayList;
import java.util.List;

/**
 * One program that the build links.
 *
 * @param name    of the ELF file, without its suffix
 * @param sources folders (every .c and .S in them) and single files, relative to the guest's folder
 * @param script  the linker script, relative to the guest's folder
 * @param flags   compiler flags beyond the common ones
 * @param user    whether it goes into the initial archive, under its name
 */
record Image(String name, List<String> sources, String script, List<String> flags, boolean user) {

    private static final List<String> USER_LIBRARIES = List.of("common", "libc", "libxpc");
    private static final List<String> USER_FLAGS = List.of("-Icommon", "-Ilibc", "-Ilibxpc", "-Iprograms");

    /** The kernel is compiled for a plain core, without the Zb extensions: its cycles are compared with others' on such. */
    private static final List<String> KERNEL_FLAGS = List.of("-Icommon", "-Ikernel", "-march=rv64imac_zicsr_zifencei");

    static Image firmware() {
        return new Image(
                "firmware",
                List.of("common", "firmware"),
                "firmware/firmware.ld",
                List.of("-Icommon", "-Ifirmware"),
                false);
    }

    static Image kernel() {
        return new Image("kernel", List.of("common", "kernel"), "kernel/kernel.ld", KERNEL_FLAGS, false);
    }

    /** A user program of one file; its name is the file's. */
    static Image user(final String source) {
        final String name = source.substring(source.lastIndexOf('/') + 1, source.lastIndexOf('.'));
        final List<String> sources = new ArrayList<>(USER_LIBRARIES);
        sources.add(source);
        return new Image(name, List.copyOf(sources), "libc/user.ld", USER_FLAGS, true);
    }
}
