// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.execute;

import org.xpcmachine.isa.Decoded;
import org.xpcmachine.isa.Op;
import org.xpcmachine.machine.csr.CsrFile;
import org.xpcmachine.machine.hart.Hart;

/** Zicsr. */
final class CsrInstructions {
    private CsrInstructions() {}

    static void execute(final Hart hart, final CsrFile csrs, final Op op, final long decoded) {
        final int number = Decoded.imm(decoded) & 0xfff;
        final int source = Decoded.rs1(decoded);
        final int rd = Decoded.rd(decoded);
        switch (op) {
            case CSRRW -> swap(hart, csrs, number, hart.x[source], rd);
            case CSRRWI -> swap(hart, csrs, number, source, rd);
            case CSRRS -> hart.x[rd] = source == 0 ? csrs.read(hart, number) : csrs.set(hart, number, hart.x[source]);
            case CSRRSI -> hart.x[rd] = source == 0 ? csrs.read(hart, number) : csrs.set(hart, number, source);
            case CSRRC -> hart.x[rd] = source == 0 ? csrs.read(hart, number) : csrs.clear(hart, number, hart.x[source]);
            case CSRRCI -> hart.x[rd] = source == 0 ? csrs.read(hart, number) : csrs.clear(hart, number, source);
            default -> throw new IllegalArgumentException(op.mnemonic());
        }
    }

    private static void swap(final Hart hart, final CsrFile csrs, final int number, final long value, final int rd) {
        if (rd == Hart.SINK) {
            csrs.write(hart, number, value);
        } else {
            hart.x[rd] = csrs.exchange(hart, number, value);
        }
    }
}
