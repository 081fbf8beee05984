// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.isa;

import java.util.Map;

/**
 * Assembled code and data.
 *
 * @param base address of the first byte
 * @param bytes what to load there
 * @param symbols addresses of labels and values of {@code .equ}, by name
 */
public record Assembly(long base, byte[] bytes, Map<String, Long> symbols) {
    /**
     * The address of a label, or the value of an {@code .equ}.
     *
     * @throws IllegalArgumentException if there is no such symbol
     */
    public long address(final String symbol) {
        final Long address = symbols.get(symbol);
        if (address == null) {
            throw new IllegalArgumentException("no symbol " + symbol);
        }
        return address;
    }

    /** The address after the last byte. */
    public long end() {
        return base + bytes.length;
    }

    /** The 32 bits at {@code address}, which must lie within; bytes beyond the end read as 0. */
    public int word(final long address) {
        int word = 0;
        final int offset = Math.toIntExact(address - base);
        for (int i = 0; i < Integer.BYTES && offset + i < bytes.length; i++) {
            word |= (bytes[offset + i] & 0xff) << i * Byte.SIZE;
        }
        return word;
    }
}
