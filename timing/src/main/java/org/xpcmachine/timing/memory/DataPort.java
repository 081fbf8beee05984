// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.memory;

import org.xpcmachine.machine.hart.Hart;
import org.xpcmachine.machine.memory.PhysicalMemory;
import org.xpcmachine.timing.CycleAccount;
import org.xpcmachine.timing.CycleCause;
import org.xpcmachine.timing.config.DataCacheConfig;
import org.xpcmachine.timing.config.DataPortConfig;
import org.xpcmachine.timing.config.DeviceConfig;

/**
 * A hart's data side: D-TLB, L1D, the store buffer, and the page walker behind them. Times are cycles in which an
 * instruction leaves ID; an access that does not succeed at once is replayed, and leaves ID again later. Accesses
 * come in program order, after they have had their effect.
 */
public final class DataPort implements PhysicalPort {
    /** From {@link #attempted}: an access was held back in ID. */
    public static final long WAITED = Long.MIN_VALUE;

    private static final long NO_PAGE = -1;

    /** Instructions behind a load that are in the pipeline when it turns out that it must be replayed. */
    private static final int ECHO = 2;

    private final Hart hart;
    private final PhysicalMemory ram;
    private final CycleAccount account;
    private final DataCacheConfig config;
    private final DeviceConfig devices;
    private final DataCache cache;
    private final PendingStores pending;
    private final TranslationBuffer tlb;
    private final PageWalker walker;
    private final AddressSpace space = new AddressSpace();
    private final int lineShift;
    private final int replay;

    /** The page of the last access, if it needs no other look-up, and physical minus virtual address there. */
    private long lastPage = NO_PAGE;

    private long lastOffset;

    /** A load, or a store, that leaves ID from this cycle on meets nothing in its way but what is in the caches. */
    private long loadCalm;

    private long storeCalm;

    /** The port refuses what leaves ID before. */
    private long closedUntil;

    /** Cycle in which a tag is rewritten because a clean line was stored to: other accesses are refused. */
    private long tagWrite = -1;

    /** First cycle in which a device access can be sent. */
    private long deviceFree;

    /** When the last access left ID. */
    private long lastIssue = -1;

    private long served;

    /** When the last attempt that failed left ID. */
    private long attempted;

    /**
     * When a load that was replayed behind stores left ID again, how many stores there were, and when the next load
     * did.
     */
    private long echoFrom = -ECHO;

    private int echoStores;
    private long echoLoad;

    /** The hart must be the one whose accesses are told; {@code account} is charged for what they wait. */
    public DataPort(
            final Hart hart, final MemorySystem memory, final CycleAccount account, final DataPortConfig config) {
        this.hart = hart;
        this.account = account;
        this.config = config.cache();
        ram = hart.mmu.ram;
        devices = config.devices();
        cache = new DataCache(config.cache(), memory);
        pending = new PendingStores(config.cache());
        tlb = new TranslationBuffer(config.tlb());
        walker = new PageWalker(config.walker(), config.tlb().tagged(), ram, this);
        lineShift = config.cache().size().lineShift();
        replay = config.cache().replay();
        translationChanged();
    }

    /** The walker, which fetches use as well. */
    public PageWalker walker() {
        return walker;
    }

    /** Privilege, satp, or the status bits that translation depends on may have changed. */
    public void translationChanged() {
        space.updateForData(hart);
        lastPage = NO_PAGE;
    }

    /**
     * Returns the cycle, {@code issue} or later, in which a load must leave ID to succeed; the difference has been
     * charged.
     */
    public long load(final long va, final int size, final long issue) {
        if (va >>> PageWalker.PAGE_SHIFT == lastPage && issue >= loadCalm) {
            final int slot = cache.find(va + lastOffset >>> lineShift);
            if (slot >= 0 && inLine(va, size)) {
                lastIssue = issue;
                served++;
                return issue;
            }
        }
        return access(va, size, true, false, false, issue);
    }

    /** Likewise for a store. */
    public long store(final long va, final int size, final long issue) {
        if (va >>> PageWalker.PAGE_SHIFT == lastPage && issue >= storeCalm) {
            final int slot = cache.find(va + lastOffset >>> lineShift);
            if (slot >= 0 && cache.states[slot] == LineState.DIRTY && inLine(va, size)) {
                written(va, size, false, issue);
                return issue;
            }
        }
        return access(va, size, false, true, true, issue);
    }

    /** Likewise for LR (no store), SC and AMO. */
    public long atomic(final long va, final int size, final boolean lr, final long issue) {
        return access(va, size, true, !lr, true, issue);
    }

