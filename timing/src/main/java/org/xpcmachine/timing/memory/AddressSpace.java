// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.memory;

import org.xpcmachine.machine.hart.Hart;
import org.xpcmachine.machine.hart.Privilege;
import org.xpcmachine.machine.hart.Status;

/** Whether and how a hart's fetches or data accesses are translated: what is read from satp, privilege and mstatus. */
public final class AddressSpace {
    private static final int MODE_SHIFT = 60;
    private static final int MODE_SV39 = 8;
    private static final int SV39_LEVELS = 3;
    private static final int ASID_SHIFT = 44;

    /** Virtual addresses go through the page table. */
    public boolean translated;

    /** Levels of the page table. */
    int levels;

    /** Physical address of the root. */
    long root;

    int asid;

    /** Reads it anew, for fetches. */
    public void updateForFetch(final Hart hart) {
        update(hart.satp, hart.privilege);
    }

    /** Reads it anew, for loads and stores. */
    public void updateForData(final Hart hart) {
        final boolean modified = hart.privilege == Privilege.M && (hart.mstatus & Status.MPRV) != 0;
        update(hart.satp, modified ? (int) (hart.mstatus >>> Status.MPP_SHIFT) & 3 : hart.privilege);
    }

    private void update(final long satp, final int privilege) {
        final int mode = (int) (satp >>> MODE_SHIFT);
        translated = mode >= MODE_SV39 && privilege != Privilege.M;
        levels = mode - MODE_SV39 + SV39_LEVELS;
        root = (satp & PageWalker.FRAME_MASK) << PageWalker.PAGE_SHIFT;
        asid = (int) (satp >>> ASID_SHIFT) & 0xffff;
    }
}
