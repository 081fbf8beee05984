// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.board;

import org.xpcmachine.machine.device.ConsoleInput;
import org.xpcmachine.machine.device.virtio.VirtioConsole;

/** What is typed goes to the virtio console, once its driver listens, and else to the serial port. */
final class TypedInput implements ConsoleInput {
    private final ConsoleInput serial;
    private VirtioConsole console;
    private Runnable delivery;

    TypedInput(final ConsoleInput serial) {
        this.serial = serial;
    }

    /** Adds a virtio console; of several the first counts. {@code deliver} makes it give the driver what it received. */
    void add(final VirtioConsole added, final Runnable deliver) {
        if (console == null) {
            console = added;
            delivery = deliver;
        }
    }

    private boolean isVirtio() {
        return console != null && console.listens();
    }

    @Override
    public boolean canReceive() {
        return isVirtio() ? console.canReceive() : serial.canReceive();
    }

    @Override
    public void receive(final int b) {
        if (isVirtio()) {
            console.receive(b);
            delivery.run();
        } else {
            serial.receive(b);
        }
    }
}
