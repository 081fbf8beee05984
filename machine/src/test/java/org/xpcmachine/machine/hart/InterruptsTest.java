// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.hart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InterruptsTest {
    /** The specification's order: external, software, timer; the machine's first. */
    private static final int[] ORDER = {11, 3, 7, 9, 1, 5};

    private static final int[] MODES = {Privilege.U, Privilege.S, Privilege.M};

    private final Hart hart = TestHart.create();

    @Test
    void theFirstInTheSpecifiedOrderIsTakenWhateverElseIsPending() {
        hart.mstatus |= Status.MIE;
        hart.mie = Interrupts.ALL;
        for (int pending = 1; pending < 64; pending++) {
            setPending(pending);
            assertThat(Interrupts.take(hart)).isEqualTo(ORDER[Integer.numberOfTrailingZeros(pending)]);
        }
    }

    @Test
    void allCombinationsAgreeWithTheSpecificationsConditions() {
        for (final int mode : MODES) {
            for (int bits = 0; bits < 64 * 64 * 8 * 4; bits++) {
                hart.privilege = mode;
                setPending(bits & 63);
                hart.mie = set(bits >>> 6 & 63);
                hart.mideleg = set((bits >>> 12 & 7) << 3);
                hart.mstatus = Status.XL_64
                        | ((bits >>> 15 & 1) != 0 ? Status.MIE : 0)
                        | ((bits >>> 16 & 1) != 0 ? Status.SIE : 0);
                assertThat(Interrupts.take(hart)).isEqualTo(expected());
            }
        }
    }

    @Test
    void waitingEndsForAnyEnabledInterruptWhateverTheGlobalEnables() {
        hart.mie = Interrupts.SSIP;
        hart.mideleg = Interrupts.SSIP;
        hart.softwarePending = Interrupts.STIP;
        assertThat(Interrupts.wakes(hart)).isFalse();
        hart.softwarePending = Interrupts.SSIP;
        assertThat(Interrupts.wakes(hart)).isTrue();
        assertThat(Interrupts.take(hart)).isEqualTo(-1);
    }

    private void setPending(final int orderBits) {
        final long pending = set(orderBits);
        hart.linesPending = pending & ~Interrupts.SUPERVISOR | pending & Interrupts.SEIP;
        hart.softwarePending = pending & (Interrupts.SSIP | Interrupts.STIP);
    }

    /** Turns a set of positions in {@link #ORDER} into a set of interrupt numbers. */
    private static long set(final int orderBits) {
        return IntStream.range(0, ORDER.length)
                .filter(i -> (orderBits >>> i & 1) != 0)
                .mapToLong(i -> 1L << ORDER[i])
                .sum();
    }

    private int expected() {
        final long enabled = (hart.linesPending | hart.softwarePending) & hart.mie;
        final boolean toMachine = hart.privilege < Privilege.M || (hart.mstatus & Status.MIE) != 0;
        final boolean toSupervisor =
                hart.privilege < Privilege.S || hart.privilege == Privilege.S && (hart.mstatus & Status.SIE) != 0;
        for (final int interrupt : ORDER) {
            if ((enabled & ~hart.mideleg & 1L << interrupt) != 0 && toMachine) {
                return interrupt;
            }
        }
        for (final int interrupt : ORDER) {
            if ((enabled & hart.mideleg & 1L << interrupt) != 0 && toSupervisor) {
                return interrupt;
            }
        }
        return -1;
    }
}
