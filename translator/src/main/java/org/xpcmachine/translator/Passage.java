// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.translator;

import org.xpcmachine.machine.execute.Core;
import org.xpcmachine.machine.hart.Hart;
import org.xpcmachine.machine.mmu.Mmu;
import org.xpcmachine.machine.mmu.SlowAccess;
import org.xpcmachine.machine.trap.GuestTrap;

/** One hart's way through regions: what they need of it, and what they leave. */
final class Passage {
    final Core core;
    final Hart hart;
    final Mmu mmu;

    /** Instructions that may still be executed. */
    int left;

    /** The last region was left because its next instruction has to be interpreted. */
    boolean interpretNext;

    /** The trap that stopped the last region, or null. */
    GuestTrap trap;

    Passage(final Core core) {
        this.core = core;
        hart = core.hart;
        mmu = hart.mmu;
    }

    /** The instruction at {@code pc} was stopped with {@code remaining} instructions left, itself counted. */
    long stopped(final RuntimeException why, final long pc, final int remaining) {
        left = remaining;
        switch (why) {
            case SlowAccess slow -> interpretNext = true;
            case GuestTrap raised -> trap = raised;
            default -> throw why;
        }
        return pc;
    }
}
