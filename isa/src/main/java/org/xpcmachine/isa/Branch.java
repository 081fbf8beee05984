// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.isa;

/** Conditions of the branches of RV64I: whether the branch is taken. */
public final class Branch {
    private Branch() {}

    public static boolean eq(final long a, final long b) {
        return a == b;
    }

    public static boolean ne(final long a, final long b) {
        return a != b;
    }

    public static boolean lt(final long a, final long b) {
        return a < b;
    }

    public static boolean ge(final long a, final long b) {
        return a >= b;
    }

    public static boolean ltu(final long a, final long b) {
        return Long.compareUnsigned(a, b) < 0;
    }

    public static boolean geu(final long a, final long b) {
        return Long.compareUnsigned(a, b) >= 0;
    }
}
