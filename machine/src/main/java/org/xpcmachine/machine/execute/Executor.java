// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.execute;

import org.xpcmachine.machine.trap.GuestTrap;

/**
 * Executes straight-line work for one core in another way than the interpreter, with the same outcome, state for state: in
 * functional execution, where a step is an instruction.
 */
@FunctionalInterface
public interface Executor {
    /**
     * Executes instructions from {@code hart.pc}, at most {@code limit} (at least 1), and counts them in {@code hart.steps}
     * and {@code hart.retired}. Stops before one that only the core can execute, see {@link Core#interpret}.
     *
     * @return the trap that the instruction at {@code hart.pc} raised, or null
     */
    GuestTrap run(Core core, int limit);
}
