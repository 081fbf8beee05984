// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device;

import org.xpcmachine.machine.memory.BusFault;
import org.xpcmachine.machine.memory.Device;
import org.xpcmachine.machine.snapshot.StateExchange;

/**
 * SiFive's test device: a guest ends or restarts the machine by writing to its only register, at 0: the verdict in
 * bits 15:0 and the exit code of a failure in bits 31:16. Other values do nothing. Reads as 0.
 */
public final class TestFinisher implements Device {
    /** Size of the register range in bytes. */
    public static final long SIZE = 0x1000;

    /** Stops the machine with exit code 0. */
    public static final int PASS = 0x5555;

    /** Stops the machine with the exit code given. */
    public static final int FAIL = 0x3333;

    /** Restarts the machine. */
    public static final int RESET = 0x7777;

    private final PowerControl power;

    public TestFinisher(final PowerControl power) {
        this.power = power;
    }

    @Override
    public long read(final long offset, final int size) {
        requireWidth(size);
        return 0;
    }

    @Override
    public void write(final long offset, final int size, final long value) {
        requireWidth(size);
        if (offset != 0) {
            return;
        }
        switch ((int) value & 0xffff) {
            case PASS -> power.exit(0);
            case FAIL -> power.exit((int) value >>> 16);
            case RESET -> power.reset();
            default -> {
                // not a verdict
            }
        }
    }

    private static void requireWidth(final int size) {
        if (size != 2 && size != 4) {
            throw BusFault.INSTANCE;
        }
    }

    @Override
    public void exchange(final StateExchange state) {
        // It has no state.
    }
}
