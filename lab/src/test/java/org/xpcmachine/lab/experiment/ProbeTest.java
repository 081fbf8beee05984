// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.xpcmachine.lab.GuestImages;
import org.xpcmachine.timing.TimingConfig;

/** The engine cache is a channel between processes if nothing is done about it, and none if its lines are tagged or dropped. */
class ProbeTest {
    private static final int PROBES = 128;

    @Test
    void theUntaggedCacheTellsWhomTheVictimCalled() {
        final Measurements measured = measure(false, false);
        assertThat(measured.of("probe", "secret", 0, "guess", 0).all())
                .hasSameSizeAs(measured.of("probe", "secret", 0).all())
                .hasSizeGreaterThan(PROBES / 4);
        assertThat(measured.of("probe", "secret", 1, "guess", 1).all())
                .hasSizeGreaterThan(measured.of("probe", "secret", 1).all().size() * 3 / 4);
        assertThat(compared(measured).differ()).as("%s", compared(measured)).isTrue();
    }

    @Test
    void aTaggedCacheTellsNothing() {
        assertNothingIsTold(measure(true, false));
    }

    @Test
    void aCacheThatIsEmptiedAtASwitchTellsNothing() {
        assertNothingIsTold(measure(false, true));
    }

    /** Whatever the victim did, the spy's call misses: neither the guess nor the time depends on the secret. */
    private static void assertNothingIsTold(final Measurements measured) {
        assertThat(measured.of("probe", "guess", 1).all()).hasSize(PROBES);
        assertThat(compared(measured).differ()).as("%s", compared(measured)).isFalse();
    }

    private static TwoSamples compared(final Measurements measured) {
        return TwoSamples.of(times(measured, 0), times(measured, 1));
    }

    private static List<Long> times(final Measurements measured, final int secret) {
        return measured.of("probe", "secret", secret).all().stream()
                .map(Measurement::cycles)
                .toList();
    }

    private static Measurements measure(final boolean tagged, final boolean flushed) {
        final GuestImages images = GuestImages.ofProcess();
        assumeTrue(images.exist(), "skipped: the guest's images have not been built");
        final Laboratory laboratory =
                new Laboratory(images, TimingConfig.preset(TimingConfig.DEFAULT), PROBES, Progress.SILENT);
        final MachineSetup machine = laboratory.machine().withCache(1, true, tagged);
        return laboratory.measure("cache-probe", flushed ? machine.withFlushAtSwitch() : machine);
    }
}
