// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xpcmachine.lab.validation.MeasuredImages;

class ValidateCommandTest {
    @TempDir
    private Path folder;

    @Test
    void saysWhatIsWrongWithTheFolderOfImages() {
        final Invocation run = Invocation.of("validate", "--images", folder.toString());
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err())
                .startsWith("xpc: " + folder)
                .contains("micro/elf/micro_final.elf")
                .hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource({
        "--config, noL2-41, no such configuration: noL2-41",
        "--only, (, --only: Unclosed group",
        "--threads, 0, --threads: 0 is not between",
        "--set, all, Invalid value for option '--set'",
        "--sort, size, Invalid value for option '--sort'"
    })
    void refusesAWrongOption(final String option, final String value, final String problem) {
        requireImages();
        final Invocation run = Invocation.of("validate", option, value);
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains(problem).hasLineCount(1);
    }

    @Test
    void showsOnlyWhatWasAskedFor() {
        requireImages();
        final Invocation run =
                Invocation.of("validate", "--set", "kernels", "--config", "noL2-100", "--only", "p00_", "--functional");
        assertThat(run.code()).isEqualTo(ExitCode.OK);
        assertThat(run.out())
                .contains("noL2-100  p00_empty empty", "whole programs: 2 regions")
                .doesNotContain("p01_qsort", "unit costs");
    }

    @Test
    void writesPointsAsData() throws IOException {
        requireImages();
        final Path csv = folder.resolve("points.csv");
        final Invocation run = Invocation.of(
                "validate",
                "--set",
                "raw",
                "--only",
                "^alu_dep$",
                "--config",
                "noL2-40",
                "--functional",
                "--json",
                "--csv",
                csv.toString());
        assertThat(run.out()).contains("\"raw\": [", "\"theirs\": 64.000", "\"error\": -236.000");
        assertThat(Files.readAllLines(csv))
                .containsExactly(
                        "set,config,name,kind,theirs,ours,error,percent,least,most,remark",
                        "raw,noL2-40,alu_dep,cold,300,64,-236,-78.667,300,300,",
                        "raw,noL2-40,alu_dep,warm,64,64,0,0,64,64,");
    }

    @Test
    void tracesABenchmarkInstructionByInstruction() {
        requireImages();
        final Invocation run = Invocation.of("validate", "--trace", "lr_d");
        assertThat(run.code()).isEqualTo(ExitCode.OK);
        assertThat(run.out())
                .contains("Repetition 0:", "Repetition 7:", "lr.d t1, (t0)")
                .doesNotContain("Repetition 1:");
        assertThat(run.out().lines().filter(line -> line.contains("rdcycle"))).hasSize(4);
    }

    @Test
    void tracesOnlyWhatWasMeasured() {
        requireImages();
        final Invocation run = Invocation.of("validate", "--trace", "alu_dep", "--config", "L2-40");
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err())
                .contains("--trace: not measured: alu_dep (in L2-40)")
                .hasLineCount(1);
    }

    private static void requireImages() {
        assumeThat(MeasuredImages.find())
                .as("the images measured on Rocket are not in ../shared/rocket: nothing to run")
                .isPresent();
    }
}
