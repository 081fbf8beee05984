// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.isa.fp;

/**
 * The accrued exceptions of {@code fflags} (unprivileged specification, F, "Floating-Point Control and Status
 * Register"). Arithmetic sets flags, never clears them.
 */
public final class FpStatus {
    /** Inexact. */
    public static final int NX = 1;
    /** Underflow. */
    public static final int UF = 2;
    /** Overflow. */
    public static final int OF = 4;
    /** Divide by zero. */
    public static final int DZ = 8;
    /** Invalid operation. */
    public static final int NV = 16;

    /** The five flags, as {@code fflags} lays them out. */
    public int flags;

    /** No flag is raised. */
    public FpStatus() {}

    /** Adds {@code raised} to the flags. */
    void raise(final int raised) {
        flags |= raised;
    }

    boolean inexact() {
        return (flags & NX) != 0;
    }
}
