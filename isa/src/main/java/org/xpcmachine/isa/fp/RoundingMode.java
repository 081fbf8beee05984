// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.isa.fp;

/**
 * The rounding modes as {@code frm} encodes them (unprivileged specification, F, "Floating-Point Control and Status
 * Register").
 */
public final class RoundingMode {
    /** To nearest, ties to even. */
    public static final int RNE = 0;
    /** Towards zero. */
    public static final int RTZ = 1;
    /** Down, towards minus infinity. */
    public static final int RDN = 2;
    /** Up, towards plus infinity. */
    public static final int RUP = 3;
    /** To nearest, ties away from zero. */
    public static final int RMM = 4;

    private RoundingMode() {}

    /**
     * Whether the magnitude of a truncated value is to grow by one unit.
     *
     * @param rest the part cut off, in units of 2<sup>-64</sup> of that unit, unsigned; its lowest bit may be sticky
     */
    static boolean roundsAway(final int rm, final boolean negative, final boolean odd, final long rest) {
        return switch (rm) {
            case RNE -> rest < 0 && (odd || rest != Long.MIN_VALUE);
            case RDN -> negative && rest != 0;
            case RUP -> !negative && rest != 0;
            case RMM -> rest < 0;
            default -> false;
        };
    }

    /** Whether a value beyond the largest finite one becomes infinity. */
    static boolean overflowsToInfinity(final int rm, final boolean negative) {
        return switch (rm) {
            case RTZ -> false;
            case RDN -> negative;
            case RUP -> !negative;
            default -> true;
        };
    }
}