    /** The page whose walk found nothing; the TLB keeps that, too, until it is flushed. */
    private long faultPage = NO_PAGE;

    /**
     * Returns when a load or store leaves ID that will raise a page fault, with its page walk; the difference has
     * been charged.
     */
    public long faulting(final long va, final long issue) {
        final long page = PageWalker.page(va);
        if (page == faultPage) {
            return issue;
        }
        faultPage = translate(va, issue) == NO_PAGE ? page : NO_PAGE;
        lastPage = NO_PAGE;
        account.charge(CycleCause.D_TLB, translatedAt - issue);
        return translatedAt;
    }

    private boolean inLine(final long va, final int size) {
        return (va & (1L << lineShift) - 1) + size <= 1L << lineShift;
    }

    /** An access that is misaligned across lines is made twice. */
    private long access(
            final long va,
            final int size,
            final boolean read,
            final boolean write,
            final boolean exclusive,
            final long issue) {
        final long first = part(va, size, read, write, exclusive, issue);
        if (inLine(va, size)) {
            return first;
        }
        final long border = va + size - 1 >>> lineShift << lineShift;
        account.charge(CycleCause.LOAD_USE, 1);
        return part(border, (int) (va + size - border), read, write, exclusive, first + 1);
    }

    private long part(
            final long va,
            final int size,
            final boolean read,
            final boolean write,
            final boolean exclusive,
            final long issue) {
        long now = admitted(issue);
        if (read) {
            pending.load(now);
            if (pending.forcesOut(now)) {
                now = replayed(now, CycleCause.STORE);
            }
        }
        final long start = now;
        final long pa = translate(va, now);
        now = Math.max(now, translatedAt);
        account.charge(CycleCause.D_TLB, now - start);
        if (read && now == start) {
            now = pending.collides(va, size) ? collided(now) : echo(now);
        }
        now = ram.contains(pa, size) ? cached(pa, exclusive, write, now) : uncached(pa, !write, now);
        if (write) {
            written(va, size, read, now);
        } else {
            lastIssue = now;
            served++;
            settle();
        }
        return now;
    }

    /** Waits until the port is open, and until no tag is being written. */
    private long admitted(final long issue) {
        long now = issue;
        if (now < closedUntil) {
            attempted = WAITED;
            account.charge(CycleCause.D_MISS, closedUntil - now);
            now = closedUntil;
        }
        if (tagWrite == now + config.access() || tagWrite == now + config.check()) {
            now = replayed(now, CycleCause.STORE);
        }
        return now;
    }

    /** Leaves ID once more; by then all stores are in the cache. */
    private long replayed(final long issue, final CycleCause cause) {
        attempted = issue;
        account.charge(cause, replay);
        pending.clear();
        return issue + replay;
    }

    /**
     * A load is replayed behind a store. While the stores drain, the port looks closed if the request that it saw
     * last was a load's, even if that load is not coming any more: if loads were close behind, ID learns of the open
     * port late.
     */
    private long collided(final long issue) {
        echoStores = pending.count();
        echoFrom = issue + replay;
        return replayed(issue, CycleCause.STORE);
    }

    /** The second instruction behind a replayed load is a load, too: it was what the port saw last. */
    private long echo(final long issue) {
        if (issue == echoFrom + 1) {
            echoLoad = issue;
        }
        if (issue != echoFrom + ECHO) {
            return issue;
        }
        final int late = echoLoad == issue - 1 ? echoStores : echoStores - 1;
        attempted = WAITED;
        account.charge(CycleCause.STORE, late);
        return issue + late;
    }

    /** When the access can leave ID again, as {@link #translate} has found. */
    private long translatedAt;

    private long translate(final long va, final long issue) {
        translatedAt = issue;
        if (va >>> PageWalker.PAGE_SHIFT == lastPage) {
            return va + lastOffset;
        }
        if (hart.mmu.inWindow(va)) {
            lastPage = NO_PAGE;
            return va + hart.mmu.windowOffset();
        }
        if (!space.translated) {
            return remember(va, va);
        }
        final long page = PageWalker.page(va);
        long frame = tlb.lookup(page, space);
        if (frame == TranslationBuffer.MISS) {
            pending.clear();
            attempted = issue;
            translatedAt = walker.walk(va, space, issue + config.respond()) + config.unblock();
            tlb.insert(page, space, walker);
            frame = tlb.lookup(page, space);
            if (frame == TranslationBuffer.MISS) {
                return NO_PAGE;
            }
        }
        return remember(va, frame << PageWalker.PAGE_SHIFT | va & PhysicalMemory.PAGE_SIZE - 1);
    }

