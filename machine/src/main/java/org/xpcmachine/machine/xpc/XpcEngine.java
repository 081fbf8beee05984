// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.xpc;

import org.xpcmachine.isa.Decoded;
import org.xpcmachine.machine.csr.Satp;
import org.xpcmachine.machine.cycle.EngineAccess;
import org.xpcmachine.machine.hart.Hart;
import org.xpcmachine.machine.hart.Privilege;
import org.xpcmachine.machine.hart.Status;
import org.xpcmachine.machine.mmu.Pmp;
import org.xpcmachine.machine.observe.Event;
import org.xpcmachine.machine.trap.GuestTrap;
import org.xpcmachine.machine.xpc.XpcLayout.Cause;
import org.xpcmachine.machine.xpc.XpcLayout.Control;
import org.xpcmachine.machine.xpc.XpcLayout.ListEntry;

/**
 * Executes {@code xcall}, {@code xret} and {@code swapseg} on one hart (section 5). Each method checks everything, in
 * the specified order, before it changes anything; behind the point of no return nothing traps.
 */
final class XpcEngine {
    private final Hart hart;
    private final XpcState state;
    private final EngineMemory segments;
    private final XEntryTable entries;
    private final CapabilityTable capabilities;
    private final LinkStack links;

    XpcEngine(final Hart hart, final XpcState state) {
        this.hart = hart;
        this.state = state;
        segments = new EngineMemory(hart, EngineAccess.SEGMENT_LIST);
        entries = new XEntryTable(new EngineMemory(hart, EngineAccess.ENTRY), state.config);
        capabilities = new CapabilityTable(new EngineMemory(hart, EngineAccess.CAPABILITY));
        links = new LinkStack(hart, state, new EngineMemory(hart, EngineAccess.LINK));
    }

    /** Section 5.1. */
    long xcall(final long decoded, final long next) {
        requireUsable(Status.TVM);
        final long id = hart.x[Decoded.rs1(decoded)];
        if (id < 0) {
            prefetch(-id);
            return next;
        }
        final long tag = tag();
        final XEntry cached = isInTable(id) ? state.cache.find(id, tag) : null;
        final XEntry entry = cached != null && state.is(Control.TAG) ? cached : permitted(id, cached);
        links.requireRoom(id);
        // Point of no return.
        final LinkageRecord caller =
                new LinkageRecord(hart.satp, next, state.callCap, state.segmentList, state.segment, state.mask);
        final RelaySegment handedOver = state.segment.narrow(state.mask);
        links.push(caller, id);
        hart.x[XpcLayout.Encoding.CALLER] = caller.xcallcap();
        state.callCap = entry.xcallcap();
        state.segmentList = entry.xseglist();
        enter(entry.satp(), handedOver, SegMask.whole(handedOver));
        if (cached == null && state.is(Control.FILL)) {
            state.cache.fill(id, tag, entry);
        }
        if (hart.observer != null) {
            hart.observer.on(new Event.CrossCall(
                    hart.id, hart.steps, id, hart.pc, entry.pc(), caller.satp(), entry.satp(), handedOver.event()));
        }
        return entry.pc();
    }

    /** Section 5.2. */
    long xret(final long decoded, final long next) {
        requireUsable(Status.TVM);
        final LinkageRecord caller = links.top();
        if (!state.segment.normalized().equals(caller.segment().narrow(caller.mask()))) {
            throw hart.trap.because(Cause.INVALID_LINKAGE, Cause.LINKAGE_SEGMENT);
        }
        // Point of no return.
        links.pop();
        final long from = hart.satp;
        state.callCap = caller.xcallcap();
        state.segmentList = caller.xseglist();
        enter(caller.satp(), caller.segment(), caller.mask());
        if (hart.observer != null) {
            hart.observer.on(new Event.CrossReturn(
                    hart.id,
                    hart.steps,
                    caller.pc(),
                    from,
                    caller.satp(),
                    caller.segment().event()));
        }
        return caller.pc();
    }

