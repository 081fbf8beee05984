// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.mmu;

import org.xpcmachine.machine.memory.PhysicalMemory;
import org.xpcmachine.machine.trap.GuestTrap;

/** Translates by the page tables of Sv39 and Sv48 (privileged specification, 12.3.2, whose steps are named below). */
final class PageTableWalker {
    private static final int SV39 = 8;
    private static final long PPN = (1L << 44) - 1;
    private static final int PTE_SIZE = 8;
    private static final int SUPERVISOR_MODE = 1;

    private final PhysicalMemory ram;
    private final CodeCache code;
    private final Pmp pmp;
    private final GuestTrap trap;

    /** {@code menvcfg.ADUE}: set A and D (Svadu) instead of raising a page fault (Svade). */
    boolean updatesDirty;

    /** Level of the leaf that the last translation ended at: 0 for a 4 KiB page. */
    int level;

    PageTableWalker(final PhysicalMemory ram, final CodeCache code, final Pmp pmp, final GuestTrap trap) {
        this.ram = ram;
        this.code = code;
        this.pmp = pmp;
        this.trap = trap;
    }

    /**
     * Returns the physical address for {@code va}.
     *
     * @param mode privilege, SUM and MXR, see {@link Regime}
     */
    long translate(final long satp, final int mode, final long va, final Access access) {
        final int levels = (int) (satp >>> 60) == SV39 ? 3 : 4;
        final int vaBits = 12 + 9 * levels;
        if (va << 64 - vaBits >> 64 - vaBits != va) {
            throw trap.because(access.pageFault, va);
        }
        long table = (satp & PPN) << 12;
        for (level = levels - 1; level >= 0; level--) {
            final int shift = 12 + 9 * level;
            final long pteAddress = table + (va >>> shift & 0x1ff) * PTE_SIZE;
            final long pte = read(pteAddress, va, access);
            if (!Pte.wellFormed(pte)) {
                throw trap.because(access.pageFault, va);
            }
            if (Pte.isLeaf(pte)) {
                return leaf(pte, pteAddress, (1L << shift) - 1, mode, va, access);
            }
            if (!Pte.isPointer(pte)) {
                throw trap.because(access.pageFault, va);
            }
            table = Pte.address(pte);
        }
        throw trap.because(access.pageFault, va);
    }

    /** Steps 5 to 8. {@code inPage} masks the offset in the page or superpage. */
    private long leaf(
            final long pte,
            final long pteAddress,
            final long inPage,
            final int mode,
            final long va,
            final Access access) {
        final long page = Pte.address(pte);
        if (!permits(pte, mode, access) || (page & inPage) != 0) {
            throw trap.because(access.pageFault, va);
        }
        final long used = pte | Pte.A | (access == Access.WRITE ? Pte.D : 0);
        if (used != pte) {
            if (!updatesDirty) {
                throw trap.because(access.pageFault, va);
            }
            write(pteAddress, used, va, access);
        }
        return page | va & inPage;
    }

    private static boolean permits(final long pte, final int mode, final Access access) {
        final boolean user = (pte & Pte.U) != 0;
        if ((mode & Regime.PRIVILEGE) == SUPERVISOR_MODE) {
            if (user && (access == Access.EXECUTE || (mode & Regime.SUM) == 0)) {
                return false;
            }
        } else if (!user) {
            return false;
        }
        return switch (access) {
            case READ -> (pte & Pte.R) != 0 || (mode & Regime.MXR) != 0 && (pte & Pte.X) != 0;
            case WRITE -> (pte & Pte.W) != 0;
            case EXECUTE -> (pte & Pte.X) != 0;
        };
    }

    private long read(final long address, final long va, final Access access) {
        if (!ram.contains(address, PTE_SIZE) || !pmp.allows(address, PTE_SIZE, Pmp.READ, SUPERVISOR_MODE)) {
            throw trap.because(access.accessFault, va);
        }
        return ram.readLong(address);
    }

    private void write(final long address, final long pte, final long va, final Access access) {
        if (!pmp.allows(address, PTE_SIZE, Pmp.WRITE, SUPERVISOR_MODE)) {
            throw trap.because(access.accessFault, va);
        }
        ram.writeLong(address, pte);
        code.written(address, PTE_SIZE);
    }
}
