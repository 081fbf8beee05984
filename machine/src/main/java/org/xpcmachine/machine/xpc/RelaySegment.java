// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.xpc;

import org.xpcmachine.machine.observe.Event;

/**
 * A relay segment as the registers hold it: {@code length} bytes at virtual address {@code va}, physically at {@code
 * pa}. The two agree modulo 4096, and the ends of both ranges fit the registers.
 */
record RelaySegment(long va, long pa, long length, boolean writable) {
    static final RelaySegment NONE = new RelaySegment(0, 0, 0, false);

    private static final long FRAME = XpcLayout.Segment.VA & ~XpcLayout.PAGE_MASK;

    /** Applies the WARL rules of {@code xsegva}, {@code xsegpa} and {@code xseglen} (section 2). */
    static RelaySegment of(final long vaWord, final long paWord, final long lengthWord) {
        final long va = vaWord & XpcLayout.Segment.VA;
        final long pa = paWord & FRAME | va & XpcLayout.PAGE_MASK;
        final long room = XpcLayout.Segment.VA - Math.max(va, pa);
        return new RelaySegment(va, pa, Math.min(lengthWord & XpcLayout.Segment.LENGTH, room), lengthWord < 0);
    }

    /** Likewise for words that come from memory, where no segment has but one form (section 4.5). */
    static RelaySegment fromMemory(final long vaWord, final long paWord, final long lengthWord) {
        return of(vaWord, paWord, lengthWord).normalized();
    }

    /** Returns {@link #NONE} if there is none, whatever its other registers hold. */
    RelaySegment normalized() {
        return length == 0 ? NONE : this;
    }

    /** {@code xseglen}: the length, with W above it. */
    long lengthWord() {
        return length | (writable ? XpcLayout.Segment.WRITABLE : 0);
    }

    long end() {
        return va + length;
    }

    /** Returns what {@code xcall} hands over under a mask that lies within. */
    RelaySegment narrow(final SegMask mask) {
        return mask.length() == 0
                ? NONE
                : new RelaySegment(mask.base(), pa + (mask.base() - va), mask.length(), writable);
    }

    Event.Segment event() {
        return length == 0 ? Event.Segment.NONE : new Event.Segment(va, pa, length);
    }
}
