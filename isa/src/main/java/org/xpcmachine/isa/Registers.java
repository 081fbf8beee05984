// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.isa;

/**
 * Names of the integer and floating-point registers in the calling convention (RISC-V psABI, "Register Convention").
 */
public final class Registers {
    private static final String[] X = {
        "zero", "ra", "sp", "gp", "tp", "t0", "t1", "t2", "s0", "s1", "a0", "a1", "a2", "a3", "a4", "a5",
        "a6", "a7", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "t3", "t4", "t5", "t6"
    };
    private static final String[] F = {
        "ft0", "ft1", "ft2", "ft3", "ft4", "ft5", "ft6", "ft7", "fs0", "fs1", "fa0", "fa1", "fa2", "fa3", "fa4", "fa5",
        "fa6", "fa7", "fs2", "fs3", "fs4", "fs5", "fs6", "fs7", "fs8", "fs9", "fs10", "fs11", "ft8", "ft9", "ft10",
        "ft11"
    };

    private Registers() {}

    /** Name of integer register {@code number}, 0 to 31. */
    public static String x(final int number) {
        return X[number];
    }

    /** Name of floating-point register {@code number}, 0 to 31. */
    public static String f(final int number) {
        return F[number];
    }

    /** Number of the integer register named {@code name} ({@code a0}, {@code x10}, {@code fp}), or -1. */
    public static int xNumber(final String name) {
        return name.equals("fp") ? 8 : number(name, X, 'x');
    }

    /** Number of the floating-point register named {@code name} ({@code fa0}, {@code f10}), or -1. */
    public static int fNumber(final String name) {
        return number(name, F, 'f');
    }

    private static int number(final String name, final String[] names, final char letter) {
        for (int i = 0; i < names.length; i++) {
            if (names[i].equals(name) || name.equals(letter + Integer.toString(i))) {
                return i;
            }
        }
        return -1;
    }
}
