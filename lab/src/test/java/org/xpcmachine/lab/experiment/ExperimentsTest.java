// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xpcmachine.lab.GuestImages;
import org.xpcmachine.timing.TimingConfig;

/** Every experiment, with very few repetitions: it finds something, says so, and names its files so that none is written over. */
class ExperimentsTest {
    private static final Set<String> FILES = new HashSet<>();

    static Stream<Experiment> all() {
        return Experiments.all().stream();
    }

    @ParameterizedTest
    @MethodSource("all")
    void findsSomething(final Experiment experiment) {
        final GuestImages images = GuestImages.ofProcess();
        assumeTrue(images.exist(), "skipped: the guest's images have not been built");
        final Laboratory laboratory =
                new Laboratory(images, TimingConfig.preset(TimingConfig.DEFAULT), 2, Progress.SILENT);
        final Finding finding = experiment.run(laboratory);
        assertThat(finding.answers()).isNotEmpty();
        assertThat(finding.method()).isNotEmpty();
        assertThat(finding.differences()).isNotEmpty();
        assertThat(finding.charts()).isNotEmpty();
        assertThat(finding.tables()).allSatisfy(table -> {
            assertThat(table.rows()).isNotEmpty();
            assertThat(FILES.add(table.name() + ".csv")).as(table.name()).isTrue();
        });
        assertThat(finding.charts())
                .allSatisfy(chart -> assertThat(FILES.add(chart.name() + ".svg"))
                        .as(chart.name())
                        .isTrue());
        assertThat(FindingText.of(experiment, finding)).contains("Answer");
        assertThat(JsonText.of(experiment, finding)).contains("\"experiment\": \"" + experiment.name() + "\"");
    }

    @Test
    void haveNamesOfTheirOwn() {
        final List<String> names = Experiments.names();
        assertThat(names).doesNotHaveDuplicates().doesNotContain("all").allMatch(name -> name.matches("[a-z0-9]+"));
    }
}
