// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device;

/** A clock that a test moves. */
final class ManualClock implements Clock {
    long now;

    @Override
    public long ticks() {
        return now;
    }
}
