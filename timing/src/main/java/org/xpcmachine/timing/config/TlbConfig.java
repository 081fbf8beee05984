// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.config;

/**
 * A first-level translation buffer, fully associative.
 *
 * @param sectors entries for base pages
 * @param pagesPerSector consecutive pages that share such an entry's tag, a power of two
 * @param superpages entries for larger pages
 * @param tagged whether entries carry an ASID; without, a change of address space needs a flush
 */
public record TlbConfig(int sectors, int pagesPerSector, int superpages, boolean tagged) {
    /** 32 base pages in 8 sectors, 4 larger ones, ASIDLEN = 0. */
    public static final TlbConfig ROCKET = new TlbConfig(8, 4, 4, false);

    /** As the paper's generation had: every base page its own entry. Not measured. */
    public static final TlbConfig ROCKET_2018 = new TlbConfig(32, 1, 4, false);

    public TlbConfig {
        if (sectors < 1 || superpages < 1 || Integer.bitCount(pagesPerSector) != 1) {
            throw new IllegalArgumentException(
                    "TLB: %d sectors of %d pages, %d superpages".formatted(sectors, pagesPerSector, superpages));
        }
    }

    public TlbConfig withTagged(final boolean asid) {
        return new TlbConfig(sectors, pagesPerSector, superpages, asid);
    }
}
