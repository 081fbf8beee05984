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

    /** Word of an IPC_CALL. */
    long word() {
        return hart.x[A0 + 1];
    }

    /** Length of the message of an IPC_CALL. */
    long length() {
        return hart.x[A0 + 3];
    }

    /** Where an IPC_RECEIVE or IPC_REPLY_RECEIVE wants the next message. */
    long buffer() {
        return hart.x[A0 + 4];
    }

    /** Result of a call from which a hart returns now. */
    static long result(final Hart hart) {
        return hart.x[A0];
    }
}
