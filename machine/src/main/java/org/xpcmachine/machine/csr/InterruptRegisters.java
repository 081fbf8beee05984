// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.csr;

import org.xpcmachine.machine.hart.Environment;
import org.xpcmachine.machine.hart.Hart;
import org.xpcmachine.machine.hart.Interrupts;

/** Interrupt enable, pending and delegation (privileged specification, 3.1.8, 3.1.9 and 12.1.3). */
final class InterruptRegisters {
    private InterruptRegisters() {}

    static void register(final CsrFile file) {
        file.add(Csr.of("mideleg", hart -> hart.mideleg, (hart, value) -> {
            hart.mideleg = value & Interrupts.SUPERVISOR;
            hart.endBlock();
        }));
        file.add(Csr.of("mie", hart -> hart.mie, (hart, value) -> enable(hart, value, Interrupts.ALL)));
        file.add(Csr.of("sie", hart -> hart.mie & hart.mideleg, (hart, value) -> enable(hart, value, hart.mideleg)));
        file.add(new MachinePending());
        file.add(Csr.of(
                "sip",
                hart -> Interrupts.pendingBits(hart) & hart.mideleg,
                (hart, value) -> setPending(hart, value, Interrupts.SSIP & hart.mideleg)));
    }

    private static void enable(final Hart hart, final long value, final long writable) {
        hart.mie = hart.mie & ~writable | value & writable;
        hart.endBlock();
    }

    private static void setPending(final Hart hart, final long value, final long writable) {
        hart.softwarePending = hart.softwarePending & ~writable | value & writable;
        hart.endBlock();
    }

    /** {@code mip}: of SEIP, software writes its own bit, which is ORed with the device's line when read. */
    private static final class MachinePending extends Csr {
        MachinePending() {
            super("mip");
        }

        @Override
        public long read(final Hart hart) {
            return Interrupts.pendingBits(hart);
        }

        @Override
        public long readForUpdate(final Hart hart) {
            return read(hart) & ~Interrupts.SEIP | hart.softwarePending & Interrupts.SEIP;
        }

        @Override
        public void write(final Hart hart, final long value) {
            final boolean timerCompares = (hart.menvcfg & Environment.STCE) != 0;
            setPending(hart, value, timerCompares ? Interrupts.SSIP | Interrupts.SEIP : Interrupts.SUPERVISOR);
        }
    }
}
