// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.mmu;

/**
 * Execution met one of the {@link DebugPoints}: before the instruction of a breakpoint, or before an instruction that makes an
 * access that is watched. Nothing of the instruction has happened.
 */
public final class DebugStop extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The access that is watched; null at a breakpoint. */
    public final transient WatchedAccess access;

    DebugStop(final WatchedAccess access) {
        super("debug stop", null, false, false);
        this.access = access;
    }
}
