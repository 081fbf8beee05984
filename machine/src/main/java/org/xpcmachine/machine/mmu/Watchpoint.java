// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.mmu;

/**
 * A range of virtual addresses, in whatever address space, whose accesses a debugger wants to see.
 *
 * @param length in bytes, at least 1; the range does not go beyond the end of the address space
 */
public record Watchpoint(long address, long length, Kind kind) {
    /** What is watched, or done. An AMO is {@link #ACCESS}: it reads and writes. */
    public enum Kind {
        READ(1),
        WRITE(2),
        ACCESS(3);

        private final int bits;

        Kind(final int bits) {
            this.bits = bits;
        }

        boolean meets(final Kind other) {
            return (bits & other.bits) != 0;
        }
    }

    /** Throws {@link IllegalArgumentException} if the range is empty or wraps around. */
    public Watchpoint {
        if (length <= 0 || Long.compareUnsigned(address + length - 1, address) < 0) {
            throw new IllegalArgumentException(
                    "watchpoint of %d bytes at 0x%x: no such range".formatted(length, address));
        }
    }

    /** Whether it touches {@code size} bytes at {@code from}; neither range wraps around. */
    boolean touches(final long from, final long size) {
        return Long.compareUnsigned(from, address + length - 1) <= 0
                && Long.compareUnsigned(address, from + size - 1) <= 0;
    }
}
