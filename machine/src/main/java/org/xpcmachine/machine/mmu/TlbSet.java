// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.mmu;

import java.util.function.Consumer;
import org.xpcmachine.machine.memory.PhysicalMemory;
import org.xpcmachine.machine.snapshot.StateExchange;

/**
 * The TLBs of the regimes that a hart used last. A domain switch selects another one and flushes nothing: switching is
 * what this machine does all day. Sets of four with round-robin replacement.
 */
final class TlbSet {
    private static final int WAYS = 4;
    private static final int SETS = 16;

    private final Tlb[] tlbs = new Tlb[SETS * WAYS];
    private int victim;

    /** Found last; not to be replaced by the next look-up, since a hart uses two at a time. */
    private Tlb last;

    /** Returns the TLB of a regime, empty if it was not among the last used. */
    Tlb find(final long satp, final int mode) {
        final long space = Regime.translates(satp, mode) ? satp : 0;
        final int set = hash(space, mode) * WAYS;
        for (int i = set; i < set + WAYS; i++) {
            final Tlb tlb = tlbs[i];
            if (tlb != null && tlb.satp == space && tlb.mode == mode) {
                last = tlb;
                return tlb;
            }
        }
        last = assign(set, space, mode);
        return last;
    }

    void forEach(final Consumer<Tlb> action) {
        for (final Tlb tlb : tlbs) {
            if (tlb != null) {
                action.accept(tlb);
            }
        }
    }

    void exchange(final StateExchange state, final PhysicalMemory ram, final CodeCache cache) {
        victim = state.pass(victim, 0, WAYS - 1);
        for (int i = 0; i < tlbs.length; i++) {
            if (!state.pass(tlbs[i] != null)) {
                tlbs[i] = null;
                continue;
            }
            if (tlbs[i] == null) {
                tlbs[i] = new Tlb();
            }
            tlbs[i].exchange(state, ram, cache);
        }
    }

    private Tlb assign(final int set, final long space, final int mode) {
        for (int i = set; i < set + WAYS; i++) {
            if (tlbs[i] == null) {
                tlbs[i] = new Tlb();
                tlbs[i].assign(space, mode);
                return tlbs[i];
            }
        }
        do {
            victim = (victim + 1) % WAYS;
        } while (tlbs[set + victim] == last);
        final Tlb tlb = tlbs[set + victim];
        tlb.assign(space, mode);
        return tlb;
    }

    private static int hash(final long space, final int mode) {
        final long mixed = (space ^ (long) mode << 7) * 0x9e3779b97f4a7c15L;
        return (int) (mixed >>> 60);
    }
}
