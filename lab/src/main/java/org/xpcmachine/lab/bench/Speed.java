// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.bench;

/**
 * How fast a kernel ran.
 *
 * @param seconds that a repetition took on this host, the median
 * @param repetition any of them: instructions, units and checksum are the same each time
 */
record Speed(double seconds, Repetition repetition) {
    /** Returns millions of instructions per second, if {@code instructions} is their number in a repetition. */
    double mips(final long instructions) {
        return instructions / seconds / 1e6;
    }

    double unitsPerSecond() {
        return repetition.units() / seconds;
    }
}
