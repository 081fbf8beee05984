// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xpcmachine.lab.GuestImages;

/** The benchmark from the command line to a process of this very program and back. */
class BenchCommandTest {
    @TempDir
    private Path folder;

    @Test
    void measuresAndWritesWhatItMeasured() throws IOException {
        assumeTrue(GuestImages.ofProcess().exist(), "skipped: the guest has not been built");
        final Invocation bench = Invocation.of(
                "bench",
                "--only",
                "xcall",
                "--runs",
                "1",
                "--warm-up",
                "0",
                "--no-qemu",
                "--no-timed",
                "-o",
                folder.toString());
        assertThat(bench.code()).as(bench.err()).isZero();
        assertThat(bench.out()).startsWith("Round trips").containsPattern("xcall +[1-9]");
        assertThat(folder.resolve("bench-switches.csv")).content().contains("xcall,");
        assertThat(folder.resolve("bench.json")).content().contains("\"bench-switches\": [");
    }
}
