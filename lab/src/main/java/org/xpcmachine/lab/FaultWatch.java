// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab;

import org.xpcmachine.machine.hart.Hart;
import org.xpcmachine.machine.hart.Privilege;
import org.xpcmachine.machine.observe.Event;
import org.xpcmachine.machine.trap.Cause;

/**
 * Remembers one hart's exception in a kernel or firmware from which it has not come back: the first, since others may
 * follow from it. One that the handler returns from, such as a probe's, is forgotten.
 */
final class FaultWatch {
    private TrapHistory.Registers fault;

    /** Traps taken since the fault that have not been returned from. */
    private int nested;

    void trapped(final Event.Trap trap, final Hart hart) {
        if (fault != null) {
            nested++;
        } else if (trap.from() != Privilege.U && trap.cause() >= 0 && !isCall(trap.cause())) {
            fault = new TrapHistory.Registers(hart.id, trap.pc(), trap.from(), trap.satp(), hart.x.clone());
            nested = 0;
        }
    }

    void returned() {
        if (fault != null && nested-- == 0) {
            fault = null;
        }
    }

    /** Returns the registers at the fault; null if there is none. */
    TrapHistory.Registers fault() {
        return fault;
    }

    private static boolean isCall(final long cause) {
        return cause >= Cause.ECALL_FROM_U && cause <= Cause.ECALL_FROM_U + 3;
    }
}
