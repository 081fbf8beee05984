// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.mmu;

/** Names one set of translations: two accesses of the same regime to the same address have the same outcome. */
final class Regime {
    static final int SUM = 1 << 2;
    static final int MXR = 1 << 3;
    static final int PRIVILEGE = 3;

    private static final int MACHINE_MODE = 3;
    private static final int SUPERVISOR_MODE = 1;

    private Regime() {}

    /** Returns privilege, SUM and MXR as one small number, with what makes no difference cleared. */
    static int mode(final int privilege, final boolean sum, final boolean mxr) {
        if (privilege == MACHINE_MODE) {
            return MACHINE_MODE;
        }
        return privilege | (sum && privilege == SUPERVISOR_MODE ? SUM : 0) | (mxr ? MXR : 0);
    }

    /** Whether {@code mode} accesses through {@code satp}'s page table. */
    static boolean translates(final long satp, final int mode) {
        return satp >>> 60 != 0 && (mode & PRIVILEGE) != MACHINE_MODE;
    }
}
