// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.loader;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.xpcmachine.machine.memory.PhysicalMemory;

/**
 * A program in an ELF file for 64-bit little-endian RISC-V: what to load where, where to start, and its symbols.
 *
 * <p>Segments go to their physical addresses. Every malformed file ends in a {@link LoadException}.
 */
public final class ElfImage {
    private final String name;
    private final byte[] bytes;
    private final long entry;
    private final List<Segment> segments;
    private final SymbolTable symbols;

    /**
     * A part of the program to be loaded.
     *
     * @param virtualAddress where the program was linked to run
     * @param physicalAddress where it is loaded
     * @param fileOffset of its bytes in the file
     * @param fileSize number of these bytes
     * @param memorySize bytes it takes in memory, not fewer; the rest are zero
     * @param flags {@link #EXECUTABLE}, {@link #WRITABLE}, {@link #READABLE}
     */
    public record Segment(
            long virtualAddress, long physicalAddress, long fileOffset, long fileSize, long memorySize, int flags) {
        public static final int EXECUTABLE = 1;
        public static final int WRITABLE = 2;
        public static final int READABLE = 4;

        private boolean overlaps(final Segment other) {
            final long distance = other.physicalAddress - physicalAddress;
            return distance >= 0 ? distance < memorySize : -distance < other.memorySize;
        }

        @Override
        public String toString() {
            return "segment at %#x of %d bytes".formatted(physicalAddress, memorySize);
        }
    }

    ElfImage(
            final String name,
            final byte[] bytes,
            final long entry,
            final List<Segment> segments,
            final SymbolTable symbols) {
        this.name = name;
        this.bytes = bytes;
        this.entry = entry;
        this.segments = segments.stream()
                .sorted(Comparator.comparing(Segment::physicalAddress))
                .toList();
        this.symbols = symbols;
        for (int i = 1; i < segments.size(); i++) {
            if (this.segments.get(i - 1).overlaps(this.segments.get(i))) {
                throw new LoadException(name + ": " + this.segments.get(i - 1) + " overlaps " + this.segments.get(i));
            }
        }
    }

    /** Whether the bytes begin as an ELF file does. */
    public static boolean isElf(final byte[] bytes) {
        return ElfReader.isElf(bytes);
    }

    /**
     * Reads a file.
     *
     * @throws LoadException if it cannot be read or is not such a program
     */
    public static ElfImage read(final Path file) {
        return parse(file.toString(), FlatBinary.bytesOf(file));
    }

    /**
     * Reads the bytes of a file, which are not copied.
     *
     * @param name for messages
     * @throws LoadException if they are not such a program
     */
    public static ElfImage parse(final String name, final byte[] bytes) {
        return new ElfReader(name, bytes).read();
    }

    /** Returns the file's name, as given. */
    public String name() {
        return name;
    }

    /** Returns the (virtual) address to start at. */
    public long entry() {
        return entry;
    }

    /** Returns the physical address to start at: where the segment that holds {@link #entry} has been loaded. */
    public long physicalEntry() {
        return physicalAddress(entry);
    }

    /** Returns where what was linked at {@code virtualAddress} is loaded; the same address if no segment holds it. */
    public long physicalAddress(final long virtualAddress) {
        for (final Segment segment : segments) {
            final long offset = virtualAddress - segment.virtualAddress;
            if (Long.compareUnsigned(offset, segment.memorySize) < 0) {
                return segment.physicalAddress + offset;
            }
        }
        return virtualAddress;
    }

    /** Returns the segments that take memory, by rising physical address; they do not overlap. */
    public List<Segment> segments() {
        return segments;
    }

    /** Returns the program's symbols; empty if it has been stripped. */
    public SymbolTable symbols() {
        return symbols;
    }

    /** Returns the first physical address after the program; 0 if it has no segment. */
    public long end() {
        return segments.isEmpty() ? 0 : segments.getLast().physicalAddress + segments.getLast().memorySize;
    }

    /**
     * Copies the segments into memory and clears what the file does not fill.
     *
     * @throws LoadException if a segment does not lie wholly inside; memory is then unchanged
     */
    public void load(final PhysicalMemory memory) {
        for (final Segment segment : segments) {
            if (!memory.contains(segment.physicalAddress, segment.memorySize)) {
                throw new LoadException(
                        "%s: %s is outside RAM [%#x, %#x)".formatted(name, segment, memory.base(), memory.end()));
            }
        }
        for (final Segment segment : segments) {
            final int size = (int) segment.fileSize;
            memory.copyIn(segment.physicalAddress, bytes, (int) segment.fileOffset, size);
            memory.fill(segment.physicalAddress + size, segment.memorySize - size, (byte) 0);
        }
    }
}
