// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.hart;

import org.xpcmachine.machine.trap.Cause;

/** Which interrupts are pending on a hart, and which one it takes (privileged specification, 3.1.9 and 12.1.3). */
public final class Interrupts {
    public static final long SSIP = 1L << Cause.SUPERVISOR_SOFTWARE;
    public static final long MSIP = 1L << Cause.MACHINE_SOFTWARE;
    public static final long STIP = 1L << Cause.SUPERVISOR_TIMER;
    public static final long MTIP = 1L << Cause.MACHINE_TIMER;
    public static final long SEIP = 1L << Cause.SUPERVISOR_EXTERNAL;
    public static final long MEIP = 1L << Cause.MACHINE_EXTERNAL;

    /** The supervisor's interrupts, which {@code mideleg} may delegate. */
    public static final long SUPERVISOR = SSIP | STIP | SEIP;

    public static final long ALL = SUPERVISOR | MSIP | MTIP | MEIP;

    private Interrupts() {}

    /** Returns what {@code mip} reads: bits by software, lines by devices, and the comparison of time with stimecmp. */
    public static long pendingBits(final Hart hart) {
        final long pending = hart.softwarePending | hart.linesPending;
        if ((hart.menvcfg & Environment.STCE) == 0) {
            return pending;
        }
        final boolean due = Long.compareUnsigned(hart.time.getAsLong(), hart.stimecmp) >= 0;
        return due ? pending | STIP : pending & ~STIP;
    }

    /** Returns the number of the interrupt that the hart takes now, or -1. */
    public static int take(final Hart hart) {
        if (hart.mie == 0) {
            return -1;
        }
        final long enabled = pendingBits(hart) & hart.mie;
        if (enabled == 0) {
            return -1;
        }
        final long forMachine = enabled & ~hart.mideleg;
        if (forMachine != 0 && machineTakes(hart)) {
            return first(forMachine);
        }
        final long forSupervisor = enabled & hart.mideleg;
        return forSupervisor != 0 && supervisorTakes(hart) ? first(forSupervisor) : -1;
    }

    /** Whether WFI ends: an individually enabled interrupt is pending, whatever the global enables and delegation say. */
    public static boolean wakes(final Hart hart) {
        return hart.mie != 0 && (pendingBits(hart) & hart.mie) != 0;
    }

    private static boolean machineTakes(final Hart hart) {
        return hart.privilege < Privilege.M || (hart.mstatus & Status.MIE) != 0;
    }

    private static boolean supervisorTakes(final Hart hart) {
        return hart.privilege < Privilege.S || hart.privilege == Privilege.S && (hart.mstatus & Status.SIE) != 0;
    }

    /** Order of priority: external, software, timer; the machine's before the supervisor's. */
    private static int first(final long set) {
        final long machine = set & ~SUPERVISOR;
        final long group = machine != 0 ? machine : set;
        final long external = group & (MEIP | SEIP);
        final long software = group & (MSIP | SSIP);
        return Long.numberOfTrailingZeros(external != 0 ? external : software != 0 ? software : group);
    }
}
