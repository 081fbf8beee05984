// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.csr;

import java.util.function.ToLongFunction;
import org.xpcmachine.machine.hart.Hart;
import org.xpcmachine.machine.hart.Privilege;

/**
 * Counters, their enables and inhibits (privileged specification, 3.1.10 to 3.1.12 and 12.1.5; Zicntr and Zihpm). The
 * performance-monitoring counters 3 to 31 exist and stay zero.
 *
 * <p>A write takes effect after the instruction that makes it, which therefore does not count itself: the next one reads
 * what was written. A running counter is the hart's count plus an offset; an inhibited one is the offset alone.
 */
final class CounterRegisters {
    private static final int CYCLE = 0;
    private static final int TIME = 1;
    private static final int INSTRET = 2;
    private static final long INHIBITABLE = 1 << CYCLE | 1 << INSTRET;
    private static final long ENABLES = 0xffff_ffffL;
    private static final int FIRST_MONITOR = 3;
    private static final int COUNTERS = 32;

    private CounterRegisters() {}

    static void register(final CsrFile file) {
        file.add(Csr.of("mcounteren", h -> h.mcounteren, (h, value) -> h.mcounteren = value & ENABLES));
        file.add(Csr.of("scounteren", h -> h.scounteren, (h, value) -> h.scounteren = value & ENABLES));
        file.add(Csr.of("mcountinhibit", h -> h.mcountinhibit, CounterRegisters::inhibit));
        file.add(Csr.of(
                "mcycle",
                CounterRegisters::cycle,
                (h, value) -> h.mcycleOffset = inhibited(h, CYCLE) ? value : value - (h.steps + 1)));
        file.add(Csr.of(
                "minstret",
                CounterRegisters::instret,
                (h, value) -> h.minstretOffset = inhibited(h, INSTRET) ? value : value - (h.retired + 1)));
        file.add(new UserCounter(CYCLE, "cycle", CounterRegisters::cycle));
        file.add(new UserCounter(TIME, "time", hart -> hart.time.getAsLong()));
        file.add(new UserCounter(INSTRET, "instret", CounterRegisters::instret));
        for (int i = FIRST_MONITOR; i < COUNTERS; i++) {
            file.add(Csr.constant("mhpmcounter" + i, 0));
            file.add(Csr.constant("mhpmevent" + i, 0));
            file.add(new UserCounter(i, "hpmcounter" + i, hart -> 0));
        }
    }

    private static long cycle(final Hart hart) {
        return hart.mcycleOffset + (inhibited(hart, CYCLE) ? 0 : hart.steps);
    }

    private static long instret(final Hart hart) {
        return hart.minstretOffset + (inhibited(hart, INSTRET) ? 0 : hart.retired);
    }

    private static boolean inhibited(final Hart hart, final int counter) {
        return (hart.mcountinhibit >>> counter & 1) != 0;
    }

    private static void inhibit(final Hart hart, final long value) {
        final long changed = (hart.mcountinhibit ^ value) & INHIBITABLE;
        if ((changed & 1 << CYCLE) != 0) {
            final long count = hart.steps + 1;
            hart.mcycleOffset += inhibited(hart, CYCLE) ? -count : count;
        }
        if ((changed & 1 << INSTRET) != 0) {
            final long count = hart.retired + 1;
            hart.minstretOffset += inhibited(hart, INSTRET) ? -count : count;
        }
        hart.mcountinhibit ^= changed;
    }

    /** A counter's read-only shadow: S needs its bit in {@code mcounteren}, U also the one in {@code scounteren}. */
    private static final class UserCounter extends Csr {
        private final int counter;
        private final ToLongFunction<Hart> value;

        UserCounter(final int counter, final String name, final ToLongFunction<Hart> value) {
            super(name);
            this.counter = counter;
            this.value = value;
        }

        @Override
        public boolean accessible(final Hart hart) {
            final long enables = switch (hart.privilege) {
                case Privilege.M -> ENABLES;
                case Privilege.S -> hart.mcounteren;
                default -> hart.mcounteren & hart.scounteren;
            };
            return (enables >>> counter & 1) != 0;
        }

        @Override
        public long read(final Hart hart) {
            return value.applyAsLong(hart);
        }

        @Override
        public void write(final Hart hart, final long ignored) {
            // read-only by its number; a debugger's write has no effect either
        }
    }
}
