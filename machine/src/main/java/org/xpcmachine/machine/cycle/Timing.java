// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.cycle;

import org.xpcmachine.machine.hart.Hart;
import org.xpcmachine.machine.hart.HartConfig;

/** What turns a functional board into a timed one: makes the cycle models of its harts. Holds no state of a run. */
public interface Timing {
    /** Returns what a hart must be built with so that software does what this hardware needs; {@code hart} is what was asked for. */
    HartConfig fit(HartConfig hart);

    /** Called once for each board that is built; what is returned may be shared by its harts (caches, memory). */
    BoardTiming forBoard(int harts);

    /** The timing of one board. */
    interface BoardTiming {
        CycleModel forHart(Hart hart);
    }
}