    /** Section 5.3. */
    long swapseg(final long decoded, final long next) {
        requireUsable(0);
        final long index = hart.x[Decoded.rs1(decoded)];
        if (Long.compareUnsigned(index, state.segmentList & XpcLayout.Segment.LIST_COUNT) >= 0) {
            throw hart.trap.because(Cause.SWAPSEG_ERROR, index);
        }
        final long at = (state.segmentList & ~XpcLayout.Segment.LIST_COUNT) + index * ListEntry.SIZE;
        final RelaySegment taken = RelaySegment.fromMemory(
                segments.load(at + ListEntry.VA), segments.load(at + ListEntry.PA), segments.load(at + ListEntry.LEN));
        final long owner = segments.load(at + ListEntry.OWNER);
        segments.requireStorable(at, ListEntry.WRITTEN);
        if ((owner & ListEntry.LOCK) != 0) {
            throw hart.trap.because(Cause.SWAPSEG_ERROR, index);
        }
        // Point of no return.
        final RelaySegment dropped = state.segment.normalized();
        segments.store(at + ListEntry.VA, dropped.va());
        segments.store(at + ListEntry.PA, dropped.pa());
        segments.store(at + ListEntry.LEN, dropped.lengthWord());
        activate(taken, SegMask.whole(taken));
        if (hart.observer != null) {
            hart.observer.on(
                    new Event.SegmentSwap(hart.id, hart.steps, index, hart.satp, dropped.event(), taken.event()));
        }
        return next;
    }

    /** Makes a segment the active one. */
    void activate(final RelaySegment segment, final SegMask mask) {
        state.segment = segment;
        state.mask = mask;
        updateWindow();
    }

    /** Tells the MMU about the active segment (section 7). */
    void updateWindow() {
        final RelaySegment segment = state.is(Control.EN) ? state.segment : RelaySegment.NONE;
        hart.mmu.setWindow(
                segment.va(), segment.pa(), segment.length(), segment.writable() ? Pmp.READ | Pmp.WRITE : Pmp.READ);
    }

    private void requireUsable(final long forbiddingStatus) {
        if (hart.privilege != Privilege.U || !state.is(Control.EN) || (hart.mstatus & forbiddingStatus) != 0) {
            throw hart.trap.illegalInstruction();
        }
    }

    /**
     * Checks 1 to 3 of section 5.1; {@code known} is the x-entry if the cache had it without standing for the
     * capability.
     */
    private XEntry permitted(final long id, final XEntry known) {
        if (!isInTable(id)) {
            throw hart.trap.because(Cause.INVALID_XENTRY, id);
        }
        if (!capabilities.allows(state.callCap, id)) {
            throw hart.trap.because(Cause.INVALID_XCALLCAP, id);
        }
        final XEntry entry = known != null ? known : entries.load(state.entryTable, id);
        if (entry == null) {
            throw hart.trap.because(Cause.INVALID_XENTRY, id);
        }
        return entry;
    }

    /** Section 5.4: what would trap does nothing. */
    private void prefetch(final long id) {
        try {
            state.cache.fill(id, tag(), permitted(id, null));
        } catch (final GuestTrap silent) {
            // A hint.
        }
    }

    private boolean isInTable(final long id) {
        return id > 0 && id < state.entrySize;
    }

    private long tag() {
        return state.is(Control.TAG) ? state.callCap : EngineCache.SHARED;
    }

    /** No window while the regimes change, so that the MMU does not prepare the new space for the old segment. */
    private void enter(final long satp, final RelaySegment segment, final SegMask mask) {
        hart.mmu.setWindow(0, 0, 0, 0);
        hart.satp = Satp.legal(hart, satp);
        hart.updateTranslation();
        hart.reservation = -1;
        activate(segment, mask);
    }
}
