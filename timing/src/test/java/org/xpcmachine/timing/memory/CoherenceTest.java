// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.xpcmachine.timing.CycleCause;
import org.xpcmachine.timing.config.DataPortConfig;
import org.xpcmachine.timing.config.L2Config;
import org.xpcmachine.timing.config.MemoryConfig;

/** Two harts' first-level caches on one memory. */
final class CoherenceTest {
    private static final int FAR = 1000;
    private static final long A = Rig.PAGES;

    private final MemorySystem memory = new MemorySystem(MemoryConfig.ROCKET, L2Config.ROCKET, 64);
    private final Rig first = new Rig(memory, DataPortConfig.ROCKET);
    private final Rig second = new Rig(memory, DataPortConfig.ROCKET);

    @Test
    void aDirtyLineMovesThroughTheL2ForLessThanMemoryTakes() {
        first.load(A, FAR);
        final long hit = 16;
        first.store(A, FAR);
        final long moved = second.load(A, 2 * FAR);
        assertThat(moved).isGreaterThan(hit).isLessThan(MemoryConfig.ROCKET.latency());
        assertThat(second.account.of(CycleCause.COHERENCE)).isEqualTo(moved - hit);
    }

    @Test
    void readersShareALine() {
        first.load(A, FAR);
        second.load(A, 2 * FAR);
        assertThat(first.load(A, FAR)).isZero();
        assertThat(second.load(A, FAR)).isZero();
    }

    @Test
    void aStoreToASharedLineTakesItFromTheOther() {
        first.load(A, FAR);
        second.load(A, 2 * FAR);
        assertThat(first.store(A, 2 * FAR)).isPositive();
        assertThat(first.store(A, FAR)).isZero();
        assertThat(second.load(A, 3 * FAR)).isPositive();
    }

    @Test
    void anAtomicNeedsTheLineForItself() {
        first.load(A, FAR);
        second.load(A, 2 * FAR);
        assertThat(second.atomic(A, FAR)).isPositive();
        assertThat(first.load(A, 3 * FAR)).isPositive();
    }

    @Test
    void withoutAnL2WhatWasWrittenGoesThroughMemory() {
        final MemorySystem plain = new MemorySystem(MemoryConfig.ROCKET, null, 64);
        final Rig writer = new Rig(plain, DataPortConfig.ROCKET);
        final Rig reader = new Rig(plain, DataPortConfig.ROCKET);
        writer.store(A, FAR);
        assertThat(reader.load(A, 2 * FAR)).isGreaterThan(2L * MemoryConfig.ROCKET.latency());
    }

    @Test
    void theL2AnswersFasterThanMemory() {
        first.load(A, FAR);
        for (int i = 1; i < 16; i++) {
            first.load(A + i * 4096, FAR);
        }
        assertThat(first.load(A, FAR)).isEqualTo(16);
    }
}
