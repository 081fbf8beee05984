// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.xpcmachine.machine.board.BoardConfig;
import org.xpcmachine.machine.board.HostConsole;
import org.xpcmachine.timing.RocketTiming;
import org.xpcmachine.timing.TimingConfig;

/** No cycle is lost or counted twice, whichever way they are sorted. */
class CycleProfileTest {
    private static final long SEED = 11;

    @Test
    void everyCycleHasOneCauseOneSpaceAndOneFunction() {
        final GuestImages images = GuestImages.ofProcess();
        assumeTrue(images.exist(), "skipped: the guest's images have not been built");
        final RocketTiming timing = new RocketTiming(TimingConfig.preset(TimingConfig.DEFAULT));
        final RunConfig config = new RunConfig(
                images.boot("init=measure-xpc-engine:1"),
                RunConfig.withXpc(BoardConfig.DEFAULT.withTiming(timing)),
                1_000_000_000L);
        final CycleProfile[] profile = new CycleProfile[1];
        try (GuestRun run = new GuestRun(config, HostConsole.SILENT, board -> {
            profile[0] = CycleProfile.attach(board, timing, images);
            return null;
        })) {
            assertThat(run.run().exitCode()).isZero();
            assertAllAreThere(profile[0], timing);
        }
    }

    private static void assertAllAreThere(final CycleProfile profile, final RocketTiming timing) {
        final long all = timing.account(0).total();
        final long bySpace =
                profile.spaces().values().stream().mapToLong(CycleProfile::sum).sum();
        final long byFunction = profile.functions(Integer.MAX_VALUE).stream()
                .mapToLong(Map.Entry::getValue)
                .sum();
        assertThat(CycleProfile.sum(CycleProfile.causes(timing, 1))).isEqualTo(all);
        assertThat(bySpace).isEqualTo(all);
        assertThat(byFunction).isEqualTo(all);
        assertThat(profile.spaces()).containsKeys("measure-xpc-engine", "measure-xpc-server", "firmware");
    }

    @Test
    void countsByAddressAreSums() {
        final Random random = new Random(SEED);
        final AddressCounts counts = new AddressCounts();
        final Map<Long, Long> expected = new HashMap<>();
        for (int i = 0; i < 10_000; i++) {
            final long address = random.nextInt(3000) * 2L - 64;
            final long count = 1 + random.nextInt(9);
            counts.add(address, count);
            expected.merge(address, count, Long::sum);
        }
        final Map<Long, Long> seen = new HashMap<>();
        counts.forEach(seen::put);
        assertThat(seen).isEqualTo(expected);
    }
}
