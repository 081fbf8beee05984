// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.demo;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.xpcmachine.machine.memory.PhysicalMemory;

/**
 * Finds every byte of a message in the whole of RAM, wherever it lies and into however many pieces it has been cut:
 * the message is looked for word by word, at every byte address.
 */
public final class MessageSearch {
    private static final int WORD = Long.BYTES;
    private static final int FILTER_BITS = 16;
    private static final long HASH = 0x9e3779b97f4a7c15L;

    /** Fewer different words than this, and finding them would prove nothing. */
    private static final int LEAST_WORDS = 64;

    private final Map<Long, Integer> offsets = new HashMap<>();
    private final long[] filter = new long[(1 << FILTER_BITS) / Long.SIZE];
    private final List<Place> places = new ArrayList<>();

    /**
     * A piece of the message in RAM.
     *
     * @param address physical
     * @param offset where in the message it begins
     * @param length in bytes
     */
    public record Place(long address, int offset, int length) {
        private boolean continues(final long nextAddress, final int nextOffset) {
            return nextAddress == address + length && nextOffset == offset + length;
        }
    }

    private MessageSearch(final byte[] message) {
        final ByteBuffer words = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
        for (int offset = 0; offset + WORD <= message.length; offset += WORD) {
            final long word = words.getLong(offset);
            if (offsets.putIfAbsent(word, offset) != null || word == 0) {
                throw new IllegalArgumentException("the message repeats itself: finding it would prove nothing");
            }
            filter[slot(word) / Long.SIZE] |= 1L << slot(word);
        }
        if (offsets.size() < LEAST_WORDS) {
            throw new IllegalArgumentException("the message is too short: finding it would prove nothing");
        }
    }

    /**
     * Searches all of {@code ram}.
     *
     * @param message a multiple of 8 bytes, of words that all differ
     * @return the pieces found, by rising address
     * @throws IllegalArgumentException if the message is not distinctive
     */
    public static List<Place> find(final PhysicalMemory ram, final byte[] message) {
        final MessageSearch search = new MessageSearch(message);
        search.scan(ram);
        return List.copyOf(search.places);
    }

    private void scan(final PhysicalMemory ram) {
        final long end = ram.size() - WORD;
        for (long at = 0; at <= end; at++) {
            final long word = ram.segment().get(PhysicalMemory.LONG, at);
            final int slot = slot(word);
            if ((filter[slot / Long.SIZE] >>> slot & 1) != 0) {
                final Integer offset = offsets.get(word);
                if (offset != null) {
                    found(ram.base() + at, offset);
                }
            }
        }
    }

    private static int slot(final long word) {
        return (int) (word * HASH >>> Long.SIZE - FILTER_BITS);
    }

    private void found(final long address, final int offset) {
        final Place last = places.isEmpty() ? null : places.getLast();
        if (last != null && last.continues(address, offset)) {
            places.set(places.size() - 1, new Place(last.address, last.offset, last.length + WORD));
        } else {
            places.add(new Place(address, offset, WORD));
        }
    }
}
