// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.bench;

import java.util.List;
import java.util.Optional;

/**
 * A benchmark of the guest: a program that is alone on the machine and repeats one piece of work (guest/bench).
 *
 * @param name of its image
 */
public record Kernel(String name, Kind kind) {
    /** What is counted, and where it runs. */
    public enum Kind {
        /** Instructions, here and on QEMU. */
        COMPUTES,
        /** Round trips between address spaces by trap, here and on QEMU. */
        SWITCHES,
        /** Round trips by {@code xcall} and {@code xret}, on this machine only. */
        CALLS,
        /** The time until a result is there, from a cold start. */
        RESULT,
        /** The time until Debian's Linux shows the shell's prompt, from a cold start. */
        PROMPT
    }

    /** Name of the kernel that switches address spaces by trap. */
    static final String SWITCHES = "pingpong";

    /** Name of the one that is no program of this project. */
    public static final String LINUX = "linux";

    private static final List<Kernel> ALL = List.of(
            computes("sort"),
            computes("matmul-int"),
            computes("matmul-double"),
            computes("sha256"),
            computes("aes"),
            computes("search"),
            computes("chase"),
            computes("interpret"),
            computes("fib"),
            computes("json"),
            computes("memcpy"),
            computes("nbody"),
            computes("fft"),
            computes("sieve"),
            computes("paging"),
            new Kernel(SWITCHES, Kind.SWITCHES),
            new Kernel("xcall", Kind.CALLS),
            new Kernel("mix", Kind.RESULT),
            new Kernel(LINUX, Kind.PROMPT));

    private static Kernel computes(final String name) {
        return new Kernel(name, Kind.COMPUTES);
    }

    /** Returns all, in the order in which they are shown. */
    public static List<Kernel> all() {
        return ALL;
    }

    public static Optional<Kernel> named(final String name) {
        return ALL.stream().filter(kernel -> kernel.name.equals(name)).findFirst();
    }

    /** Whether machines without Xxpc run it, too. */
    public boolean isPlain() {
        return kind != Kind.CALLS;
    }
}
