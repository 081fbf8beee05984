// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.memory;

import java.util.Objects;

/**
 * A range of physical addresses and what answers there.
 *
 * @param name for people
 * @param base first address
 * @param size in bytes, positive
 */
public record Region(String name, long base, long size, Target target) {
    /** Memory or a device. */
    public sealed interface Target {}

    /** Random-access memory; covers the whole of it. */
    public record Ram(PhysicalMemory memory) implements Target {}

    /** Device registers; offsets count from the region's base. */
    public record Registers(Device device) implements Target {}

    public Region {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(target, "target");
        if (base < 0 || size <= 0 || base > Long.MAX_VALUE - size) {
            throw new IllegalArgumentException(
                    "%s: no such range of physical addresses: base %#x, size %#x".formatted(name, base, size));
        }
    }

    /** Returns the first address after the region. */
    public long end() {
        return base + size;
    }

    /** Whether the two share an address. */
    public boolean overlaps(final Region other) {
        return base < other.end() && other.base < end();
    }

    @Override
    public String toString() {
        return "%s [%#x, %#x)".formatted(name, base, end());
    }
}
