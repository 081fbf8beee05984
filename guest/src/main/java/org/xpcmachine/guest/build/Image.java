// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.guest.build;

import java.util.ArrayList;
import java.util.List;

/**
 * One program that the build links.
 *
 * @param folder  of the ELF file, and of objects that its programs share; empty for one that stands alone
 * @param name    of the ELF file, without its suffix
 * @param sources folders (every .c and .S in them) and single files, relative to the guest's folder
 * @param script  the linker script, relative to the guest's folder
 * @param flags   compiler flags beyond the common ones
 */
record Image(String folder, String name, List<String> sources, String script, List<String> flags) {

    /** Programs of this folder go into the initial archive, under their names. */
    static final String USER = "user";

    private static final String BENCH = "bench";
    private static final List<String> BENCH_LIBRARIES = List.of("common", "bench/runtime");

    /** Benchmarks use all that the machine has, floating point included. */
    private static final List<String> BENCH_FLAGS =
            List.of("-Icommon", "-Ibench/runtime", "-march=rv64gc_zba_zbb_zbs", "-mabi=lp64d", "-fno-math-errno");

    private static final List<String> USER_LIBRARIES = List.of("common", "libc", "libxpc");
    private static final List<String> USER_FLAGS = List.of("-Icommon", "-Ilibc", "-Ilibxpc", "-Iprograms");

    /** The kernel is compiled for a plain core, without the Zb extensions: its cycles are compared with others' on such. */
    private static final List<String> KERNEL_FLAGS = List.of("-Icommon", "-Ikernel", "-march=rv64imac_zicsr_zifencei");

    static Image firmware() {
        return new Image(
                "",
                "firmware",
                List.of("common", "firmware"),
                "firmware/firmware.ld",
                List.of("-Icommon", "-Ifirmware"));
    }

    static Image kernel() {
        return new Image("", "kernel", List.of("common", "kernel"), "kernel/kernel.ld", KERNEL_FLAGS);
    }

    /** A user program of one file; its name is the file's. */
    static Image user(final String source) {
        return new Image(USER, nameOf(source), with(USER_LIBRARIES, List.of(source)), "libc/user.ld", USER_FLAGS);
    }

    /** A benchmark of some files, C and assembly. */
    static Image bench(final String name, final List<String> sources) {
        return new Image(BENCH, name, with(BENCH_LIBRARIES, sources), "bench/runtime/bench.ld", BENCH_FLAGS);
    }

    /** Name of a file without folder and suffix. */
    static String nameOf(final String source) {
        return source.substring(source.lastIndexOf('/') + 1, source.lastIndexOf('.'));
    }

    private static List<String> with(final List<String> libraries, final List<String> sources) {
        final List<String> all = new ArrayList<>(libraries);
        all.addAll(sources);
        return List.copyOf(all);
    }

    boolean user() {
        return folder.equals(USER);
    }

    /** Path without suffix, under the folder that the build writes to. */
    String path() {
        return folder.isEmpty() ? name : folder + "/" + name;
    }

    /** Folder of its objects. */
    String objects() {
        return folder.isEmpty() ? name : folder;
    }
}
