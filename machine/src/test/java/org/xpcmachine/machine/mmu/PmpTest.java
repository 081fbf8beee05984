// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.mmu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PmpTest {
    private static final int ENTRIES = 16;
    private static final int[] ACCESSES = {Pmp.READ, Pmp.WRITE, Pmp.EXECUTE};
    private static final int[] MODES = {0, 1, 3};
    private static final long PAGE = 4096;

    /** Bytes that the random configurations and accesses are about. */
    private static final int SPACE = 5 * 4096;

    @Test
    void withoutEntriesEverythingIsAllowed() {
        final Pmp pmp = new Pmp(0);
        assertThat(pmp.allows(0x1000, 8, Pmp.WRITE, 0)).isTrue();
        assertThat(pmp.uniform(0x1000)).isTrue();
    }

    @Test
    void withEntriesOffOnlyMachineModeIsAllowed() {
        final Pmp pmp = new Pmp(1);
        assertThat(pmp.allows(0x1000, 8, Pmp.READ, 3)).isTrue();
        assertThat(pmp.allows(0x1000, 8, Pmp.READ, 1)).isFalse();
        assertThat(pmp.uniform(0x1000)).isTrue();
    }

    @Test
    void allOnesCoverAllAddresses() {
        final Pmp pmp = new Pmp(1);
        pmp.setAddress(0, -1);
        pmp.setConfig(0, Pmp.NAPOT | Pmp.READ);
        for (final long address : new long[] {0, 0x8000_0000L, (1L << 56) - 8}) {
            assertThat(pmp.allows(address, 8, Pmp.READ, 0)).isTrue();
            assertThat(pmp.allows(address, 8, Pmp.WRITE, 0)).isFalse();
            assertThat(pmp.uniform(address & -PAGE)).isTrue();
        }
    }

    @Test
    void resetUnlocks() {
        final Pmp pmp = new Pmp(2);
        pmp.setAddress(0, 5);
        pmp.setConfig(0, Pmp.LOCKED | Pmp.NA4);
        assertThat(pmp.allows(20, 4, Pmp.READ, 3)).isFalse();
        pmp.reset();
        assertThat(pmp.config(0)).isZero();
        assertThat(pmp.address(0)).isZero();
        assertThat(pmp.allows(20, 4, Pmp.READ, 3)).isTrue();
    }

    @Test
    void agreesWithTheSpecificationByteByByte() {
        final long seed = 20;
        final Random random = new Random(seed);
        for (int run = 0; run < 200; run++) {
            final Pmp pmp = randomPmp(random);
            final int[] first = firstMatches(pmp);
            for (int i = 0; i < 200; i++) {
                final int size = 1 << random.nextInt(4);
                final int address = random.nextBoolean() ? random.nextInt(SPACE - 8) : nearBound(random, pmp);
                final int access = ACCESSES[random.nextInt(3)];
                final int mode = MODES[random.nextInt(3)];
                assertThat(pmp.allows(address, size, access, mode))
                        .as("seed %d run %d: %d at %x, access %d, mode %d", seed, run, size, address, access, mode)
                        .isEqualTo(expected(pmp, first, address, size, access, mode));
            }
            for (int page = 0; page < SPACE; page += (int) PAGE) {
                if (pmp.uniform(page)) {
                    assertSameEntry(first, page);
                }
            }
        }
    }

    /** A TOR entry whose upper bound is not above its lower one matches nothing, though its lower bound lies in the access. */
    @Test
    void anEmptyRangeMatchesNothing() {
        final Pmp pmp = new Pmp(3);
        pmp.setAddress(0, 0x2000 >> 2);
        pmp.setAddress(1, 0x1000 >> 2);
        pmp.setConfig(1, Pmp.TOR);
        pmp.setAddress(2, -1);
        pmp.setConfig(2, Pmp.NAPOT | Pmp.READ);
        assertThat(pmp.allows(0x1ffd, 4, Pmp.READ, 0)).isTrue();
        assertThat(pmp.uniform(0x1000)).isTrue();
    }

    @Test
    void aPageInsideOneEntryIsUniform() {
        final Pmp pmp = new Pmp(2);
        pmp.setAddress(0, 0x3000 >> 2);
        pmp.setConfig(0, Pmp.NA4);
        pmp.setAddress(1, 0x5000 >> 2);
        pmp.setConfig(1, Pmp.TOR);
        assertThat(pmp.uniform(0x3000)).isFalse();
        assertThat(pmp.uniform(0x4000)).isTrue();
        assertThat(pmp.uniform(0x5000)).isTrue();
    }

    private static Pmp randomPmp(final Random random) {
        final Pmp pmp = new Pmp(ENTRIES);
        final int[] modes = {Pmp.OFF, Pmp.TOR, Pmp.NA4, Pmp.NAPOT};
        for (int entry = 0; entry < ENTRIES; entry++) {
            final long word = random.nextInt(SPACE >> 2);
            final long ones = (1L << random.nextInt(12)) - 1;
            pmp.setAddress(entry, random.nextBoolean() ? word : word | ones);
        }
        final int used = random.nextInt(ENTRIES + 1);
        for (int entry = 0; entry < used; entry++) {
            final int locked = random.nextInt(3) == 0 ? Pmp.LOCKED : 0;
            pmp.setConfig(entry, modes[random.nextInt(4)] | random.nextInt(8) | locked);
        }
        return pmp;
    }

    /** Returns an address up to 7 bytes below or above what an address register holds. */
    private static int nearBound(final Random random, final Pmp pmp) {
        final long bound = pmp.address(random.nextInt(ENTRIES)) << 2;
        return Math.clamp(bound + random.nextInt(15) - 7, 0, SPACE - 9);
    }

    /** Number of the entry that decides for each byte, or -1. */
    private static int[] firstMatches(final Pmp pmp) {
        final int[] first = new int[SPACE];
        for (int address = 0; address < SPACE; address++) {
            first[address] = -1;
            for (int entry = 0; entry < ENTRIES && first[address] < 0; entry++) {
                first[address] = matches(pmp, entry, address) ? entry : -1;
            }
        }
        return first;
    }

    private static boolean matches(final Pmp pmp, final int entry, final long address) {
        final long word = address >>> 2;
        final long own = pmp.address(entry);
        return switch (pmp.config(entry) & Pmp.NAPOT) {
            case Pmp.TOR -> word >= (entry == 0 ? 0 : pmp.address(entry - 1)) && word < own;
            case Pmp.NA4 -> word == own;
            case Pmp.NAPOT -> {
                final int ignored = Long.numberOfTrailingZeros(~own) + 1;
                yield word >>> ignored == own >>> ignored;
            }
            default -> false;
        };
    }

    private static boolean expected(
            final Pmp pmp, final int[] first, final int address, final int size, final int access, final int mode) {
        int lowest = -1;
        for (int i = address; i < address + size; i++) {
            if (first[i] >= 0 && (lowest < 0 || first[i] < lowest)) {
                lowest = first[i];
            }
        }
        if (lowest < 0) {
            return mode == 3;
        }
        for (int i = address; i < address + size; i++) {
            if (!matches(pmp, lowest, i)) {
                return false;
            }
        }
        final int config = pmp.config(lowest);
        return mode == 3 && (config & Pmp.LOCKED) == 0 || (config & access) != 0;
    }

    private static void assertSameEntry(final int[] first, final int page) {
        for (int i = page; i < page + PAGE; i++) {
            assertThat(first[i]).isEqualTo(first[page]);
        }
    }
}
