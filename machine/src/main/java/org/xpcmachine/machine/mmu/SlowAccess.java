// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.mmu;

/**
 * A load or store of translated code has to be decided by the book. The instruction is executed again by the interpreter.
 * Immutable and stackless, hence one instance.
 */
public final class SlowAccess extends RuntimeException {
    public static final SlowAccess INSTANCE = new SlowAccess();

    private static final long serialVersionUID = 1L;

    private SlowAccess() {
        super("slow access", null, false, false);
    }
}
