// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.lockstep;

import java.util.function.LongFunction;

/** The kinds of random programs. */
public enum Stream {
    /** All unprivileged instructions, in M-mode. */
    UNPRIVILEGED(95, seed -> UnprivilegedStream.build(seed, 16_384, 24)),

    /** Accesses of M, S and U under random page tables. */
    TRANSLATION(2, seed -> TranslationStream.build(seed, 20_000)),

    /** CSRs, delegation and interrupts in M, S and U. */
    PRIVILEGED(2, seed -> PrivilegedStream.build(seed, 20_000)),

    /** Physical memory protection. */
    PMP(1, seed -> PmpStream.build(seed, 20_000));

    private final int percent;
    private final LongFunction<Program> generator;

    Stream(final int percent, final LongFunction<Program> generator) {
        this.percent = percent;
        this.generator = generator;
    }

    /** Its share of a run. */
    int percent() {
        return percent;
    }

    /** Makes the program of a seed. */
    public Program program(final long seed) {
        return generator.apply(seed);
    }
}
