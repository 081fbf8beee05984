// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.xpcmachine.timing.config.DataCacheConfig;
import org.xpcmachine.timing.config.DataPortConfig;
import org.xpcmachine.timing.config.DeviceConfig;
import org.xpcmachine.timing.config.MemoryConfig;
import org.xpcmachine.timing.config.TlbConfig;
import org.xpcmachine.timing.config.WalkerConfig;

/** Cycles of translated accesses: D-TLB, page walks, sfence.vma. */
final class TranslationTest {
    private static final int FAR = 400;
    private static final int WALK_THREE_LEVELS = 17;
    private static final int WALK_ONE_LEVEL = 11;
    private static final int PAGE = 4096;
    private static final long A = Rig.VIRTUAL;

    private final Rig rig = new Rig();

    /** Page table and data are in the L1D afterwards, and nothing is in the TLB. */
    private void warm(final int pages) {
        rig.translate(1);
        for (int pass = 0; pass < 2; pass++) {
            for (int i = 0; i < pages; i++) {
                rig.load(page(i), FAR);
            }
        }
        rig.port.flushTranslations(-1, -1);
    }

    /** Pages lie in different sectors, and what is loaded in different sets, away from the page tables'. */
    private static long page(final int i) {
        return A + 4L * i * PAGE + 64L * (i % 32 + 16);
    }

    @Test
    void aFullWalkReadsThreeLevels() {
        warm(1);
        assertThat(rig.load(page(0), FAR)).isEqualTo(WALK_THREE_LEVELS);
        assertThat(rig.load(page(0), FAR)).isZero();
    }

    @Test
    void theWalkerKeepsNonLeafEntries() {
        warm(2);
        rig.load(page(0), FAR);
        assertThat(rig.load(page(1), FAR)).isEqualTo(WALK_ONE_LEVEL);
    }

    @Test
    void eightSectorsFit() {
        warm(9);
        for (int i = 0; i < 8; i++) {
            rig.load(page(i), FAR);
        }
        for (int i = 0; i < 8; i++) {
            assertThat(rig.load(page(i), FAR)).isZero();
        }
        rig.load(page(8), FAR);
        assertThat(rig.load(page(0), FAR)).isEqualTo(WALK_ONE_LEVEL);
    }

    @Test
    void pagesOfASectorAreFetchedOneByOne() {
        warm(1);
        final long next = page(0) + PAGE + 64;
        rig.load(next, FAR);
        rig.port.flushTranslations(-1, -1);
        rig.load(page(0), FAR);
        assertThat(rig.load(next, FAR)).isEqualTo(WALK_ONE_LEVEL);
        assertThat(rig.load(page(0), FAR)).isZero();
        assertThat(rig.load(next, FAR)).isZero();
    }

    @Test
    void aFlushByAddressLeavesOtherPagesAndTheWalkersEntries() {
        warm(2);
        rig.load(page(0), FAR);
        rig.load(page(1), FAR);
        rig.port.flushTranslations(page(0), -1);
        assertThat(rig.load(page(1), FAR)).isZero();
        assertThat(rig.load(page(0), FAR)).isEqualTo(WALK_ONE_LEVEL);
    }

    @Test
    void withoutTagsAFlushByAddressSpaceIsAFullOne() {
        warm(1);
        rig.load(page(0), FAR);
        rig.port.flushTranslations(-1, 7);
        assertThat(rig.load(page(0), FAR)).isEqualTo(WALK_THREE_LEVELS);
    }

    @Test
    void tagsKeepAddressSpacesApart() {
        final Rig tagged = new Rig(
                new MemorySystem(MemoryConfig.ROCKET, null, 64),
                DataPortConfig.ROCKET.withTlb(TlbConfig.ROCKET.withTagged(true)));
        tagged.translate(1);
        tagged.load(page(0), FAR);
        tagged.translate(2);
        assertThat(tagged.load(page(0), FAR)).isEqualTo(WALK_ONE_LEVEL);
        tagged.translate(1);
        assertThat(tagged.load(page(0), FAR)).isZero();
        tagged.port.flushTranslations(-1, 2);
        assertThat(tagged.load(page(0), FAR)).isZero();
        tagged.port.flushTranslations(-1, 1);
        assertThat(tagged.load(page(0), FAR)).isEqualTo(WALK_THREE_LEVELS);
    }

    @Test
    void tagsKeepSuperpagesApart() {
        final Rig tagged = new Rig(
                new MemorySystem(MemoryConfig.ROCKET, null, 64),
                DataPortConfig.ROCKET.withTlb(TlbConfig.ROCKET.withTagged(true)));
        tagged.translate(1);
        tagged.load(Rig.PAGES, FAR);
        assertThat(tagged.load(Rig.PAGES, FAR)).isZero();
        tagged.translate(2);
        assertThat(tagged.load(Rig.PAGES, FAR)).isPositive();
        tagged.translate(1);
        assertThat(tagged.load(Rig.PAGES, FAR)).isZero();
    }

    @Test
    void theRelaySegmentNeedsNoTranslation() {
        rig.translate(1);
        rig.hart.privilege = 0;
        rig.hart.updateTranslation();
        rig.port.translationChanged();
        rig.hart.mmu.setWindow(0x5000_0000L, Rig.PAGES, PAGE, 3);
        rig.load(0x5000_0000L, FAR);
        assertThat(rig.load(0x5000_0000L, FAR)).isZero();
    }

    @Test
    void aSecondLevelTlbSavesTheWalk() {
        final WalkerConfig walker = new WalkerConfig(8, 1, 1, 2, 2, 64, 4, 3);
        final DataPortConfig config =
                new DataPortConfig(DataCacheConfig.ROCKET, TlbConfig.ROCKET, walker, DeviceConfig.ROCKET);
        final Rig other = new Rig(new MemorySystem(MemoryConfig.ROCKET, null, 64), config);
        other.translate(1);
        for (int i = 0; i < 9; i++) {
            other.load(page(i), FAR);
        }
        assertThat(other.load(page(0), FAR)).isEqualTo(7);
    }

    /** The walker meets what a guest has put there, in whatever satp names. */
    @Test
    void nonsenseInPageTablesIsSurvived() {
        final long seed = 20240207;
        final Random random = new Random(seed);
        for (int i = 0; i < 2000; i++) {
            rig.ram.writeLong(Rig.ROOT + 8 * random.nextInt(3 * 512), random.nextLong());
            rig.translate(random.nextInt(4));
            if (random.nextInt(4) == 0) {
                rig.hart.satp = 9L << 60 | random.nextLong() & 0x0fff_ffff_ffff_ffffL;
                rig.port.translationChanged();
            }
            final long before = rig.now;
            rig.load(random.nextLong(), FAR);
            assertThat(rig.now).as("seed %d, step %d", seed, i).isGreaterThan(before);
            rig.port.flushTranslations(-1, -1);
        }
    }
}
