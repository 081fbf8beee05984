// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.isa;

/** A part of a decoded instruction that holds an operand; see {@link Decoded} for the layout. */
enum Slot {
    RD(Decoded.RD_SHIFT),
    RS1(Decoded.RS1_SHIFT),
    RS2(Decoded.RS2_SHIFT),
    RM(Decoded.RM_SHIFT),
    IMM(Decoded.IMM_SHIFT);

    /** Lowest bit of the slot in a decoded instruction. */
    final int shift;

    Slot(final int shift) {
        this.shift = shift;
    }

    /** The slot that holds the encoding field of this name, without a prime. */
    static Slot of(final String field) {
        return switch (field) {
            case "rd" -> RD;
            case "rs1", "zimm" -> RS1;
            case "rs2" -> RS2;
            case "rm" -> RM;
            default -> IMM;
        };
    }
}
