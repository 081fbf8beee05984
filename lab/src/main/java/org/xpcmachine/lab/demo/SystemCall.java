// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.demo;

import org.xpcmachine.machine.hart.Hart;
import org.xpcmachine.machine.hart.Privilege;
import org.xpcmachine.machine.observe.Event;
import org.xpcmachine.machine.trap.Cause;

/**
 * The guest kernel's system calls for endpoint IPC ({@code guest/include/abi.h}), as they stand in the registers at
 * the trap.
 */
final class SystemCall {
    static final int IPC_CALL = 14;
    static final int IPC_REPLY_RECEIVE = 16;

    private static final int A0 = 10;
    private static final int A7 = 17;
    private static final int LABEL_SHIFT = 12;
    private static final long LENGTH_MASK = 0x7f;

    private final Hart hart;

    private SystemCall(final Hart hart) {
        this.hart = hart;
    }

    /** Returns the call that the trap is, null if it is none. */
    static SystemCall of(final Event.Trap trap, final Hart hart) {
        return trap.cause() == Cause.ECALL_FROM_U && trap.from() == Privilege.U ? new SystemCall(hart) : null;
    }

    long number() {
        return hart.x[A7];
    }

    /** Label of the message of an IPC_CALL. */
    long label() {
        return label(hart);
    }

    /** Words of the message that are in registers or the message buffer. */
    long words() {
        return hart.x[A0 + 1] & LENGTH_MASK;
    }

    /** A word of the message, 0 or 1. */
    long word(final int index) {
        return word(hart, index);
    }

    /** Label of the message that a hart returns to user mode with. */
    static long label(final Hart hart) {
        return hart.x[A0 + 1] >>> LABEL_SHIFT;
    }

    /** A word of the message that a hart returns to user mode with. */
    static long word(final Hart hart, final int index) {
        return hart.x[A0 + 2 + index];
    }
}
