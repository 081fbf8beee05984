// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.memory;

import org.xpcmachine.machine.snapshot.SnapshotException;
import org.xpcmachine.machine.snapshot.StateExchange;
import org.xpcmachine.machine.snapshot.Stateful;

/**
 * Registers that a guest reaches by loads and stores. The {@link Bus} calls it only with a {@code size} of 1, 2, 4 or
 * 8 and an {@code offset} that is a multiple of it and inside the attached range. Called on the machine's thread.
 */
public interface Device extends Stateful {
    /**
     * Reads a register.
     *
     * @return the value; bits above {@code size} bytes are ignored
     * @throws BusFault if the device does not support this width here
     */
    long read(long offset, int size);

    /**
     * Writes a register.
     *
     * @param value bits above {@code size} bytes are zero
     * @throws BusFault if the device does not support this width here
     */
    void write(long offset, int size, long value);

    /** Refuses, for a device that does not say what its state is. One that has none passes nothing. */
    @Override
    default void exchange(final StateExchange state) {
        throw new SnapshotException("there are no snapshots of a machine with this device: "
                + getClass().getSimpleName());
    }
}
