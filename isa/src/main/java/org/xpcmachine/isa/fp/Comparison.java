// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.isa.fp;

/** The cases of comparison, minimum and maximum that the host's comparison leaves open, and classification. */
final class Comparison {
    private Comparison() {}

    /** Answers false to a quiet comparison: NV for a signalling NaN. */
    static long quietFalse(final Format f, final long a, final long b, final FpStatus s) {
        if (f.isSignalling(a) || f.isSignalling(b)) {
            s.raise(FpStatus.NV);
        }
        return 0;
    }

    /** Answers false to a signalling comparison: NV for any NaN. */
    static long signallingFalse(final Format f, final long a, final long b, final FpStatus s) {
        if (f.isNan(a) || f.isNan(b)) {
            s.raise(FpStatus.NV);
        }
        return 0;
    }

    /** minimumNumber of two equal values, or of which one is a NaN; -0 is less than +0. */
    static long minUnordered(final Format f, final long a, final long b, final FpStatus s) {
        return f.isNan(a) || f.isNan(b) ? number(f, a, b, s) : a | b;
    }

    /** maximumNumber of two equal values, or of which one is a NaN; +0 is greater than -0. */
    static long maxUnordered(final Format f, final long a, final long b, final FpStatus s) {
        return f.isNan(a) || f.isNan(b) ? number(f, a, b, s) : a & b;
    }

    /** The operand that is no NaN, or the canonical NaN. */
    private static long number(final Format f, final long a, final long b, final FpStatus s) {
        final long nan = f.propagateNan(a, b, s);
        return !f.isNan(a) ? a : !f.isNan(b) ? b : nan;
    }

    /**
     * The bit that {@code fclass} sets (unprivileged specification, F, "Single-Precision Floating-Point Classify
     * Instruction").
     */
    static long classify(final Format f, final long a) {
        if (f.isNan(a)) {
            return f.isSignalling(a) ? 1 << 8 : 1 << 9;
        }
        final int distanceFromZero = f.isZero(a) ? 0 : f.isSubnormal(a) ? 1 : f.isFinite(a) ? 2 : 3;
        return f.negative(a) ? 1 << 3 - distanceFromZero : 1 << 4 + distanceFromZero;
    }
}
