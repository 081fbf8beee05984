// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written is read again; what is not whole is refused in one line that names the file. */
class SnapshotFileTest {
    private static final int HEADER = 12;
    private static final int DIGEST = 32;

    @TempDir
    private Path folder;

    private static Snapshot some() {
        final byte[] page = new byte[4096];
        for (int i = 0; i < page.length; i++) {
            page[i] = (byte) (i * i);
        }
        return new Snapshot(List.of("a board", "a unit \u2713"), new long[] {0, -1, Long.MIN_VALUE, 42}, new byte[][] {
            null, page, null, page.clone(), null
        });
    }

    private byte[] written() throws IOException {
        final Path file = folder.resolve("some.snap");
        SnapshotFile.write(file, some());
        return Files.readAllBytes(file);
    }

    private Path file(final byte[] bytes) throws IOException {
        return Files.write(folder.resolve("given.snap"), bytes);
    }

    private void assertRefused(final Path file, final String problem) {
        assertThatThrownBy(() -> SnapshotFile.read(file))
                .isInstanceOf(SnapshotException.class)
                .hasMessageStartingWith(file + ": ")
                .hasMessageContaining(problem)
                .hasMessageNotContaining("\n");
    }

    @Test
    void whatIsWrittenIsReadAgain() throws IOException {
        final byte[] bytes = written();
        assertThat(bytes.length).as("compressed").isLessThan(4096);
        final Snapshot read = SnapshotFile.read(file(bytes));
        assertThat(read.parts()).isEqualTo(some().parts());
        assertThat(read.words()).isEqualTo(some().words());
        assertThat(Arrays.deepEquals(read.pages(), some().pages())).isTrue();
    }

    @Test
    void cutsAndChangedBytesAreRefused() throws IOException {
        final byte[] bytes = written();
        for (int length = 0; length < bytes.length; length += length < 50 ? 1 : 11) {
            assertRefused(file(Arrays.copyOf(bytes, length)), length < HEADER ? "not a snapshot" : "cut short");
        }
        assertRefused(file(Arrays.copyOf(bytes, bytes.length + 1)), "damaged");
        for (int i = 0; i < bytes.length; i += i < 50 ? 1 : 11) {
            final byte[] changed = bytes.clone();
            changed[i] ^= (byte) (1 << i % 8);
            assertRefused(file(changed), i < 8 ? "not a snapshot" : i < HEADER ? "version" : "damaged");
        }
    }

    @Test
    void contentsThatNobodyWroteAreRefusedWhateverTheirChecksum() throws IOException, GeneralSecurityException {
        final byte[] bytes = written();
        final byte[] contents = new InflaterInputStream(
                        new ByteArrayInputStream(bytes, HEADER, bytes.length - HEADER - DIGEST))
                .readAllBytes();
        assertThat(SnapshotFile.read(file(sealed(bytes, contents))).words()).isEqualTo(some().words());
        final SplittableRandom random = new SplittableRandom(1);
        int refused = 0;
        for (int n = 0; n < 500; n++) {
            final byte[] changed = n < 50 ? Arrays.copyOf(contents, random.nextInt(contents.length)) : contents.clone();
            if (n >= 50) {
                changed[random.nextInt(100)] = (byte) random.nextInt();
            }
            final Path file = file(sealed(bytes, changed));
            try {
                SnapshotFile.read(file);
            } catch (final SnapshotException e) {
                refused++;
                assertThat(e).hasMessageStartingWith(file + ": ").hasMessageNotContaining("\n");
            }
        }
        assertThat(refused).isBetween(100, 480);
    }

    private static byte[] sealed(final byte[] like, final byte[] contents)
            throws IOException, GeneralSecurityException {
        final ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.write(like, 0, HEADER);
        try (DeflaterOutputStream compressed = new DeflaterOutputStream(file)) {
            compressed.write(contents);
        }
        file.write(MessageDigest.getInstance("SHA-256").digest(file.toByteArray()));
        return file.toByteArray();
    }

    @Test
    void filesThatAreNoneAreNamed() {
        assertRefused(folder.resolve("missing.snap"), "no such file");
        assertRefused(folder, "is a directory");
    }

    @Test
    void aFileIsReplacedWholeOrNotAtAll() throws IOException {
        final Path file = file(new byte[] {1, 2, 3});
        SnapshotFile.write(file, some());
        assertThat(SnapshotFile.read(file).words()).isEqualTo(some().words());
        final byte[] before = Files.readAllBytes(file);
        final Snapshot broken = new Snapshot(List.of("x".repeat(70_000)), new long[0], new byte[0][]);
        assertThatThrownBy(() -> SnapshotFile.write(file, broken))
                .isInstanceOf(SnapshotException.class)
                .hasMessageStartingWith(file + ": cannot be written");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
        assertThatThrownBy(() -> SnapshotFile.write(folder, some())).hasMessageContaining("is a directory");
        assertThatThrownBy(() -> SnapshotFile.write(folder.resolve("none/x.snap"), some()))
                .isInstanceOf(SnapshotException.class)
                .hasMessageContaining("no such directory");
    }
}
