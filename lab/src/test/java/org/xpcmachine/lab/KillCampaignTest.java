// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Each process of a chain A, B, C is ended at the instruction boundaries of a round trip, in a kernel that lives through
 * it all; the guest checks EveryCallerHearsBack, Confinement, NothingLost, OneOwner and BalancedStacks after each.
 *
 * <p>{@code -Dxpc.campaign.slices=1} takes every boundary; by default every 16th, of which {@code -Dxpc.seed=N} says
 * where to begin.
 */
class KillCampaignTest {
    private static final int SLICES = Integer.getInteger("xpc.campaign.slices", 16);
    private static final long SEED = Long.getLong("xpc.seed", 20261126L);
    private static final int WARM_UP = 3;

    @ParameterizedTest(name = "called: {0}, termination={1}, victim {2}")
    @CsvSource({
        "false, scan, 0",
        "false, scan, 1",
        "false, scan, 2",
        "false, scan, 3",
        "true, scan, 0",
        "true, scan, 1",
        "true, scan, 2",
        "true, scan, 3",
        "true, scan, 4",
        "true, clear, 4",
        "false, clear, 0",
        "false, clear, 1",
        "false, clear, 2",
        "true, clear, 1"
    })
    void whoeverEndsWhereverTheOthersLoseNothing(final boolean called, final String termination, final int victim) {
        assertNothingIsLost(1, called, termination, victim);
    }

    @ParameterizedTest(name = "called: {0}, termination={1}, victim {2}")
    @CsvSource({
        "false, scan, 0",
        "false, scan, 1",
        "true, scan, 2",
        "false, clear, 0",
        "false, clear, 1",
        "true, clear, 2",
    })
    void orOnAnotherHart(final boolean called, final String termination, final int victim) {
        assertNothingIsLost(2, called, termination, victim);
    }

    private static void assertNothingIsLost(
            final int harts, final boolean called, final String termination, final int victim) {
        assumeTrue(GuestImages.ofProcess().exist(), "skipped: the guest's images have not been built");
        final String options = "termination=" + termination;
        final long length = length(harts, called, options);
        final long first = Math.floorMod(SEED + 5L * victim, SLICES);
        final int injections = (int) ((length - first + SLICES - 1) / SLICES);
        try (KillCampaign campaign = new KillCampaign(harts, WARM_UP + injections, called, options)) {
            for (int i = 0; i < WARM_UP; i++) {
                campaign.runToRound();
            }
            for (int i = 0; i < injections; i++) {
                campaign.runToRound();
                campaign.injure(victim, first + (long) i * SLICES);
            }
            final int failures = campaign.runToEnd();
            System.out.printf(
                    "kill campaign: %d of %d boundaries, harts %d, %d on another hart, victim %d, called %b, %s, seed %d: %d failures%n",
                    injections, length, harts, campaign.elsewhere(), victim, called, options, SEED, failures);
            assertThat(failures).as(campaign.console()).isZero();
        }
    }

    /** Instructions of a round trip in which nobody ends, the timer's interrupts included. */
    private static long length(final int harts, final boolean called, final String options) {
        try (KillCampaign campaign = new KillCampaign(harts, WARM_UP, called, options)) {
            for (int i = 0; i < WARM_UP; i++) {
                campaign.runToRound();
            }
            assertThat(campaign.runToEnd()).as(campaign.console()).isZero();
            return campaign.longest();
        }
    }
}
