// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device;

/** The world outside, which wakes a machine that waits for it. */
public final class Bell {
    private boolean rung;

    public Bell() {
        rung = false;
    }

    /** Wakes the machine, or the next who waits. Any thread may. */
    public synchronized void ring() {
        rung = true;
        notifyAll();
    }

    /** Waits until the bell is rung, or has been since the last time, and for {@code nanos} (positive) at most. */
    public synchronized void await(final long nanos) throws InterruptedException {
        if (!rung) {
            wait(nanos / 1_000_000, (int) (nanos % 1_000_000));
        }
        rung = false;
    }
}
