// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.xpc;

/**
 * The registers of one hart's engine (section 2), and its cache. Dumb: the values are legal, because {@link
 * XpcRegisters} and {@link XpcEngine}, who write them, see to it. Invariant: {@code mask} lies within {@code
 * segment}.
 */
final class XpcState {
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
}
