// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.mmu;

/**
 * A store by translated code has been made, and translations were dropped, perhaps of that very code: it must not be executed
 * further. Immutable and stackless, hence one instance.
 */
public final class CodeChanged extends RuntimeException {
    public static final CodeChanged INSTANCE = new CodeChanged();

    private static final long serialVersionUID = 1L;

    private CodeChanged() {
        super("code changed", null, false, false);
    }
}
