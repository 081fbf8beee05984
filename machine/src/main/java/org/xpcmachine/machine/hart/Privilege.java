// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.hart;

/** Privilege modes, in the encoding of {@code mstatus.MPP}. */
public final class Privilege {
    public static final int U = 0;
    public static final int S = 1;
    public static final int M = 3;

    private Privilege() {}

    /** Returns {@code "U"}, {@code "S"} or {@code "M"}. */
    public static String name(final int privilege) {
        return switch (privilege) {
            case U -> "U";
            case S -> "S";
            default -> "M";
        };
    }
}
