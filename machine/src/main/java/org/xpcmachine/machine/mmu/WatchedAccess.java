// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.mmu;

/**
 * An access that touches a watchpoint.
 *
 * @param address virtual address of the access
 * @param size its bytes, 1 to 8
 * @param kind what the instruction does there
 * @param watchpoint the one that it touches, the first if there are several
 */
public record WatchedAccess(long address, int size, Watchpoint.Kind kind, Watchpoint watchpoint) {
    /** Returns the first byte that is both accessed and watched. */
    public long firstWatched() {
        return address - watchpoint.address() < 0 ? watchpoint.address() : address;
    }
}
