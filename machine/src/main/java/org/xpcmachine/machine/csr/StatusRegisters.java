// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.csr;

import org.xpcmachine.machine.hart.Hart;
import org.xpcmachine.machine.hart.Status;

/** {@code mstatus} and {@code sstatus} (privileged specification, 3.1.6 and 12.1.1). Little-endian only; no V, no X state. */
final class StatusRegisters {
    private static final long SUPERVISOR = Status.SIE | Status.SPIE | Status.SPP | Status.FS | Status.SUM | Status.MXR;
    private static final long MACHINE =
            SUPERVISOR | Status.MIE | Status.MPIE | Status.MPP | Status.MPRV | Status.TVM | Status.TW | Status.TSR;
    private static final long UXL_64 = 2L << 32;

    /** The reserved value of MPP, in place. */
    private static final long MPP_RESERVED = 2L << Status.MPP_SHIFT;

    /** Fields on which translation depends. */
    private static final long TRANSLATION = Status.MPP | Status.MPRV | Status.SUM | Status.MXR;

    private StatusRegisters() {}

    static void register(final CsrFile file) {
        file.add(Csr.of("mstatus", StatusRegisters::read, (hart, value) -> write(hart, value, MACHINE)));
        file.add(Csr.of(
                "sstatus",
                hart -> read(hart) & (SUPERVISOR | UXL_64 | Status.SD),
                (hart, value) -> write(hart, value, SUPERVISOR)));
    }

    private static long read(final Hart hart) {
        return (hart.mstatus & Status.FS) == Status.FS ? hart.mstatus | Status.SD : hart.mstatus;
    }

    private static void write(final Hart hart, final long value, final long writable) {
        final long keepsMpp = (value & Status.MPP) == MPP_RESERVED ? Status.MPP : 0;
        final long mask = writable & ~keepsMpp;
        final long old = hart.mstatus;
        hart.mstatus = old & ~mask | value & mask;
        if (((old ^ hart.mstatus) & TRANSLATION) != 0) {
            hart.updateTranslation();
        }
        hart.endBlock();
    }
}
