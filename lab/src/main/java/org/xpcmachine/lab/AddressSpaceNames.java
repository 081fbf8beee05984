// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab;

import java.util.HashMap;
import java.util.Map;
import org.xpcmachine.machine.board.VirtBoard;

/** Names of address spaces, by {@code satp}: those of the guest kernel's processes where it tells them, else their ASID. */
public final class AddressSpaceNames {
    private static final long ASID = 0xffff;

    private final Map<Long, String> known = new HashMap<>();

    /** Looks into a machine. */
    public AddressSpaceNames(final VirtBoard board) {}

    /** Returns the name of the address space that {@code satp} selects. */
    public String name(final long satp) {
        if (satp >>> 60 == 0) {
            return "bare";
        }
        final String name = known.get(satp);
        return name != null ? name : "space " + (satp >>> 44 & ASID);
    }
}
