// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.demo;

import org.xpcmachine.machine.hart.Privilege;
import org.xpcmachine.machine.observe.Event;
import org.xpcmachine.machine.observe.Observer;

/** Follows a message that goes by endpoint IPC, until its last receiver has read it. */
final class LetterByTrap implements Observer {
    private final Sight sight;
    private final String sender;
    private final String receiver;
    private boolean sent;

    /** Where the receiver gets its next message. */
    private long buffer;

    private boolean arrived;
    private Delivery delivery;

    LetterByTrap(final Sight sight, final String sender, final String receiver) {
        this.sight = sight;
        this.sender = sender;
        this.receiver = receiver;
    }

    /** Returns where the message was when the receiver answered; null if it did not. */
    Delivery delivery() {
        return delivery;
    }

    @Override
    public void on(final Event event) {
        if (delivery != null) {
            return;
        }
        switch (event) {
            case Event.Trap trap -> {
                final SystemCall call = SystemCall.of(trap, sight.hart(trap));
                if (call != null) {
                    trapped(call, trap.satp());
                }
            }
            case Event.TrapReturn back -> {
                final boolean toReceiver = back.to() == Privilege.U
                        && sight.names.name(back.satp()).equals(receiver);
                arrived |= sent && toReceiver && Sight.isMessage(SystemCall.result(sight.hart(back)));
            }
            default -> {
                // not of this way
            }
        }
    }

    private void trapped(final SystemCall call, final long satp) {
        final String process = sight.names.name(satp);
        sent |= process.equals(sender) && call.number() == SystemCall.IPC_CALL && Sight.isMessage(call.length());
        if (process.equals(receiver)) {
            if (arrived && call.number() == SystemCall.IPC_REPLY_RECEIVE) {
                delivery = sight.search("trap", sight.memory.read(satp, buffer, Sight.searched()));
            }
            buffer = call.buffer();
        }
    }
}
