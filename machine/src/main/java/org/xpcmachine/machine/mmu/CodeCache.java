// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.mmu;

import java.util.ArrayList;
import java.util.List;
import org.xpcmachine.machine.memory.PhysicalMemory;

/**
 * Decoded instructions of RAM, by physical page, shared by the harts. Fetches are coherent with every store: a page that
 * has decoded instructions gets no write entry in any TLB, so that stores to it come by {@link #written}.
 */
public final class CodeCache {
    private final PhysicalMemory ram;
    private final CodePage[] pages;
    private final List<Mmu> harts = new ArrayList<>();

    public CodeCache(final PhysicalMemory ram) {
        this.ram = ram;
        pages = new CodePage[(int) (ram.size() / PhysicalMemory.PAGE_SIZE)];
    }

    void register(final Mmu mmu) {
        harts.add(mmu);
    }

    /** Whether the RAM page at a physical address has decoded instructions. */
    boolean isCode(final long address) {
        return pages[number(address)] != null;
    }

    /** Returns the decoded page at a physical address in RAM. */
    CodePage page(final long address) {
        final int number = number(address);
        CodePage page = pages[number];
        if (page == null) {
            page = new CodePage(address & Tlb.PAGE_MASK);
            pages[number] = page;
            harts.forEach(Mmu::dropWrites);
        }
        return page;
    }

    /**
     * Must be called after any change of RAM that does not come from a hart's TLB fast path, such as DMA or a debugger.
     *
     * @return whether translations of that code were dropped
     */
    public boolean written(final long address, final long size) {
        boolean dropped = false;
        long from = address;
        final long end = address + size;
        while (from < end) {
            final long next = Math.min(end, (from & Tlb.PAGE_MASK) + PhysicalMemory.PAGE_SIZE);
            final CodePage page = pages[number(from)];
            if (page != null) {
                dropped |= written(page, (int) (from & ~Tlb.PAGE_MASK), (int) (next - from));
            }
            from = next;
        }
        return dropped;
    }

    private boolean written(final CodePage page, final int offset, final int size) {
        if (!page.becameData()) {
            return page.forget(offset, size);
        }
        pages[number(page.address)] = null;
        harts.forEach(mmu -> mmu.dropCode(page));
        page.discard();
        return true;
    }

    private int number(final long address) {
        return (int) (address - ram.base() >>> 12);
    }
}
