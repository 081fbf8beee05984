// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.board;

import java.util.List;
import org.xpcmachine.machine.device.ConsoleInput;
import org.xpcmachine.machine.device.TimedDevice;
import org.xpcmachine.machine.execute.Core;

/**
 * What a board gives its machine to drive.
 *
 * @param timed devices whose interrupts depend on time
 * @param input where typed characters go
 * @param betweenSlices called at every boundary of turns
 */
record MachineParts(List<Core> cores, List<TimedDevice> timed, ConsoleInput input, Runnable betweenSlices) {}
