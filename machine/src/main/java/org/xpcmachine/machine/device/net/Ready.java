// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device.net;

import java.nio.channels.SelectionKey;

/** What is done when a socket of the host is ready: attached to its key. */
@FunctionalInterface
interface Ready {
    void ready(SelectionKey key);
}
