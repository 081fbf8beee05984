// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.guest.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CpioTest {

    @TempDir
    Path folder;

    @Test
    void entriesAreAlignedAndEndWithTheTrailer() throws IOException {
        final String text = write(new Cpio().file("init", file("abcde")));
        assertThat(text).hasSize(4 * (text.length() / 4)).startsWith("070701").endsWith("TRAILER!!!\0\0\0\0");
        assertThat(text.substring(14, 22)).as("type and permissions").isEqualTo("000081ED");
        assertThat(text.substring(54, 62)).as("size of the data").isEqualTo("00000005");
        assertThat(text.substring(94, 102)).as("size of the name").isEqualTo("00000005");
        assertThat(text.substring(110, 124)).as("name, padding, data").isEqualTo("init\0\0abcde\0\0\0");
    }

    @Test
    void foldersLinksAndDevices() throws IOException {
        assertThat(write(new Cpio().folder("dev")).substring(14, 22)).isEqualTo("000041ED");
        final String link = write(new Cpio().link("sh", "busybox"));
        assertThat(link.substring(14, 22)).isEqualTo("0000A1FF");
        assertThat(link.substring(110, 124)).isEqualTo("sh\0\0\0\0busybox\0");
        final String device = write(new Cpio().device("null", 1, 3));
        assertThat(device.substring(14, 22)).isEqualTo("00002180");
        assertThat(device.substring(78, 94)).as("major, minor").isEqualTo("0000000100000003");
    }

    @Test
    void sameEntriesGiveSameBytes() throws IOException {
        final Path one = file("1");
        assertThat(write(new Cpio().file("one", one).folder("two")))
                .isEqualTo(write(new Cpio().file("one", one).folder("two")));
    }

    private Path file(final String content) throws IOException {
        return Files.writeString(Files.createTempFile(folder, "in", ""), content);
    }

    private String write(final Cpio cpio) throws IOException {
        final Path archive = folder.resolve("archive");
        cpio.write(archive);
        return Files.readString(archive, StandardCharsets.US_ASCII);
    }
}
