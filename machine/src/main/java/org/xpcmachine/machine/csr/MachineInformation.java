// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.csr;

/** Who made the machine and what it has (privileged specification, 3.1.1 to 3.1.5). */
final class MachineInformation {
    private static final long MXL_64 = 2L << 62;

    /** {@code misa}: RV64 with these extensions, of which none can be turned off. B stands for Zba, Zbb and Zbs. */
    static final long MISA = MXL_64 | letters("ABCDFIMSU");

    private MachineInformation() {}

    static void register(final CsrFile file) {
        file.add(Csr.constant("mvendorid", 0));
        file.add(Csr.constant("marchid", 0));
        file.add(Csr.constant("mimpid", 0));
        file.add(Csr.of("mhartid", hart -> hart.id, (hart, ignored) -> {}));
        file.add(Csr.constant("mconfigptr", 0));
        file.add(Csr.constant("misa", MISA));
    }

    private static long letters(final String extensions) {
        return extensions.chars().mapToLong(letter -> 1L << letter - 'A').reduce(0, (a, b) -> a | b);
    }
}
