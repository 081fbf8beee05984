// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.guest.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CpioTest {

    @TempDir
    Path folder;

    @Test
    void entriesAreAlignedAndEndWithTheTrailer() throws IOException {
        final String text = write(Map.of("init", file("abcde")));
        assertThat(text).hasSize(4 * (text.length() / 4)).startsWith("070701").endsWith("TRAILER!!!\0\0\0\0");
        assertThat(text.substring(54, 62)).as("size of the data").isEqualTo("00000005");
        assertThat(text.substring(94, 102)).as("size of the name").isEqualTo("00000005");
        assertThat(text.substring(110, 124)).as("name, padding, data").isEqualTo("init\0\0abcde\0\0\0");
    }

    @Test
    void sameFilesGiveSameBytes() throws IOException {
        final Map<String, Path> files = new LinkedHashMap<>();
        files.put("one", file("1"));
        files.put("two", file("22"));
        assertThat(write(files)).isEqualTo(write(files));
    }

    private Path file(final String content) throws IOException {
        return Files.writeString(Files.createTempFile(folder, "in", ""), content);
    }

    private String write(final Map<String, Path> files) throws IOException {
        final Path archive = folder.resolve("archive");
        Cpio.write(files, archive);
        return Files.readString(archive, StandardCharsets.US_ASCII);
    }
}
