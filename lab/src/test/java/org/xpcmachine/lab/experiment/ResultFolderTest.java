// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xpcmachine.machine.loader.LoadException;

/** Files of results are complete, or as before. */
class ResultFolderTest {
    @TempDir
    private Path folder;

    @Test
    void replacesAFileAndLeavesNothingElse() throws IOException {
        final ResultFolder results = new ResultFolder(folder.resolve("new/results"));
        results.write("a.csv", "old");
        results.write("a.csv", "new");
        assertThat(folder.resolve("new/results")).isDirectoryContaining("glob:**a.csv");
        assertThat(Files.readString(folder.resolve("new/results/a.csv"))).isEqualTo("new");
        try (var files = Files.list(folder.resolve("new/results"))) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void leavesNoTraceOfAFileThatCannotBeWritten() throws IOException {
        Files.createDirectories(folder.resolve("a.csv/in the way"));
        assertThatThrownBy(() -> new ResultFolder(folder).write("a.csv", "text"))
                .isInstanceOf(LoadException.class)
                .hasMessageContaining("a.csv: cannot be written");
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void refusesAFileInPlaceOfAFolder() throws IOException {
        final Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> new ResultFolder(file))
                .isInstanceOf(LoadException.class)
                .hasMessageContaining("in the way");
    }
}
