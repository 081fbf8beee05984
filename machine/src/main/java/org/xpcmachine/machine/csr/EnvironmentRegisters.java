// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.csr;

import org.xpcmachine.machine.hart.Interrupts;

/** {@code menvcfg} and {@code senvcfg} (privileged specification, 3.1.18 and 12.1.10). */
final class EnvironmentRegisters {
    /** Fences order I/O as memory: all fences do here, so the bit is only kept. */
    private static final long FIOM = 1;

    /** The page-table walker updates A and D (Svadu) instead of raising a page fault (Svade). */
    private static final long ADUE = 1L << 61;

    private static final long MACHINE = FIOM | ADUE | Interrupts.STCE;

    private EnvironmentRegisters() {}

    static void register(final CsrFile file) {
        file.add(Csr.of(0x30a, "menvcfg", hart -> hart.menvcfg, (hart, value) -> {
            hart.menvcfg = value & MACHINE;
            hart.updateTranslation();
            hart.endBlock();
        }));
        file.add(Csr.of(0x10a, "senvcfg", hart -> hart.senvcfg, (hart, value) -> hart.senvcfg = value & FIOM));
    }
}
