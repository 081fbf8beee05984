// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.mmu;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.xpcmachine.machine.memory.PhysicalMemory;
import org.xpcmachine.machine.snapshot.SnapshotException;
import org.xpcmachine.machine.snapshot.StateExchange;
import org.xpcmachine.machine.snapshot.Stateful;

/**
 * Decoded instructions of RAM, by physical page, shared by the harts. Fetches are coherent with every store: a page that
 * has decoded instructions gets no write entry in any TLB, so that stores to it come by {@link #written}.
 */
public final class CodeCache implements Stateful {
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
        discarded[number] = (byte) Math.min(discarded[number] + 1, MOST_DOUBLINGS);
        drop(number);
    }

    /** The page is code no longer. */
    private void drop(final int number) {
        final CodePage page = pages[number];
        pages[number] = null;
        code.clear(number);
        harts.forEach(mmu -> mmu.dropCode(page));
        page.discard();
    }

    /** Must be called after a page of RAM was restored: what was decoded of it is forgotten. */
    public void restored(final long address) {
        final CodePage page = pages[number(address)];
        if (page != null) {
            page.forget(0, (int) PhysicalMemory.PAGE_SIZE);
        }
    }

    /**
     * Passes which pages are code, on which depends what the TLBs keep. What is decoded and translated of a page stays if the page
     * is code afterwards, too.
     */
    @Override
    public void exchange(final StateExchange state) {
        state.part("code");
        exchangeDiscarded(state);
        final BitSet after = new BitSet(pages.length);
        final int count = state.pass(code.cardinality(), 0, pages.length);
        int number = -1;
        for (int n = 0; n < count; n++) {
            number = state.pass(state.restores() ? 0 : code.nextSetBit(number + 1), 0, pages.length - 1);
            after.set(number);
            page(ram.base() + number * PhysicalMemory.PAGE_SIZE).exchange(state);
        }
        for (int i = code.nextSetBit(0); i >= 0; i = code.nextSetBit(i + 1)) {
            if (!after.get(i)) {
                drop(i);
            }
        }
    }

    private void exchangeDiscarded(final StateExchange state) {
        int count = 0;
        for (int i = 0; i < discarded.length; i++) {
            count += discarded[i] == 0 ? 0 : 1;
        }
        count = state.pass(count, 0, discarded.length);
        if (state.restores()) {
            Arrays.fill(discarded, (byte) 0);
        }
        int number = -1;
        for (int n = 0; n < count; n++) {
            do {
                number++;
            } while (!state.restores() && discarded[number] == 0);
            number = state.pass(number, 0, discarded.length - 1);
            discarded[number] = (byte) state.pass(discarded[number], 0, MOST_DOUBLINGS);
        }
    }

    /** Returns the page at {@code address}, which a snapshot says is code. */
    CodePage known(final long address) {
        final CodePage page = ram.contains(address, 1) ? pages[number(address)] : null;
        if (page == null) {
            throw new SnapshotException("the snapshot has a TLB entry for code that is not there");
        }
        return page;
    }

    private int number(final long address) {
        return (int) (address - ram.base() >>> 12);
    }
}
