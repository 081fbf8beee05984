// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.xpc;

/** The part of the active segment that the next {@code xcall} hands over: {@code length} bytes at {@code base}. */
record SegMask(long base, long length) {
    static final SegMask NONE = new SegMask(0, 0);

    static SegMask whole(final RelaySegment segment) {
        return new SegMask(segment.va(), segment.length());
    }

    /**
     * Applies the widths of the registers to words from memory; the mask of no segment has but one form (section
     * 4.5).
     */
    static SegMask fromMemory(final long baseWord, final long lengthWord, final RelaySegment segment) {
        return segment.length() == 0
                ? NONE
                : new SegMask(baseWord & XpcLayout.Segment.VA, lengthWord & XpcLayout.Segment.LENGTH);
    }

    boolean within(final RelaySegment segment) {
        return base >= segment.va() && base + length <= segment.end();
    }
}
