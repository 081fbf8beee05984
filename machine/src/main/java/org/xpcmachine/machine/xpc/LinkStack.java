// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.xpc;

import org.xpcmachine.machine.hart.Hart;
import org.xpcmachine.machine.xpc.XpcLayout.Cause;
import org.xpcmachine.machine.xpc.XpcLayout.Record;

/** The link stack of the running thread (sections 4.2, 5.1 and 5.2): it grows upwards from {@code xlinkbase}. */
final class LinkStack {
    private final Hart hart;
    private final XpcState state;
    private final EngineMemory memory;

    LinkStack(final Hart hart, final XpcState state, final EngineMemory memory) {
        this.hart = hart;
        this.state = state;
        this.memory = memory;
    }

    /** Traps unless the record of a call of {@code id} can be pushed. */
    void requireRoom(final long id) {
        if (state.link < state.linkBase || state.link + Record.SIZE > state.linkLimit) {
            throw hart.trap.because(Cause.INVALID_LINKAGE, id);
        }
        memory.requireStorable(state.link, Record.WRITTEN);
    }

    /** Pushes; {@link #requireRoom} has been called. */
    void push(final LinkageRecord record, final long id) {
        final long at = state.link;
        final RelaySegment segment = record.segment().normalized();
        final SegMask mask = segment.length() == 0 ? SegMask.NONE : record.mask();
        memory.store(at + Record.SATP, record.satp());
        memory.store(at + Record.PC, record.pc());
        memory.store(at + Record.XCALLCAP, record.xcallcap());
        memory.store(at + Record.XSEGLIST, record.xseglist());
        memory.store(at + Record.SEGVA, segment.va());
        memory.store(at + Record.SEGPA, segment.pa());
        memory.store(at + Record.SEGLEN, segment.lengthWord());
        memory.store(at + Record.MASKBASE, mask.base());
        memory.store(at + Record.MASKLEN, mask.length());
        memory.store(at + Record.ID, id);
        memory.store(at + Record.FLAGS, XpcLayout.FLAGS_VALID);
        state.link = at + Record.SIZE;
    }

    /** Returns the top record, or traps if there is none, or it is not valid or not well formed. */
    LinkageRecord top() {
        if (state.link < state.linkBase + Record.SIZE || state.link > state.linkLimit) {
            throw hart.trap.because(Cause.INVALID_LINKAGE, Cause.LINKAGE_BOUNDS);
        }
        final long at = state.link - Record.SIZE;
        if ((memory.load(at + Record.FLAGS) & XpcLayout.FLAGS_VALID) == 0) {
            throw hart.trap.because(Cause.INVALID_LINKAGE, Cause.LINKAGE_NOT_VALID);
        }
        final LinkageRecord record = read(at);
        if (!record.wellFormed()) {
            throw hart.trap.because(Cause.INVALID_LINKAGE, Cause.LINKAGE_MALFORMED);
        }
        return record;
    }

    private LinkageRecord read(final long at) {
        final long satp = memory.load(at + Record.SATP);
        final long pc = memory.load(at + Record.PC);
        final long cap = CapabilityTable.legal(memory.load(at + Record.XCALLCAP), state.config.radix());
        final long list = XpcRegisters.legalList(memory.load(at + Record.XSEGLIST));
        final RelaySegment segment = RelaySegment.fromMemory(
                memory.load(at + Record.SEGVA), memory.load(at + Record.SEGPA), memory.load(at + Record.SEGLEN));
        final SegMask mask =
                SegMask.fromMemory(memory.load(at + Record.MASKBASE), memory.load(at + Record.MASKLEN), segment);
        return new LinkageRecord(satp, pc, cap, list, segment, mask);
    }

    /** Drops the top record. */
    void pop() {
        state.link -= Record.SIZE;
    }
}
