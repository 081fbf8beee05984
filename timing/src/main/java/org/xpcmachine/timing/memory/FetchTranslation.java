// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.memory;

import org.xpcmachine.machine.hart.Hart;
import org.xpcmachine.machine.memory.PhysicalMemory;
import org.xpcmachine.timing.config.TlbConfig;
import org.xpcmachine.timing.frontend.InstructionTranslation;

/** A hart's I-TLB, with the walker that it shares with loads and stores. */
public final class FetchTranslation implements InstructionTranslation {
    private static final long NO_PAGE = -1;

    private final Hart hart;
    private final TranslationBuffer tlb;
    private final PageWalker walker;
    /**
     * As fetches are translated. It changes when the front end is redirected, which is later than satp and the mode do.
     */
    private final AddressSpace space = new AddressSpace();

    private long lastPage = NO_PAGE;
    private long lastOffset;

    /** The page whose walk found nothing. */
    private long faultPage = NO_PAGE;

    public FetchTranslation(final Hart hart, final TlbConfig config, final PageWalker walker) {
        this.hart = hart;
        this.walker = walker;
        tlb = new TranslationBuffer(config);
        adopt();
    }

    @Override
    public void adopt() {
        space.updateForFetch(hart);
        lastPage = NO_PAGE;
        faultPage = NO_PAGE;
    }

    @Override
    public long translate(final long va) {
        if (!space.translated) {
            return va;
        }
        final long page = PageWalker.page(va);
        if (page == lastPage) {
            return va + lastOffset;
        }
        if (page == faultPage) {
            return FAULT;
        }
        final long frame = tlb.lookup(page, space);
        if (frame == TranslationBuffer.MISS) {
            return MISS;
        }
        final long pa = frame << PageWalker.PAGE_SHIFT | va & PhysicalMemory.PAGE_SIZE - 1;
        lastPage = page;
        lastOffset = pa - va;
        return pa;
    }

    @Override
    public boolean isPlain() {
        return !space.translated;
    }

    @Override
    public long walk(final long va, final long cycle) {
        final long answer = walker.walk(va, space, cycle);
        if (walker.found()) {
            tlb.insert(PageWalker.page(va), space, walker);
        } else {
            faultPage = PageWalker.page(va);
        }
        lastPage = NO_PAGE;
        return answer;
    }

    /** The walker is flushed with the data side's TLB. */
    @Override
    public void flush(final long va, final long asid) {
        tlb.flush(va, asid);
        lastPage = NO_PAGE;
        faultPage = NO_PAGE;
    }
}
