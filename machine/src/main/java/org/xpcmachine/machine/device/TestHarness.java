// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device;

import org.xpcmachine.machine.memory.Device;
import org.xpcmachine.machine.snapshot.StateExchange;

/**
 * The registers by which a bare program of a bench talks to it. Each takes stores of any width and reads as 0, and so does
 * the rest of the range.
 *
 * <pre>
 * 0x1000   ends the run; the value is the exit code
 * 0x1008   prints the low byte
 * </pre>
 *
 * Other registers, such as those that switch traces of a hardware simulation, are ignored.
 */
public final class TestHarness implements Device {
    /** Size of the register range in bytes. */
    public static final long SIZE = 0x2000;

    private static final long EXIT = 0x1000;
    private static final long PRINT = 0x1008;

    private final PowerControl power;
    private final ConsoleOutput output;

    public TestHarness(final PowerControl power, final ConsoleOutput output) {
        this.power = power;
        this.output = output;
    }

    @Override
    public long read(final long offset, final int size) {
        return 0;
    }

    @Override
    public void write(final long offset, final int size, final long value) {
        if (offset == EXIT) {
            power.exit((int) value);
        } else if (offset == PRINT) {
            output.write((int) value & 0xff);
        }
    }

    @Override
    public void exchange(final StateExchange state) {
        // It has no state.
    }
}
