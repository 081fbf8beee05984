// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.mmu;

import java.lang.foreign.MemorySegment;
import org.xpcmachine.machine.memory.PhysicalMemory;

/**
 * Loads and stores of translated code: those that hit the TLB or lie in the relay segment take a few host instructions, for all
 * others {@link SlowAccess} is thrown before anything has happened. They call nothing: a call in a loop, even one that is never
 * made, costs the JVM's compilers the registers.
 *
 * <p>What is the same for many accesses is passed in, so that whoever makes them keeps it at hand: {@code ram} is
 * {@link PhysicalMemory#segment}, {@code tlb} is {@link Mmu#dataEntries}.
 */
public final class DataAccess {
    private DataAccess() {}

    /** Returns the offset in RAM for a load. */
    private static long forLoad(final Mmu mmu, final long[] tlb, final long va, final int size) {
        final int i = Tlb.dataIndex(tlb, va);
        if (tlb[i + Tlb.READ_TAG] == Tlb.tag(va, size)) {
            return va + tlb[i + Tlb.OFFSET];
        }
        if (va >= mmu.directFrom && va <= mmu.directLoadEnd - size) {
            return va + mmu.windowToRam;
        }
        throw SlowAccess.INSTANCE;
    }

    /** Returns the offset in RAM for a store. */
    private static long forStore(final Mmu mmu, final long[] tlb, final long va, final int size) {
        final int i = Tlb.dataIndex(tlb, va);
        if (tlb[i + Tlb.WRITE_TAG] == Tlb.tag(va, size)) {
            return va + tlb[i + Tlb.OFFSET];
        }
        if (va >= mmu.directFrom && va <= mmu.directStoreEnd - size) {
            return va + mmu.windowToRam;
        }
        throw SlowAccess.INSTANCE;
    }

    /** Loads 8 bits, zero-extended. */
    public static long load8(final Mmu mmu, final MemorySegment ram, final long[] tlb, final long va) {
        return ram.get(PhysicalMemory.BYTE, forLoad(mmu, tlb, va, 1)) & 0xffL;
    }

    /** Loads 16 bits, zero-extended. */
    public static long load16(final Mmu mmu, final MemorySegment ram, final long[] tlb, final long va) {
        return ram.get(PhysicalMemory.SHORT, forLoad(mmu, tlb, va, 2)) & 0xffffL;
    }

    /** Loads 32 bits, zero-extended. */
    public static long load32(final Mmu mmu, final MemorySegment ram, final long[] tlb, final long va) {
        return ram.get(PhysicalMemory.INT, forLoad(mmu, tlb, va, 4)) & 0xffff_ffffL;
    }

    /** Loads 64 bits. */
    public static long load64(final Mmu mmu, final MemorySegment ram, final long[] tlb, final long va) {
        return ram.get(PhysicalMemory.LONG, forLoad(mmu, tlb, va, 8));
    }

    /** Stores the low 8 bits of {@code value}. */
    public static void store8(
            final Mmu mmu, final MemorySegment ram, final long[] tlb, final long va, final long value) {
        ram.set(PhysicalMemory.BYTE, forStore(mmu, tlb, va, 1), (byte) value);
    }

    /** Stores the low 16 bits of {@code value}. */
    public static void store16(
            final Mmu mmu, final MemorySegment ram, final long[] tlb, final long va, final long value) {
        ram.set(PhysicalMemory.SHORT, forStore(mmu, tlb, va, 2), (short) value);
    }

    /** Stores the low 32 bits of {@code value}. */
    public static void store32(
            final Mmu mmu, final MemorySegment ram, final long[] tlb, final long va, final long value) {
        ram.set(PhysicalMemory.INT, forStore(mmu, tlb, va, 4), (int) value);
    }

    /** Stores the low 64 bits of {@code value}. */
    public static void store64(
            final Mmu mmu, final MemorySegment ram, final long[] tlb, final long va, final long value) {
        ram.set(PhysicalMemory.LONG, forStore(mmu, tlb, va, 8), value);
    }
}
