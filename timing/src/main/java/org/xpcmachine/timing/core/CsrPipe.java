// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.core;

import org.xpcmachine.isa.Decoded;
import org.xpcmachine.isa.Op;

/** Which CSR instructions flush the pipeline, and which wait for the floating-point unit. */
final class CsrPipe {
    private static final int FFLAGS = 0x001;
    private static final int FCSR = 0x003;

    /** mscratch to mtval; the supervisor's are the same without the mode bits. Nothing fetched depends on them. */
    private static final int SCRATCH = 0x340;

    private static final int TVAL = 0x343;
    private static final int MODE = 0x300;

    private CsrPipe() {}

    /** Whether the instruction writes a CSR on which instructions behind it, already fetched, may depend. */
    static boolean flushes(final long d) {
        final int csr = number(d) | MODE;
        return writes(d) && (csr < SCRATCH || csr > TVAL);
    }

    static boolean isFloating(final long d) {
        final int csr = number(d);
        return csr >= FFLAGS && csr <= FCSR;
    }

    /** csrrw always; the others unless rs1 is x0, or the immediate 0. */
    private static boolean writes(final long d) {
        final Op op = Decoded.op(d);
        return op == Op.CSRRW || op == Op.CSRRWI || Decoded.rs1(d) != 0;
    }

    private static int number(final long d) {
        return Decoded.imm(d) & 0xfff;
    }
}
