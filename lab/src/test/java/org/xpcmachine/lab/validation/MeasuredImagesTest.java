// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The images that were run on Rocket do the same on this machine. Skipped where they are not at hand. */
class MeasuredImagesTest {
    private MeasuredImages images;

    @BeforeEach
    void find() {
        final Optional<MeasuredImages> found = MeasuredImages.find();
        assumeThat(found)
                .as("the images measured on Rocket are not in ../shared/rocket: not compared")
                .isPresent();
        images = found.orElseThrow();
    }

    @Test
    void everyProgramComputesTheSameWithTheSameInstructions() {
        final ValidationReport report = validate(ValidationSet.KERNELS, Setup.NO_L2_40);
        assertThat(report.checksumsCorrect()).isTrue();
        assertThat(report.ours().get(Setup.NO_L2_40).programs().values())
                .hasSize(58)
                .allSatisfy(run -> {
                    final ProgramRun theirs = report.reference()
                            .measured(Setup.NO_L2_40)
                            .programs()
                            .get(run.name());
                    assertThat(run.checksum()).isEqualTo(theirs.checksum());
                    assertThat(run.instructions()).as(run.name()).isEqualTo(theirs.instructions());
                });
    }

    /** A remark tells of a wrong checksum or another number of instructions. */
    @ParameterizedTest
    @EnumSource(Setup.class)
    void timingChangesNoResultAndIsTheSameEveryTime(final Setup setup) {
        final List<List<Point>> runs = Stream.generate(() -> new Validation(images, TimedBoards::timed)
                        .run(List.of(setup), EnumSet.of(ValidationSet.KERNELS), name -> true, 2, (done, of) -> {})
                        .points()
                        .get(ValidationSet.KERNELS))
                .limit(2)
                .toList();
        assertThat(runs.getFirst())
                .allSatisfy(point -> assertThat(point.remark()).isEmpty());
        assertThat(runs.getLast()).isEqualTo(runs.getFirst());
    }

    @Test
    void everyBenchmarkAndEveryTrapEnds() {
        for (final Setup setup : Setup.values()) {
            final ValidationReport report = new Validation(images, TimedBoards::functional)
                    .run(
                            List.of(setup),
                            EnumSet.of(ValidationSet.RAW, ValidationSet.TRAPS),
                            name -> true,
                            2,
                            (done, of) -> {});
            assertThat(report.ours().get(setup).series().keySet())
                    .containsAll(report.reference().measured(setup).series().keySet());
        }
    }

    private ValidationReport validate(final ValidationSet set, final Setup setup) {
        return new Validation(images, TimedBoards::functional)
                .run(List.of(setup), EnumSet.of(set), name -> true, 2, (done, of) -> {});
    }
}
