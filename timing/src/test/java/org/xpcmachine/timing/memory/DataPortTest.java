// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.xpcmachine.timing.CycleCause;

/** Cycles of accesses without translation, as measured on Rocket. */
final class DataPortTest {
    private static final int FAR = 100;
    private static final int MISS = 54;
    private static final int REPLAY = 5;
    private static final long A = Rig.PAGES;
    private static final long WAY = 64 * 64;

    private final Rig rig = new Rig();

    @Test
    void aMissTakesTheMemorysLatencyAndFourteenCycles() {
        assertThat(rig.load(A, FAR)).isEqualTo(MISS);
        assertThat(rig.load(A + 56, 1)).isZero();
        assertThat(rig.store(A + 64, FAR)).isEqualTo(MISS);
        assertThat(rig.account.of(CycleCause.D_MISS)).isEqualTo(2 * MISS);
    }

    @Test
    void aDirtyVictimIsWrittenBackFirst() {
        for (int way = 0; way < 64; way++) {
            rig.store(A + way * WAY, FAR);
        }
        final long victimDirty = rig.load(A + 64 * WAY, FAR);
        assertThat(victimDirty).isEqualTo(MISS + 18);
    }

    @Test
    void aLoadBehindAStoreToTheSameWordIsReplayed() {
        rig.store(A, FAR);
        rig.store(A, FAR);
        assertThat(rig.load(A, 1)).isEqualTo(REPLAY);
        rig.store(A, FAR);
        assertThat(rig.load(A, 2)).isEqualTo(REPLAY);
        rig.store(A, FAR);
        assertThat(rig.load(A, 3)).isZero();
        assertThat(rig.account.of(CycleCause.STORE)).isEqualTo(2 * REPLAY);
    }

    @Test
    void onlyLowAddressBitsAndBytesAreCompared() {
        rig.load(A + WAY, FAR);
        rig.store(A, FAR);
        rig.store(A, FAR);
        assertThat(rig.load(A + WAY, 1)).isEqualTo(REPLAY);
        rig.port.store(A, 4, rig.now += FAR);
        assertThat(rig.port.load(A + 4, 4, rig.now + 1)).isEqualTo(rig.now + 1);
    }

    @Test
    void aStoreStaysPendingWhileLoadsUseThePort() {
        rig.load(A + 64, FAR);
        rig.store(A, FAR);
        rig.store(A, FAR);
        for (int i = 0; i < 4; i++) {
            assertThat(rig.load(A + 64 + 8 * i, 1)).isZero();
        }
        assertThat(rig.load(A, 1)).isEqualTo(REPLAY);
    }

    @Test
    void theFirstStoreToACleanLineRewritesItsTagAndSendsBackWhatFollows() {
        rig.load(A, FAR);
        rig.load(A + 64, FAR);
        assertThat(rig.store(A, FAR)).isZero();
        assertThat(rig.load(A + 64, 1)).isEqualTo(REPLAY);
        rig.store(A, FAR);
        assertThat(rig.load(A + 64, 1)).isZero();
    }

    @Test
    void everyThirdOfAtomicsToDifferentLinesIsSentBack() {
        for (int i = 0; i < 4; i++) {
            rig.store(A + 64 * i, FAR);
        }
        rig.atomic(A, FAR);
        assertThat(rig.atomic(A + 64, 1)).isZero();
        assertThat(rig.atomic(A + 128, 1)).isZero();
        assertThat(rig.atomic(A + 192, 1)).isEqualTo(REPLAY);
    }

    @Test
    void devicesAreAccessedOneAfterAnother() {
        final long clint = 0x200_4000L;
        assertThat(rig.store(clint, FAR)).isZero();
        assertThat(rig.store(clint, 1)).isEqualTo(REPLAY);
        assertThat(rig.load(clint, FAR)).isEqualTo(6);
        assertThat(rig.load(0x1000_0000L, FAR)).isEqualTo(10);
    }

    @Test
    void anAccessAcrossLinesTakesBoth() {
        assertThat(rig.port.load(A + 60, 8, FAR) - FAR).isEqualTo(2 * MISS + 1);
    }

    @Test
    void idSeesAccessesDoneFourCyclesLater() {
        rig.load(A, FAR);
        assertThat(rig.port.drained(rig.now + 1)).isEqualTo(rig.now + 4);
        assertThat(rig.port.drained(rig.now + FAR)).isEqualTo(rig.now + FAR);
    }

    @Test
    void unitsBesideThePipelineUseTheSameCache() {
        final long answer = rig.port.read(A, FAR);
        assertThat(answer - FAR).isEqualTo(2 + MISS);
        rig.now = answer;
        assertThat(rig.load(A, 1)).isZero();
        assertThat(rig.port.write(A + 8, FAR)).isGreaterThan(FAR);
    }
}
