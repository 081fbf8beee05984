// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.observe;

/**
 * One thing that happened on a hart. {@code time} is in steps of that hart since reset, so that events of one hart are
 * ordered by it. Traces, statistics and the tests' assertions are all made from this stream.
 */
public sealed interface Event {
    /** The hart's number. */
    int hart();

    /** Steps since reset. */
    long time();

    /** A trap was taken: {@code cause} as in {@code mcause}, from {@code pc} in mode {@code from} to mode {@code to}. */
    record Trap(int hart, long time, long cause, long tval, long pc, int from, int to, long satp) implements Event {}

    /** {@code mret} or {@code sret} went from mode {@code from} to mode {@code to}, to {@code pc}. */
    record TrapReturn(int hart, long time, long pc, int from, int to, long satp) implements Event {}

    /** {@code satp} was written by software. */
    record AddressSpaceSwitch(int hart, long time, long from, long to) implements Event {}

    /** An {@code xcall} of x-entry {@code id} from {@code pc}: the address space changed, the segment was handed over. */
    record CrossCall(int hart, long time, long id, long pc, long target, long from, long to, Segment segment)
            implements Event {}

    /** An {@code xret} to {@code pc}; {@code segment} is the caller's segment, active again. */
    record CrossReturn(int hart, long time, long pc, long from, long to, Segment segment) implements Event {}

    /** A {@code swapseg} with entry {@code index} of the segment list. */
    record SegmentSwap(int hart, long time, long index, long satp, Segment dropped, Segment taken) implements Event {}

    /** A relay segment; {@code length} 0 means none. */
    record Segment(long virtualBase, long physicalBase, long length) {
        public static final Segment NONE = new Segment(0, 0, 0);
    }
}
