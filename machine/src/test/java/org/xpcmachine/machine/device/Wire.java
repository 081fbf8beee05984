// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device;

/** An interrupt line that remembers its level. */
final class Wire implements InterruptLine {
    boolean high;

    @Override
    public void set(final boolean level) {
        high = level;
    }

    /** Returns as many new wires. */
    static Wire[] many(final int count) {
        final Wire[] wires = new Wire[count];
        for (int i = 0; i < count; i++) {
            wires[i] = new Wire();
        }
        return wires;
    }
}
