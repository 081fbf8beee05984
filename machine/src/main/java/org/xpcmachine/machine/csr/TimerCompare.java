// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.csr;

import org.xpcmachine.machine.hart.Environment;
import org.xpcmachine.machine.hart.Hart;
import org.xpcmachine.machine.hart.Privilege;

/** {@code stimecmp} (Sstc): S needs {@code menvcfg.STCE} and {@code mcounteren.TM}. */
final class TimerCompare extends Csr {
    private static final long TM = 1 << 1;

    private TimerCompare() {
        super("stimecmp");
    }

    static void register(final CsrFile file) {
        file.add(new TimerCompare());
    }

    @Override
    public boolean accessible(final Hart hart) {
        return hart.privilege == Privilege.M || (hart.menvcfg & Environment.STCE) != 0 && (hart.mcounteren & TM) != 0;
    }

    @Override
    public long read(final Hart hart) {
        return hart.stimecmp;
    }

    @Override
    public void write(final Hart hart, final long value) {
        hart.stimecmp = value;
        hart.endBlock();
    }
}
