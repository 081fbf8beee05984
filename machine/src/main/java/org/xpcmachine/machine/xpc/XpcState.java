// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.xpc;

import org.xpcmachine.machine.snapshot.StateExchange;
import org.xpcmachine.machine.snapshot.Stateful;

/**
 * The registers of one hart's engine (section 2), and its cache. Dumb: the values are legal, because {@link
 * XpcRegisters} and {@link XpcEngine}, who write them, see to it. Invariant: {@code mask} lies within {@code
 * segment}.
 */
final class XpcState implements Stateful {
    final XpcConfig config;
    final EngineCache cache;

    /** EN, FILL, TAG, SWFLUSH and LINES of {@code xpcctl}. */
    long control;

    long entryTable;
    long entrySize;
    long callCap;
    long link;
    long linkBase;
    long linkLimit;
    long segmentList;
    RelaySegment segment = RelaySegment.NONE;
    SegMask mask = SegMask.NONE;

    XpcState(final XpcConfig config) {
        this.config = config;
        cache = new EngineCache(config.cacheLines());
    }

    boolean is(final long controlBit) {
        return (control & controlBit) != 0;
    }

    @Override
    public void exchange(final StateExchange state) {
        control = state.pass(control);
        entryTable = state.pass(entryTable);
        entrySize = state.pass(entrySize);
        callCap = state.pass(callCap);
        link = state.pass(link);
        linkBase = state.pass(linkBase);
        linkLimit = state.pass(linkLimit);
        segmentList = state.pass(segmentList);
        segment = new RelaySegment(
                state.pass(segment.va()),
                state.pass(segment.pa()),
                state.pass(segment.length()),
                state.pass(segment.writable()));
        mask = new SegMask(state.pass(mask.base()), state.pass(mask.length()));
        cache.exchange(state);
    }
}
