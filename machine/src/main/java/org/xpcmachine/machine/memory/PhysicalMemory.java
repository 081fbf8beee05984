// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.LongConsumer;

/**
 * Guest RAM: zeroed at first, off-heap, little-endian, owned by this object until {@link #close}.
 *
 * <p>Addresses are the guest's physical addresses. An access that is not wholly inside is the host's mistake, not the
 * guest's, and throws {@link IndexOutOfBoundsException}; what a guest computes is checked with {@link #contains}
 * first.
 */
public final class PhysicalMemory implements AutoCloseable {
    public static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
    public static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    public static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    public static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** Base and size are multiples of it. */
    public static final long PAGE_SIZE = 4096;

    private static final int PAGE_BITS = 12;

    /** RISC-V's Sv39, Sv48 and Sv57 reach this many bits of physical address. */
    private static final long ADDRESS_LIMIT = 1L << 56;

    private final Arena arena;
    private final MemorySegment segment;
    private final long base;
    private final long size;
    private final DirtyPages pages;

    /**
     * Takes the memory from the host.
     *
     * @param base physical address of the first byte
     * @param size in bytes
     * @throws IllegalArgumentException unless both are multiples of {@link #PAGE_SIZE} that fit 56 bits, size not zero
     * @throws IllegalStateException if the host does not have that much
     */
    public PhysicalMemory(final long base, final long size) {
        if (base < 0
                || size <= 0
                || base > ADDRESS_LIMIT
                || size > ADDRESS_LIMIT - base
                || (base | size) % PAGE_SIZE != 0) {
            throw new IllegalArgumentException(
                    "RAM: base %#x and size %#x must be multiples of 4096 that fit 56 bits".formatted(base, size));
        }
        this.base = base;
        this.size = size;
        arena = Arena.ofShared();
        segment = allocate();
        pages = new DirtyPages(segment);
    }

    private MemorySegment allocate() {
        try {
            final MemorySegment pages = HostPages.available() ? HostPages.allocate(size, arena) : null;
            return pages != null ? pages : arena.allocate(size, PAGE_SIZE);
        } catch (final OutOfMemoryError e) {
            arena.close();
            throw new IllegalStateException(
                    ("RAM: the host cannot give %d MiB (%s); make the machine's memory smaller,"
                                    + " or raise Java's limit with -XX:MaxDirectMemorySize")
                            .formatted(size >> 20, e.getMessage()),
                    e);
        }
    }

    /** Returns the physical address of the first byte. */
    public long base() {
        return base;
    }

    /** Returns the size in bytes. */
    public long size() {
        return size;
    }

    /** Returns the first address after the memory. */
    public long end() {
        return base + size;
    }

    /** Returns the memory itself, for fast paths: byte 0 is the one at {@link #base}, page-aligned on the host. */
    public MemorySegment segment() {
        return segment;
    }

    /** Whether {@code length} bytes (not negative) from {@code address} lie inside; right for any {@code address}. */
    public boolean contains(final long address, final long length) {
        final long offset = address - base;
        return offset >= 0 && offset <= size - length;
    }

    /** Reads 1, 2, 4 or 8 bytes, zero-extended. Alignment does not matter. */
    public long read(final long address, final int bytes) {
        final long offset = address - base;
        return switch (bytes) {
            case 1 -> segment.get(BYTE, offset) & 0xffL;
            case 2 -> segment.get(SHORT, offset) & 0xffffL;
            case 4 -> segment.get(INT, offset) & 0xffff_ffffL;
            case 8 -> segment.get(LONG, offset);
            default -> throw new IllegalArgumentException("size: " + bytes);
        };
    }

    /** Writes the low 1, 2, 4 or 8 bytes of {@code value}. Alignment does not matter. */
    public void write(final long address, final int bytes, final long value) {
        final long offset = address - base;
        mark(offset, bytes);
        switch (bytes) {
            case 1 -> segment.set(BYTE, offset, (byte) value);
            case 2 -> segment.set(SHORT, offset, (short) value);
            case 4 -> segment.set(INT, offset, (int) value);
            case 8 -> segment.set(LONG, offset, value);
            default -> throw new IllegalArgumentException("size: " + bytes);
        }
    }

    /** Reads 8 bytes. */
    public long readLong(final long address) {
        return segment.get(LONG, address - base);
    }

    /** Writes 8 bytes. */
    public void writeLong(final long address, final long value) {
        mark(address - base, Long.BYTES);
        segment.set(LONG, address - base, value);
    }

    /** Copies {@code length} bytes from {@code source}, starting at {@code from}, into memory at {@code address}. */
    public void copyIn(final long address, final byte[] source, final int from, final int length) {
        mark(address - base, length);
        MemorySegment.copy(source, from, segment, BYTE, address - base, length);
    }

    /** Copies {@code length} bytes of memory at {@code address} to {@code target}, starting at {@code to}. */
    public void copyOut(final long address, final byte[] target, final int to, final int length) {
        MemorySegment.copy(segment, BYTE, address - base, target, to, length);
    }

    /** Sets {@code length} bytes to {@code value}. */
    public void fill(final long address, final long length, final byte value) {
        mark(address - base, length);
        segment.asSlice(address - base, length).fill(value);
    }

    /**
     * Must be called before {@code length} bytes at {@code address}, all inside, are written to otherwise than by the methods of
     * this class: snapshots copy what was announced.
     */
    public void announceWrites(final long address, final long length) {
        mark(address - base, length);
    }

    private void mark(final long offset, final long length) {
        final int first = (int) (offset >>> PAGE_BITS);
        final int last = (int) (offset + length - 1 >>> PAGE_BITS);
        if (first == last) {
            pages.marks[first] = 1;
        } else if (length > 0) {
            Arrays.fill(pages.marks, first, last + 1, (byte) 1);
        }
    }

    /** Returns the contents, page by page, null for a page of zeros. Later writes must be announced anew. */
    public byte[][] save() {
        return pages.save();
    }

    /**
     * Makes the contents those that {@link #save} returned, of this memory or another of the same size (else the caller is
     * at fault). Later writes must be announced anew.
     *
     * @param changed told the address of each page that changed
     * @throws IllegalArgumentException if the size is another, or a page is not of {@link #PAGE_SIZE} bytes; nothing has changed
     */
    public void restore(final byte[][] contents, final LongConsumer changed) {
        boolean fits = contents.length == size / PAGE_SIZE;
        for (final byte[] page : contents) {
            fits &= page == null || page.length == PAGE_SIZE;
        }
        if (!fits) {
            throw new IllegalArgumentException("RAM: other pages than these %d".formatted(size / PAGE_SIZE));
        }
        pages.restore(contents, number -> changed.accept(base + number * PAGE_SIZE));
    }

    /** Returns the memory to the host. Any later access throws {@link IllegalStateException}. */
    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