    /** The fast path may use this page, unless part of it is in the relay segment. */
    private long remember(final long va, final long pa) {
        final long from = va & -PhysicalMemory.PAGE_SIZE;
        final boolean plain = ram.contains(pa & -PhysicalMemory.PAGE_SIZE, PhysicalMemory.PAGE_SIZE)
                && !hart.mmu.inWindow(from)
                && !hart.mmu.inWindow(from + PhysicalMemory.PAGE_SIZE - 1);
        lastPage = plain ? va >>> PageWalker.PAGE_SHIFT : NO_PAGE;
        lastOffset = pa - va;
        return pa;
    }

    private long cached(final long pa, final boolean exclusive, final boolean write, final long issue) {
        final long line = pa >>> lineShift;
        int slot = cache.find(line);
        long now = issue;
        if (!cache.permits(slot, exclusive)) {
            while (now + config.respond() < deviceFree) {
                now = replayed(now, CycleCause.UNCACHED);
            }
            now = refill(line, exclusive, now);
            slot = cache.find(line);
        } else if (write && cache.states[slot] == LineState.EXCLUSIVE) {
            tagWrite = now + config.respond();
        }
        if (write) {
            cache.states[slot] = LineState.DIRTY;
        }
        return now;
    }

    /** ID learns of the last beat in the cycle in which it arrives. */
    private long refill(final long line, final boolean exclusive, final long issue) {
        final long last = cache.refill(line, exclusive, issue + config.respond(), config.unblock() + config.respond());
        pending.clear();
        attempted = cache.requested() - config.respond();
        account.charge(CycleCause.COHERENCE, cache.coherence());
        account.charge(CycleCause.D_MISS, last - issue - cache.coherence());
        return last;
    }

    /** One device access at a time. The consumer of a load is as far behind it as if it had hit. */
    private long uncached(final long pa, final boolean load, final long issue) {
        long now = issue;
        while (now + config.respond() < deviceFree) {
            now = replayed(now, CycleCause.UNCACHED);
        }
        final long answer = now + config.respond() + devices.latency(pa);
        deviceFree = answer + 1;
        if (load) {
            attempted = now;
            account.charge(CycleCause.UNCACHED, answer - config.access() - now);
            now = answer - config.access();
        }
        return now;
    }

    private void written(final long va, final int size, final boolean modify, final long issue) {
        lastIssue = issue;
        served++;
        pending.add(va, size, modify, issue);
        settle();
    }

    /** Finds out from when on the fast paths are right. */
    private void settle() {
        storeCalm = Math.max(closedUntil, tagWrite + 1 - config.access());
        loadCalm = Math.max(Math.max(storeCalm, pending.goneFrom()), echoFrom + ECHO + 1);
    }

    /** Returns the cycle, {@code issue} or later, in which ID sees all accesses done. Charges nothing. */
    public long drained(final long issue) {
        return Math.max(issue, Math.max(lastIssue + config.respond() + 1, deviceFree));
    }

    /**
     * Returns when an access that was delayed left ID the last time before it succeeded: from there it was sent
     * back, and waited in ID until the port was open again. {@link #WAITED} if it did not leave ID before.
     */
    public long attempted() {
        return attempted;
    }

    /** Returns how many accesses of instructions the port has served. */
    public long served() {
        return served;
    }

    /** sfence.vma: the arguments' registers hold {@code va}, {@code asid}; -1 if the register is x0. */
    public void flushTranslations(final long va, final long asid) {
        faultPage = NO_PAGE;
        lastPage = NO_PAGE;
        tlb.flush(va, asid);
        walker.flush(va, asid);
    }

    @Override
    public long read(final long pa, final long cycle) {
        return direct(pa, false, cycle);
    }

    @Override
    public long write(final long pa, final long cycle) {
        return direct(pa, true, cycle);
    }

    /** A request from beside the pipeline is in stage 0 when it is made; after a miss it is made again. */
    private long direct(final long pa, final boolean write, final long cycle) {
        final int toRespond = config.respond() - config.access();
        if (!ram.contains(pa, Long.BYTES)) {
            return cycle + toRespond;
        }
        long respond = Math.max(cycle, closedUntil) + toRespond;
        final long line = pa >>> lineShift;
        if (!cache.permits(cache.find(line), write)) {
            closedUntil = cache.refill(line, write, respond, toRespond);
            respond = closedUntil + 1 + toRespond;
        }
        if (write) {
            cache.states[cache.find(line)] = LineState.DIRTY;
        }
        settle();
        return respond;
    }
}
