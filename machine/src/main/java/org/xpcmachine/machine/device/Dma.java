// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device;

import java.util.List;
import org.xpcmachine.machine.hart.Hart;
import org.xpcmachine.machine.memory.PhysicalMemory;
import org.xpcmachine.machine.mmu.CodeCache;

/**
 * How devices reach RAM. A write is seen as any hart's store is: what was decoded or translated of the bytes is forgotten, and no
 * reservation of them survives. Addresses come from guests: whoever calls checks with {@link #contains} first. On the machine's thread.
 */
public final class Dma {
    /** Bytes of a reservation set. */
    private static final int GRANULE = 8;

    private final PhysicalMemory ram;
    private final CodeCache code;
    private final List<Hart> harts;

    public Dma(final PhysicalMemory ram, final CodeCache code, final List<Hart> harts) {
        this.ram = ram;
        this.code = code;
        this.harts = List.copyOf(harts);
    }

    /** Whether {@code length} bytes (not negative) from {@code address} are RAM; right for any {@code address}. */
    public boolean contains(final long address, final long length) {
        return ram.contains(address, length);
    }

    /** Reads 1, 2, 4 or 8 bytes of RAM, zero-extended. */
    public long read(final long address, final int size) {
        return ram.read(address, size);
    }

    /** Writes the low 1, 2, 4 or 8 bytes of {@code value} to RAM. */
    public void write(final long address, final int size, final long value) {
        ram.write(address, size, value);
        written(address, size);
    }

    /** Copies {@code length} bytes of RAM to {@code target}, starting at {@code to}. */
    public void copyOut(final long address, final byte[] target, final int to, final int length) {
        ram.copyOut(address, target, to, length);
    }

    /** Copies {@code length} bytes of {@code source}, starting at {@code from}, to RAM. */
    public void copyIn(final long address, final byte[] source, final int from, final int length) {
        ram.copyIn(address, source, from, length);
        written(address, length);
    }

    private void written(final long address, final int length) {
        code.written(address, length);
        for (final Hart hart : harts) {
            if (hart.reservation != -1 && hart.reservation + GRANULE > address && hart.reservation < address + length) {
                hart.reservation = -1;
            }
        }
    }
}
