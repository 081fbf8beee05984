// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.cycle;

import org.xpcmachine.machine.hart.Hart;

/** What turns a functional board into a timed one: makes the cycle models of its harts. Holds no state of a run. */
public interface Timing {
    /** Called once for each board that is built; what is returned may be shared by its harts (caches, memory). */
    BoardTiming forBoard(int harts);

    /** The timing of one board. */
    interface BoardTiming {
        CycleModel forHart(Hart hart);
    }
}
