// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.junit;

import org.xpcmachine.embed.XpcMachine;

/** What the machine looked like when a test failed; no failure of its own. */
final class MachineState extends RuntimeException {
    private static final long serialVersionUID = 1;

    MachineState(final XpcMachine machine) {
        super("the machine at that time:\n" + String.join("\n", machine.report()), null, false, false);
    }
}
