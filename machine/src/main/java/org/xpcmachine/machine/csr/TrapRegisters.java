// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.csr;

/**
 * Trap vectors, scratch, pc, cause, value and exception delegation, for M and S (privileged specification, 3.1.7, 3.1.8,
 * 3.1.13 to 3.1.16, and 12.1.2, 12.1.6 to 12.1.9).
 */
final class TrapRegisters {
    /**
     * The exceptions that may be delegated: 0 to 9, the page faults, and 24 to 31, which the specification leaves to custom
     * use. The call from M-mode (11) is read-only zero.
     */
    static final long DELEGABLE = 0x3ff | 1L << 12 | 1L << 13 | 1L << 15 | 0xffL << 24;

    /** Of the two mode bits, the upper one is reserved: 0 direct, 1 vectored. */
    private static final long VECTOR = ~2L;

    /** IALIGN is 16: bit 0 of an exception pc is zero. */
    private static final long PC = ~1L;

    private TrapRegisters() {}

    static void register(final CsrFile file) {
        file.add(Csr.of("medeleg", h -> h.medeleg, (h, value) -> h.medeleg = value & DELEGABLE));
        file.add(Csr.of("mtvec", h -> h.mtvec, (h, value) -> h.mtvec = value & VECTOR));
        file.add(Csr.of("mscratch", h -> h.mscratch, (h, value) -> h.mscratch = value));
        file.add(Csr.of("mepc", h -> h.mepc, (h, value) -> h.mepc = value & PC));
        file.add(Csr.of("mcause", h -> h.mcause, (h, value) -> h.mcause = value));
        file.add(Csr.of("mtval", h -> h.mtval, (h, value) -> h.mtval = value));
        file.add(Csr.of("stvec", h -> h.stvec, (h, value) -> h.stvec = value & VECTOR));
        file.add(Csr.of("sscratch", h -> h.sscratch, (h, value) -> h.sscratch = value));
        file.add(Csr.of("sepc", h -> h.sepc, (h, value) -> h.sepc = value & PC));
        file.add(Csr.of("scause", h -> h.scause, (h, value) -> h.scause = value));
        file.add(Csr.of("stval", h -> h.stval, (h, value) -> h.stval = value));
    }
}
