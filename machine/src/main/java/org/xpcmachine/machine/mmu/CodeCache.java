// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.mmu;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.xpcmachine.machine.memory.PhysicalMemory;

/**
 * Decoded instructions of RAM, by physical page, shared by the harts. Fetches are coherent with every store: a page that
 * has decoded instructions gets no write entry in any TLB, so that stores to it come by {@link #written}.
 */
public final class CodeCache {
    private final PhysicalMemory ram;
    /**
     * Stores to a page without an instruction decoded in between, after which it counts as data again. Doubled each time that it
     * turned out to be code: where code and data share a page, it is not thrown away for ever.
     */
    private static final int PATIENCE = 256;

    private static final int MOST_DOUBLINGS = 14;

    private final CodePage[] pages;

    /** Numbers of the pages that are in {@link #pages}. */
    private final BitSet code = new BitSet();

    /** How often each page counted as data again. */
    private final byte[] discarded;

    private final List<Mmu> harts = new ArrayList<>();

    public CodeCache(final PhysicalMemory ram) {
        this.ram = ram;
        pages = new CodePage[(int) (ram.size() / PhysicalMemory.PAGE_SIZE)];
        discarded = new byte[pages.length];
    }

    void register(final Mmu mmu) {
        harts.add(mmu);
    }

    /** Whether the RAM page at a physical address has decoded instructions. */
    boolean isCode(final long address) {
        return pages[number(address)] != null;
    }

    /** Whether any page of {@code length} bytes (not negative) of RAM has decoded instructions. */
    boolean isCode(final long address, final long length) {
        final int page = code.nextSetBit(number(address));
        return length > 0 && page >= 0 && page <= number(address + length - 1);
    }

    /** Returns the decoded page at a physical address in RAM. */
    CodePage page(final long address) {
        final int number = number(address);
        CodePage page = pages[number];
        if (page == null) {
            page = new CodePage(address & Tlb.PAGE_MASK, PATIENCE << discarded[number]);
            pages[number] = page;
            code.set(number);
            harts.forEach(Mmu::dropWrites);
        }
        return page;
    }

    /**
     * Must be called after any change of RAM that does not come from a hart's TLB fast path, such as DMA or a debugger.
     */
    public void written(final long address, final long size) {
        long from = address;
        final long end = address + size;
        while (from < end) {
            final long next = Math.min(end, (from & Tlb.PAGE_MASK) + PhysicalMemory.PAGE_SIZE);
            final CodePage page = pages[number(from)];
            if (page != null) {
                written(page, (int) (from & ~Tlb.PAGE_MASK), (int) (next - from));
            }
            from = next;
        }
    }

    private void written(final CodePage page, final int offset, final int size) {
        if (!page.becameData()) {
            page.forget(offset, size);
            return;
        }
        final int number = number(page.address);
        pages[number] = null;
        code.clear(number);
        discarded[number] = (byte) Math.min(discarded[number] + 1, MOST_DOUBLINGS);
        harts.forEach(mmu -> mmu.dropCode(page));
        page.discard();
    }

    private int number(final long address) {
        return (int) (address - ram.base() >>> 12);
    }
}
