// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.mmu;

import org.xpcmachine.machine.memory.RawMemory;

/**
 * Loads and stores of translated code: those that hit the TLB or lie in the relay segment take a few host instructions, for all
 * others {@link SlowAccess} is thrown before anything has happened. They call nothing: a call in a loop, even one that is never
 * made, costs the JVM's compilers the registers.
 *
 * <p>{@code table} and {@code mask} are {@link Mmu#dataTable} and {@link Mmu#dataMask}, which stay the same while translated code is
 * executed.
 */
public final class DataAccess {
    private DataAccess() {}

    /** Returns the host address for a load. */
    private static long forLoad(final Mmu mmu, final long table, final long mask, final long va, final int size) {
        final long entry = DataTlb.entry(table, mask, va);
        if (RawMemory.getLong(entry + DataTlb.READ_TAG) == DataTlb.tag(va, size)) {
            return va + RawMemory.getLong(entry + DataTlb.ADDEND);
        }
        if (va >= mmu.directFrom && va <= mmu.directLoadEnd - size) {
            return va + mmu.directAddend;
        }
        throw SlowAccess.INSTANCE;
    }

    /** Returns the host address for a store. */
    private static long forStore(final Mmu mmu, final long table, final long mask, final long va, final int size) {
        final long entry = DataTlb.entry(table, mask, va);
        if (RawMemory.getLong(entry + DataTlb.WRITE_TAG) == DataTlb.tag(va, size)) {
            return va + RawMemory.getLong(entry + DataTlb.ADDEND);
        }
        if (va >= mmu.directFrom && va <= mmu.directStoreEnd - size) {
            return va + mmu.directAddend;
        }
        throw SlowAccess.INSTANCE;
    }

    /** Loads 8 bits, zero-extended. */
    public static long load8(final Mmu mmu, final long table, final long mask, final long va) {
        return RawMemory.getByte(forLoad(mmu, table, mask, va, 1)) & 0xffL;
    }

    /** Loads 16 bits, zero-extended. */
    public static long load16(final Mmu mmu, final long table, final long mask, final long va) {
        return RawMemory.getShort(forLoad(mmu, table, mask, va, 2)) & 0xffffL;
    }

    /** Loads 32 bits, zero-extended. */
    public static long load32(final Mmu mmu, final long table, final long mask, final long va) {
        return RawMemory.getInt(forLoad(mmu, table, mask, va, 4)) & 0xffff_ffffL;
    }

    /** Loads 64 bits. */
    public static long load64(final Mmu mmu, final long table, final long mask, final long va) {
        return RawMemory.getLong(forLoad(mmu, table, mask, va, 8));
    }

    /** Stores the low 8 bits of {@code value}. */
    public static void store8(final Mmu mmu, final long table, final long mask, final long va, final long value) {
        RawMemory.putByte(forStore(mmu, table, mask, va, 1), (byte) value);
    }

    /** Stores the low 16 bits of {@code value}. */
    public static void store16(final Mmu mmu, final long table, final long mask, final long va, final long value) {
        RawMemory.putShort(forStore(mmu, table, mask, va, 2), (short) value);
    }

    /** Stores the low 32 bits of {@code value}. */
    public static void store32(final Mmu mmu, final long table, final long mask, final long va, final long value) {
        RawMemory.putInt(forStore(mmu, table, mask, va, 4), (int) value);
    }

    /** Stores the low 64 bits of {@code value}. */
    public static void store64(final Mmu mmu, final long table, final long mask, final long va, final long value) {
        RawMemory.putLong(forStore(mmu, table, mask, va, 8), value);
    }

    // Several accesses near each other: one looks up what is to be added to the addresses of all.

    /**
     * Returns what is to be added to virtual addresses from {@code va} to {@code va + span}, for loads, to get the host's.
     *
     * @throws SlowAccess also if the range crosses into another page
     */
    public static long addendForLoads(final Mmu mmu, final long table, final long mask, final long va, final int span) {
        final long entry = DataTlb.entry(table, mask, va);
        if (RawMemory.getLong(entry + DataTlb.READ_TAG) == DataTlb.tag(va, span + 1)) {
            return RawMemory.getLong(entry + DataTlb.ADDEND);
        }
        if (va >= mmu.directFrom && va < mmu.directLoadEnd - span) {
            return mmu.directAddend;
        }
        throw SlowAccess.INSTANCE;
    }

    /** Likewise, for stores. */
    public static long addendForStores(
            final Mmu mmu, final long table, final long mask, final long va, final int span) {
        final long entry = DataTlb.entry(table, mask, va);
        if (RawMemory.getLong(entry + DataTlb.WRITE_TAG) == DataTlb.tag(va, span + 1)) {
            return RawMemory.getLong(entry + DataTlb.ADDEND);
        }
        if (va >= mmu.directFrom && va < mmu.directStoreEnd - span) {
            return mmu.directAddend;
        }
        throw SlowAccess.INSTANCE;
    }

    /** Likewise, for loads and stores. */
    public static long addendForBoth(final Mmu mmu, final long table, final long mask, final long va, final int span) {
        final long entry = DataTlb.entry(table, mask, va);
        final long tag = DataTlb.tag(va, span + 1);
        if (RawMemory.getLong(entry + DataTlb.READ_TAG) == tag && RawMemory.getLong(entry + DataTlb.WRITE_TAG) == tag) {
            return RawMemory.getLong(entry + DataTlb.ADDEND);
        }
        if (va >= mmu.directFrom && va < Math.min(mmu.directLoadEnd, mmu.directStoreEnd) - span) {
            return mmu.directAddend;
        }
        throw SlowAccess.INSTANCE;
    }

    public static long loadAt8(final long host) {
        return RawMemory.getByte(host) & 0xffL;
    }

    public static long loadAt16(final long host) {
        return RawMemory.getShort(host) & 0xffffL;
    }

    public static long loadAt32(final long host) {
        return RawMemory.getInt(host) & 0xffff_ffffL;
    }

    public static long loadAt64(final long host) {
        return RawMemory.getLong(host);
    }

    public static void storeAt8(final long host, final long value) {
        RawMemory.putByte(host, (byte) value);
    }

    public static void storeAt16(final long host, final long value) {
        RawMemory.putShort(host, (short) value);
    }

    public static void storeAt32(final long host, final long value) {
        RawMemory.putInt(host, (int) value);
    }

    public static void storeAt64(final long host, final long value) {
        RawMemory.putLong(host, value);
    }
}
