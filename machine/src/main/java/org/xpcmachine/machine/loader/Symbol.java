// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.loader;

/**
 * A named address of a program.
 *
 * @param address as linked, hence virtual
 * @param size in bytes; 0 if the program does not say
 */
public record Symbol(String name, long address, long size, Type type) {
    /** What stands at the address. */
    public enum Type {
        FUNCTION,
        OBJECT,
        /** A label of assembly or of the linker script, without a type. */
        LABEL
    }

    /** Whether {@code where} is the symbol's address or inside its size. */
    boolean covers(final long where) {
        final long distance = where - address;
        return distance == 0 || Long.compareUnsigned(distance, size) < 0;
    }

    /** Returns the last address that the symbol covers, cut at the end of the address space. */
    long last() {
        final long last = address + Math.max(size, 1) - 1;
        return size < 0 || Long.compareUnsigned(last, address) < 0 ? -1 : last;
    }
}
