// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.hart;

/**
 * What a hart is built with.
 *
 * @param hardwareDirty reset value of {@code menvcfg.ADUE}: true, the walker sets A and D itself (Svadu); false, it raises
 *     a page fault (Svade). Software may change it.
 * @param pmpEntries implemented PMP entries, 0 to 16
 * @param asidBits implemented bits of {@code satp.ASID}, 0 to 16
 * @param callsRetire whether {@code minstret} counts ECALL and EBREAK, as Rocket's does, which the specification does not want
 *     (3.3.1)
 */
public record HartConfig(boolean hardwareDirty, int pmpEntries, int asidBits, boolean callsRetire) {
    public static final HartConfig DEFAULT = new HartConfig(true, 16, 16, false);

    public HartConfig {
        if (pmpEntries < 0 || pmpEntries > 16) {
            throw new IllegalArgumentException("PMP entries: " + pmpEntries + " is not between 0 and 16");
        }
        if (asidBits < 0 || asidBits > 16) {
            throw new IllegalArgumentException("ASID bits: " + asidBits + " is not between 0 and 16");
        }
    }

    public HartConfig withPmpEntries(final int count) {
        return new HartConfig(hardwareDirty, count, asidBits, callsRetire);
    }

    public HartConfig withAsidBits(final int count) {
        return new HartConfig(hardwareDirty, pmpEntries, count, callsRetire);
    }
}
