// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.demo;

import org.xpcmachine.machine.hart.Privilege;
import org.xpcmachine.machine.observe.Event;
import org.xpcmachine.machine.observe.Observer;

/**
 * Follows a message that goes by endpoint IPC and shared memory, until its last receiver has read it ({@code letter.h}
 * and {@code channel.h} of the guest): word 0 of a message is the letter's length, word 1 of the receiver's answer tells
 * where it read the letter.
 */
final class LetterByTrap implements Observer {
    /** {@code LETTER_SEND}. */
    private static final long SEND = 1;

    private final Sight sight;
    private final String sender;
    private final String receiver;
    private boolean sent;

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
                arrived |= sent
                        && toReceiver
                        && SystemCall.label(sight.hart(back)) == SEND
                        && Sight.isMessage(SystemCall.word(sight.hart(back), 0));
            }
            default -> {
                // not of this way
            }
        }
    }

    private void trapped(final SystemCall call, final long satp) {
        final String process = sight.names.name(satp);
        sent |= process.equals(sender)
                && call.number() == SystemCall.IPC_CALL
                && call.label() == SEND
                && Sight.isMessage(call.word(0));
        if (arrived && process.equals(receiver) && call.number() == SystemCall.IPC_REPLY_RECEIVE) {
            delivery = sight.search("trap", sight.memory.read(satp, call.word(1), Sight.searched()));
        }
    }
}
