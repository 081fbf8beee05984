// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.isa;

/**
 * Meaning of the M extension. Division by zero gives all ones and the dividend as remainder; signed overflow gives
 * the dividend and remainder 0 (unprivileged specification, "Semantics for division by zero and division overflow").
 */
public final class MulDiv {
    private MulDiv() {}

    public static long mul(final long a, final long b) {
        return a * b;
    }

    public static long mulh(final long a, final long b) {
        return Math.multiplyHigh(a, b);
    }

    public static long mulhsu(final long a, final long b) {
        return Math.multiplyHigh(a, b) + (a & b >> 63);
    }

    public static long mulhu(final long a, final long b) {
        return Math.unsignedMultiplyHigh(a, b);
    }

    public static long div(final long a, final long b) {
        return b == 0 ? -1 : a / b;
    }

    public static long divu(final long a, final long b) {
        return b == 0 ? -1 : Long.divideUnsigned(a, b);
    }

    public static long rem(final long a, final long b) {
        return b == 0 ? a : a % b;
    }

    public static long remu(final long a, final long b) {
        return b == 0 ? a : Long.remainderUnsigned(a, b);
    }

    public static long mulw(final long a, final long b) {
        return (int) a * (int) b;
    }

    public static long divw(final long a, final long b) {
        return (int) b == 0 ? -1 : (int) a / (int) b;
    }

    public static long divuw(final long a, final long b) {
        return (int) b == 0 ? -1 : Integer.divideUnsigned((int) a, (int) b);
    }

    public static long remw(final long a, final long b) {
        return (int) b == 0 ? (int) a : (int) a % (int) b;
    }

    public static long remuw(final long a, final long b) {
        return (int) b == 0 ? (int) a : Integer.remainderUnsigned((int) a, (int) b);
    }
}
