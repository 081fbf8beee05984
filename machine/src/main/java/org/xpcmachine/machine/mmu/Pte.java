// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.mmu;

/** A page table entry of Sv39 and Sv48 (privileged specification, 12.4.1). */
final class Pte {
    static final long V = 1;
    static final long R = 1 << 1;
    static final long W = 1 << 2;
    static final long X = 1 << 3;
    static final long U = 1 << 4;
    static final long G = 1 << 5;
    static final long A = 1 << 6;
    static final long D = 1 << 7;

    /** Bits 63:54: reserved, or of extensions (Svnapot, Svpbmt) that are not implemented; set, they make the entry invalid. */
    private static final long RESERVED = 0x3ffL << 54;

    private static final long PPN = (1L << 44) - 1;

    private Pte() {}

    /** Whether the entry is neither invalid nor of a reserved form, wherever it stands in the tree. */
    static boolean wellFormed(final long pte) {
        return (pte & V) != 0 && (pte & (R | W)) != W && (pte & RESERVED) == 0;
    }

    static boolean isLeaf(final long pte) {
        return (pte & (R | X)) != 0;
    }

    /** Whether a pointer to the next level keeps D, A and U clear, which there are reserved. */
    static boolean isPointer(final long pte) {
        return (pte & (R | W | X | D | A | U)) == 0;
    }

    /** Returns the physical address of the page or table. */
    static long address(final long pte) {
        return (pte >>> 10 & PPN) << 12;
    }
}
