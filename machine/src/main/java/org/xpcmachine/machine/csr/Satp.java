// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.csr;

import org.xpcmachine.machine.hart.Hart;
import org.xpcmachine.machine.hart.Privilege;
import org.xpcmachine.machine.hart.Status;
import org.xpcmachine.machine.observe.Event;

/**
 * {@code satp} (privileged specification, 12.1.11): Bare, Sv39 and Sv48, as many bits of ASID as the hart has. A write of another mode has no
 * effect. {@code mstatus.TVM} forbids it to S.
 */
public final class Satp extends Csr {
    private static final int MODE_SHIFT = 60;
    private static final int BARE = 0;
    private static final int SV39 = 8;
    private static final int SV48 = 9;
    private static final int ASID_SHIFT = 44;
    private static final long ASID_MASK = 0xffff;

    private Satp() {
        super("satp");
    }

    static void register(final CsrFile file) {
        file.add(new Satp());
    }

    /** Whether {@code value} names a translation mode that the hart has. */
    public static boolean supports(final long value) {
        final int mode = (int) (value >>> MODE_SHIFT);
        return mode == BARE || mode == SV39 || mode == SV48;
    }

    /** Clears the bits of {@code value} that the hart does not implement. */
    public static long legal(final Hart hart, final long value) {
        final long implemented = (1L << hart.config.asidBits()) - 1;
        return value & ~((ASID_MASK & ~implemented) << ASID_SHIFT);
    }

    @Override
    public boolean accessible(final Hart hart) {
        return hart.privilege == Privilege.M || (hart.mstatus & Status.TVM) == 0;
    }

    @Override
    public long read(final Hart hart) {
        return hart.satp;
    }

    @Override
    public void write(final Hart hart, final long value) {
        if (!supports(value)) {
            return;
        }
        final long from = hart.satp;
        hart.satp = legal(hart, value);
        hart.updateTranslation();
        if (hart.observer != null) {
            hart.observer.on(new Event.AddressSpaceSwitch(hart.id, hart.steps, from, hart.satp));
        }
    }
}
