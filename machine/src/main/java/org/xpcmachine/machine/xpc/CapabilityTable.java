// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.xpc;

import org.xpcmachine.machine.xpc.XpcLayout.Capability;

/** Tests capabilities (section 4.3). A value of {@code xcallcap} names a table: its format, base and size. */
final class CapabilityTable {
    private static final int WORD = 8;
    private static final long FRAME = Capability.BASE & ~XpcLayout.PAGE_MASK;

    private final EngineMemory memory;

    CapabilityTable(final EngineMemory memory) {
        this.memory = memory;
    }

    /** Applies the WARL rule of {@code xcallcap}; an unknown format becomes a table that covers nothing. */
    static long legal(final long value, final boolean radix) {
        final int format = (int) (value >>> Capability.FORMAT_SHIFT);
        if (format == Capability.BITMAP) {
            return value & (Capability.BASE | Capability.SIZE_CODE);
        }
        if (format == Capability.RADIX && radix) {
            return value & (FRAME | Capability.SIZE_CODE) | (long) Capability.RADIX << Capability.FORMAT_SHIFT;
        }
        return value & Capability.BASE;
    }

    /** Whether {@code table} (a legal value) holds the capability for {@code id} (not negative). */
    boolean allows(final long table, final long id) {
        final int code = (int) (table & Capability.SIZE_CODE);
        if (code == 0 || id >>> code + Capability.SIZE_BIAS != 0) {
            return false;
        }
        final long base = table & Capability.BASE;
        return table >>> Capability.FORMAT_SHIFT == Capability.RADIX ? inTree(base, id) : inBitmap(base, id);
    }

    private boolean inTree(final long root, final long id) {
        if (id >>> Capability.TREE_SHIFT != 0) {
            return false;
        }
        final long pointer = memory.load(root + (id >>> Capability.LEAF_SHIFT) * WORD);
        return (pointer & XpcLayout.FLAGS_VALID) != 0
                && inBitmap(pointer & FRAME, id & (1L << Capability.LEAF_SHIFT) - 1);
    }

    private boolean inBitmap(final long base, final long id) {
        return (memory.load(base + (id >>> 6) * WORD) >>> id & 1) != 0;
    }
}
