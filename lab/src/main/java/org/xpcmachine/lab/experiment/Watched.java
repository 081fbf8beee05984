// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.experiment;

import org.xpcmachine.lab.GuestImages;
import org.xpcmachine.machine.board.VirtBoard;
import org.xpcmachine.timing.RocketTiming;

/** A machine about to run, for those who want to look. */
record Watched(VirtBoard board, RocketTiming timing, GuestImages images) {}
