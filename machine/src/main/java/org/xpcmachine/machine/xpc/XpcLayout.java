// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.xpc;

/**
 * Every number of the Xxpc extension that hardware and software share, declared once ({@code docs/xxpc.md}). The C and
 * assembler header is derived from it by {@link XpcHeader}.
 */
public final class XpcLayout {
    private XpcLayout() {}

    /** Bits that a physical address has. */
    static final int PHYSICAL_BITS = 56;

    static final long PAGE_MASK = 0xFFF;

    /** CSR numbers (section 2). */
    public static final class Csr {
        public static final int XPCCTL = 0x5C0;
        public static final int XENTRYTABLE = 0x5C1;
        public static final int XENTRYSIZE = 0x5C2;
        public static final int XCALLCAP = 0x5C3;
        public static final int XLINK = 0x5C4;
        public static final int XLINKBASE = 0x5C5;
        public static final int XLINKLIMIT = 0x5C6;
        public static final int XSEGVA = 0x5C7;
        public static final int XSEGPA = 0x5C8;
        public static final int XSEGLEN = 0x5C9;
        public static final int XSEGLIST = 0x5CA;
        public static final int XMASKBASE = 0x800;
        public static final int XMASKLEN = 0x801;
        public static final int UXCALLCAP = 0xCC0;
        public static final int UXSEGVA = 0xCC1;
        public static final int UXSEGLEN = 0xCC2;
        public static final int UXSEGLIST = 0xCC3;

        private Csr() {}
    }

    /** Exception codes (section 3) and the reasons that {@code xret} gives in {@code stval}. */
    public static final class Cause {
        public static final int INVALID_XENTRY = 24;
        public static final int INVALID_XCALLCAP = 25;
        public static final int INVALID_LINKAGE = 26;
        public static final int SWAPSEG_ERROR = 27;
        public static final int INVALID_SEGMASK = 28;

        /** The bits of {@code medeleg} that the extension makes writable. */
        public static final long DELEGABLE = 0x1FL << INVALID_XENTRY;

        public static final int LINKAGE_BOUNDS = 1;
        public static final int LINKAGE_NOT_VALID = 2;
        public static final int LINKAGE_MALFORMED = 3;
        public static final int LINKAGE_SEGMENT = 4;

        private Cause() {}
    }

    /** Fields of {@code xpcctl} (section 2.1). */
    public static final class Control {
        public static final long EN = 1;
        public static final long FLUSH = 1 << 1;
        public static final long FILL = 1 << 2;
        public static final long TAG = 1 << 4;
        public static final long SWFLUSH = 1 << 5;
        public static final int LINES_SHIFT = 8;
        public static final long LINES = 0xFFL << LINES_SHIFT;
        public static final int LINESMAX_SHIFT = 16;
        public static final long RADIX = 1L << 24;
        public static final int VERSION_SHIFT = 28;
        public static final long VERSION = 1;

        private Control() {}
    }

    /** Bit 0 of the first word of an x-entry and of a linkage record: valid. */
    public static final long FLAGS_VALID = 1;

    /** An x-entry: its size and the offsets of its words (section 4.1). */
    public static final class Entry {
        public static final int SIZE = 64;
        public static final int FLAGS = 0;
        public static final int SATP = 8;
        public static final int PC = 16;
        public static final int XCALLCAP = 24;
        public static final int XSEGLIST = 32;
        public static final int SOFTWARE = 40;

        private Entry() {}
    }

    /** A linkage record: its size and the offsets of its words (section 4.2). */
    public static final class Record {
        public static final int SIZE = 128;
        public static final int FLAGS = 0;
        public static final int SATP = 8;
        public static final int PC = 16;
        public static final int XCALLCAP = 24;
        public static final int XSEGLIST = 32;
        public static final int SEGVA = 40;
        public static final int SEGPA = 48;
        public static final int SEGLEN = 56;
        public static final int MASKBASE = 64;
        public static final int MASKLEN = 72;
        public static final int ID = 80;
        public static final int SOFTWARE = 88;
        /** Bytes that {@code xcall} writes. */
        public static final int WRITTEN = SOFTWARE;

        private Record() {}
    }

    /** An entry of a segment list: its size and the offsets of its words (section 4.4). */
    public static final class ListEntry {
        public static final int SIZE = 32;
        public static final int VA = 0;
        public static final int PA = 8;
        public static final int LEN = 16;
        public static final int OWNER = 24;
        /** Bit 0 of the owner word. */
        public static final long LOCK = 1;
        /** Bytes that {@code swapseg} writes. */
        public static final int WRITTEN = OWNER;

        private ListEntry() {}
    }

    /** {@code xcallcap} and the capability tables (section 4.3). */
    public static final class Capability {
        public static final int FORMAT_SHIFT = 60;
        public static final int BITMAP = 0;
        public static final int RADIX = 1;
        public static final long BASE = (1L << PHYSICAL_BITS) - (1L << 6);
        public static final long SIZE_CODE = 0x1F;
        /** A table with size code n &gt; 0 covers the IDs below {@code 1 << (n + SIZE_BIAS)}. */
        public static final int SIZE_BIAS = 5;
        /** One leaf of a radix tree covers this many IDs, as a power of two. */
        public static final int LEAF_SHIFT = 15;
        /** A radix tree covers this many IDs, as a power of two. */
        public static final int TREE_SHIFT = 24;

        private Capability() {}
    }

    /** {@code xsegva}, {@code xsegpa}, {@code xseglen}, {@code xseglist} (sections 2 and 2.2). */
    public static final class Segment {
        public static final long VA = (1L << PHYSICAL_BITS) - 1;
        public static final long LENGTH = (1L << 48) - 1;
        public static final long WRITABLE = 1L << 63;
        public static final long LIST_COUNT = PAGE_MASK;

        private Segment() {}
    }

    /** Encodings (section 5): custom-0, {@code funct7} = {@code rs2} = {@code rd} = 0. */
    public static final class Encoding {
        public static final int OPCODE = 0x0B;
        public static final int XCALL = 0;
        public static final int XRET = 1;
        public static final int SWAPSEG = 2;
        /** Register that {@code xcall} leaves the caller's {@code xcallcap} in: {@code t0}. */
        public static final int CALLER = 5;

        private Encoding() {}
    }
}
