// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device.virtio;

import java.util.List;
import org.xpcmachine.machine.snapshot.StateExchange;

/** What a driver that looks at every slot finds where no device is: device ID 0 (4.2.2). */
public record EmptySlot() implements VirtioDevice {
    @Override
    public int id() {
        return 0;
    }

    @Override
    public long features() {
        return 0;
    }

    @Override
    public int queues() {
        return 0;
    }

    @Override
    public byte[] configuration() {
        return new byte[0];
    }

    @Override
    public void available(final List<Virtqueue> queues, final int index) {}

    @Override
    public void exchange(final StateExchange state) {
        // It has no state.
    }
}
