// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.board;

import java.util.List;
import java.util.function.BooleanSupplier;
import org.xpcmachine.machine.device.Bell;
import org.xpcmachine.machine.device.ConsoleInput;
import org.xpcmachine.machine.device.TimedDevice;
import org.xpcmachine.machine.execute.Core;

/**
 * What a board gives its machine to drive.
 *
 * @param timed devices whose interrupts depend on time
 * @param input where typed characters go
 * @param betweenSlices called at every boundary of turns
 * @param isOpen whether the world outside may act on a device at any time: then time in which all harts wait passes as the host's does
 * @param bell rung when it has
 */
record MachineParts(
        List<Core> cores,
        List<TimedDevice> timed,
        ConsoleInput input,
        Runnable betweenSlices,
        BooleanSupplier isOpen,
        Bell bell) {
    /** Of a machine that is not open to the world outside, but for its console. */
    MachineParts(
            final List<Core> cores,
            final List<TimedDevice> timed,
            final ConsoleInput input,
            final Runnable betweenSlices) {
        this(cores, timed, input, betweenSlices, () -> false, new Bell());
    }
}
