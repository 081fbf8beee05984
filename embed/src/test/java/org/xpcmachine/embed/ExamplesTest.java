// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.embed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The programs in {@code examples}, as docs/embedding.md shows them, each in a process of its own. */
@Timeout(60)
class ExamplesTest {
    @ParameterizedTest
    @CsvSource({"Inspect.java, in it: from A.", "HundredExperiments.java, the text is another"})
    void anExampleRunsAndPrints(final String file, final String expected) throws IOException, InterruptedException {
        final Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=org.xpcmachine.machine",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Dxpc.guest.dir=" + System.getProperty("xpc.guest.dir"),
                        "-p",
                        System.getProperty("jdk.module.path"),
                        "--add-modules",
                        "org.xpcmachine.embed",
                        Path.of("..", "examples", file).toString())
                .redirectErrorStream(true)
                .start();
        final String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(printed).contains(expected);
        assertThat(process.waitFor()).as(printed).isZero();
    }
}
