// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.hart;

/** Fields of {@code menvcfg} (privileged specification, 3.1.18); {@code senvcfg} has the first. */
public final class Environment {
    /** Fences order I/O as memory. All fences do here, so the bit is only kept. */
    public static final long FIOM = 1;

    /** The page-table walker updates A and D (Svadu) instead of raising a page fault (Svade). */
    public static final long ADUE = 1L << 61;

    /** {@code stimecmp} exists below M and drives STIP (Sstc). */
    public static final long STCE = 1L << 63;

    private Environment() {}
}
