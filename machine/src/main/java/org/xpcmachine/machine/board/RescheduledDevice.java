// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.board;

import org.xpcmachine.machine.memory.Device;
import org.xpcmachine.machine.snapshot.StateExchange;

/** A device that sets timers: after each write the machine looks anew at when the next event is due. */
record RescheduledDevice(Device device, Machine machine) implements Device {
    @Override
    public long read(final long offset, final int size) {
        return device.read(offset, size);
    }

    @Override
    public void write(final long offset, final int size, final long value) {
        device.write(offset, size, value);
        machine.reschedule();
    }

    @Override
    public void exchange(final StateExchange state) {
        device.exchange(state);
    }
}
