// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.csr;

import org.xpcmachine.machine.hart.Environment;

/** {@code menvcfg} and {@code senvcfg} (privileged specification, 3.1.18 and 12.1.10). */
final class EnvironmentRegisters {
    private static final long MACHINE = Environment.FIOM | Environment.ADUE | Environment.STCE;

    private EnvironmentRegisters() {}

    static void register(final CsrFile file) {
        file.add(Csr.of("menvcfg", hart -> hart.menvcfg, (hart, value) -> {
            hart.menvcfg = value & MACHINE;
            hart.updateTranslation();
            hart.endBlock();
        }));
        file.add(Csr.of("senvcfg", hart -> hart.senvcfg, (hart, value) -> hart.senvcfg = value & Environment.FIOM));
    }
}
