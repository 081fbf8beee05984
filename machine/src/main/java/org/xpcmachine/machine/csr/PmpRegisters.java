// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.csr;

import org.xpcmachine.machine.hart.Hart;
import org.xpcmachine.machine.mmu.Pmp;

/**
 * {@code pmpcfg} and {@code pmpaddr} (privileged specification, 3.7.1). Registers exist for 16 entries, or none; on RV64 the
 * odd {@code pmpcfg} do not. Entries beyond the implemented ones read zero.
 */
final class PmpRegisters {
    private static final int ENTRIES = 16;
    private static final int PER_REGISTER = 8;

    private PmpRegisters() {}

    static void register(final CsrFile file, final int implemented) {
        if (implemented == 0) {
            return;
        }
        for (int i = 0; i < ENTRIES; i++) {
            final int entry = i;
            file.add(Csr.of("pmpaddr" + i, hart -> hart.mmu.pmp.address(entry), (hart, value) -> {
                hart.mmu.pmp.setAddress(entry, value);
                hart.mmu.flushAll();
            }));
        }
        for (int first = 0; first < ENTRIES; first += PER_REGISTER) {
            final int base = first;
            final int register = first / 4;
            file.add(Csr.of(
                    "pmpcfg" + register,
                    hart -> config(hart.mmu.pmp, base),
                    (hart, value) -> configure(hart, base, value)));
        }
    }

    private static long config(final Pmp pmp, final int base) {
        long value = 0;
        for (int i = 0; i < PER_REGISTER; i++) {
            value |= (long) pmp.config(base + i) << 8 * i;
        }
        return value;
    }

    private static void configure(final Hart hart, final int base, final long value) {
        for (int i = 0; i < PER_REGISTER; i++) {
            hart.mmu.pmp.setConfig(base + i, (int) (value >>> 8 * i) & 0xff);
        }
        hart.mmu.flushAll();
    }
}
