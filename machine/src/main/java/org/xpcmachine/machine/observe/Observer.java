// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.observe;

/** Sees what a machine does, event by event, in guest order. Called on the machine's thread. */
@FunctionalInterface
public interface Observer {
    void on(Event event);
}
