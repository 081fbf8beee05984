// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.execute;

import org.xpcmachine.isa.Decoded;
import org.xpcmachine.machine.hart.Hart;
import org.xpcmachine.machine.mmu.Mmu;

/** What execution engines call for instructions that are more than one access or one pure function. */
public final class Operations {
    private static final int DYNAMIC = 7;
    private static final long UPPER_ONES = 0xffff_ffff_0000_0000L;

    /** Bytes of a reservation set; naturally aligned. */
    private static final long GRANULE = 8;

    private Operations() {}

    /** LR of {@code size} bytes; the result is sign-extended. */
    public static long loadReserved(final Hart hart, final Mmu mmu, final long address, final int size) {
        final long pa = mmu.atomic(address, size, false);
        hart.reservation = pa & -GRANULE;
        return read(mmu, pa, size);
    }

    /** Returns 0 if it stored. Alignment and permission are checked whether or not there is a reservation. */
    public static long storeConditional(
            final Hart hart, final Mmu mmu, final long address, final int size, final long value) {
        final long pa = mmu.conditional(address, size, hart.reservation, GRANULE);
        final boolean reserved = hart.reservation == (pa & -GRANULE);
        hart.reservation = -1;
        if (!reserved) {
            return 1;
        }
        mmu.storeAtomic(pa, size, value);
        return 0;
    }

    /** Reads {@code size} bytes of RAM at a physical address from {@code Mmu.atomic}, sign-extended. */
    public static long read(final Mmu mmu, final long pa, final int size) {
        return signExtend(mmu.ram.read(pa, size), size);
    }

    /** Sign-extends a word; a doubleword stays. */
    static long signExtend(final long value, final int size) {
        return size == 4 ? (int) value : value;
    }

    /** Returns the register contents for a single: NaN-boxed. */
    public static long box(final long single) {
        return UPPER_ONES | single;
    }

    static void requireFp(final Hart hart) {
        if (hart.fpOff()) {
            throw hart.trap.illegalInstruction();
        }
    }

    /** Returns the rounding mode of an instruction, 0 to 4; a dynamic one that is reserved makes the instruction illegal. */
    static int roundingMode(final Hart hart, final long decoded) {
        final int mode = Decoded.rm(decoded);
        if (mode != DYNAMIC) {
            return mode;
        }
        if (hart.frm > 4) {
            throw hart.trap.illegalInstruction();
        }
        return hart.frm;
    }
}
