// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device.virtio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xpcmachine.machine.snapshot.SnapshotException;
import org.xpcmachine.machine.snapshot.StateReader;
import org.xpcmachine.machine.snapshot.StateWriter;

class VirtioBlockTest {
    private static final long SEED = Long.getLong("xpc.seed", 20261126L);
    private static final int SECTORS = 40;
    private static final int IN = 0;
    private static final int OUT = 1;
    private static final int FLUSH = 4;
    private static final int GET_ID = 8;

    @TempDir
    private Path folder;

    private Path file;
    private byte[] contents;
    private DiskImage image;
    private Driver driver;

    @BeforeEach
    void makeDisk() throws IOException {
        file = folder.resolve("disk.img");
        contents = new byte[SECTORS * DiskImage.SECTOR];
        new Random(1).nextBytes(contents);
        Files.write(file, contents);
        open(new RawImage(file, true));
    }

    private void open(final DiskImage newImage) {
        image = newImage;
        driver = new Driver(new VirtioBlock(image, "a-disk")).start(0);
    }

    @AfterEach
    void close() throws IOException {
        driver.close();
        image.close();
    }

    private static byte[] header(final int type, final long sector) {
        return Driver.concat(Driver.number(type, 4), Driver.number(0, 4), Driver.number(sector, 8));
    }

    /** Returns the status; 0 is success. */
    private int request(final int type, final long sector, final Driver.Buffer data) {
        final Driver.Buffer status = driver.in(1);
        driver.send(0, driver.out(header(type, sector)), data, status);
        assertThat(driver.used(0)).isEqualTo(data.forDevice() ? data.length() + 1 : 1);
        return driver.bytes(status)[0];
    }

    private static byte[] pattern(final int length) {
        final byte[] bytes = new byte[length];
        new Random(2).nextBytes(bytes);
        return bytes;
    }

    @Test
    void saysHowLargeItIs() {
        assertThat(driver.read(8)).isEqualTo(2);
        assertThat(driver.read(0x100)).isEqualTo(SECTORS);
        assertThat(driver.read(0x104)).isZero();
        assertThat(driver.read(0x114)).isEqualTo(512);
    }

    @Test
    void readsAndWritesTheFile() throws IOException {
        final Driver.Buffer read = driver.in(1024);
        assertThat(request(IN, 7, read)).isZero();
        assertThat(driver.bytes(read)).isEqualTo(Arrays.copyOfRange(contents, 7 * 512, 9 * 512));
        final byte[] news = pattern(1024);
        assertThat(request(OUT, SECTORS - 2, driver.out(news))).isZero();
        assertThat(request(FLUSH, 0, driver.out(new byte[0]))).isZero();
        System.arraycopy(news, 0, contents, contents.length - 1024, 1024);
        assertThat(Files.readAllBytes(file)).isEqualTo(contents);
    }

    @Test
    void theLayoutOfARequestDoesNotMatter() {
        final byte[] header = header(IN, 1);
        final Driver.Buffer most = driver.in(500);
        final Driver.Buffer rest = driver.in(13);
        driver.send(0, driver.out(Arrays.copyOf(header, 5)), driver.out(Arrays.copyOfRange(header, 5, 16)), most, rest);
        assertThat(driver.used(0)).isEqualTo(513);
        assertThat(driver.bytes(most)).isEqualTo(Arrays.copyOfRange(contents, 512, 1012));
        assertThat(Arrays.copyOf(driver.bytes(rest), 12)).isEqualTo(Arrays.copyOfRange(contents, 1012, 1024));
        assertThat(driver.bytes(rest)[12]).isZero();
    }

    @Test
    void whatIsNotOnTheDiskIsAnErrorAndTheFileStaysAsItIs() throws IOException {
        assertThat(request(IN, SECTORS, driver.in(512))).isEqualTo(1);
        assertThat(request(IN, SECTORS - 1, driver.in(1024))).isEqualTo(1);
        assertThat(request(IN, -1, driver.in(512))).isEqualTo(1);
        assertThat(request(IN, 1L << 55, driver.in(512))).isEqualTo(1);
        assertThat(request(IN, 0, driver.in(100))).isEqualTo(1);
        assertThat(request(OUT, SECTORS - 1, driver.out(pattern(1024)))).isEqualTo(1);
        assertThat(request(OUT, Long.MIN_VALUE, driver.out(pattern(512)))).isEqualTo(1);
        assertThat(request(OUT, 0, driver.out(pattern(511)))).isEqualTo(1);
        assertThat(request(99, 0, driver.in(512))).isEqualTo(2);
        assertThat(Files.readAllBytes(file)).isEqualTo(contents);
    }

    @Test
    void aReadOnlyDiskIsNotWrittenTo() throws IOException {
        close();
        open(new RawImage(file, false));
        driver.write(0x14, 0);
        assertThat(driver.read(0x10) & 1 << 5).isNotZero();
        assertThat(request(OUT, 0, driver.out(pattern(512)))).isEqualTo(1);
        assertThat(request(FLUSH, 0, driver.out(new byte[0]))).isZero();
        assertThat(Files.readAllBytes(file)).isEqualTo(contents);
    }

    @Test
    void tellsItsName() {
        final Driver.Buffer name = driver.in(20);
        assertThat(request(GET_ID, 0, name)).isZero();
        assertThat(new String(driver.bytes(name)).trim()).isEqualTo("a-disk");
    }

    @Test
    void aFileThatShrankIsAnIoError() throws IOException {
        Files.write(file, new byte[512]);
        assertThat(request(IN, 0, driver.in(512))).isZero();
        assertThat(request(IN, 1, driver.in(512))).isEqualTo(1);
    }

    @Test
    void aRequestWithoutRoomForItsStatusIsNonsense() {
        driver.send(0, driver.out(header(IN, 0)));
        assertThat(driver.needsReset()).isTrue();
        driver.start(0);
        driver.send(0, driver.out(new byte[15]), driver.in(1));
        assertThat(driver.needsReset()).isTrue();
    }

    @Test
    void filesThatAreNoDisksAreRefused() throws IOException {
        Files.write(folder.resolve("odd.img"), new byte[513]);
        Files.write(folder.resolve("empty.img"), new byte[0]);
        assertThatThrownBy(() -> new RawImage(folder.resolve("odd.img"), true)).hasMessageContaining("513 bytes");
        assertThatThrownBy(() -> new RawImage(folder.resolve("empty.img"), true))
                .hasMessageContaining("0 bytes");
        assertThatThrownBy(() -> new RawImage(folder.resolve("none.img"), true)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> new RawImage(file, true)).hasMessageContaining("in use");
    }

    @Test
    void anyDriverAtAllIsAnsweredAndNothingIsWrittenBesideTheImage() throws IOException {
        int answered = 0;
        for (int round = 0; round < 4; round++) {
            answered += HostileDriver.torment(new VirtioBlock(image, "x"), round, 2_000, random -> {
                final int type = random.nextInt(3) == 0 ? random.nextInt(16) : random.nextInt(2);
                final long sector = random.nextInt(8) == 0 ? random.nextLong() : random.nextInt(SECTORS + 1);
                return random.nextBoolean() ? header(type, sector) : new byte[512 * (1 + random.nextInt(3))];
            });
        }
        assertThat(answered).isGreaterThan(1_000);
        assertThat(Files.size(file)).isEqualTo(contents.length);
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void anOverlayKeepsWhatIsWrittenAndTheFileStaysAsItIs() throws IOException {
        close();
        final Path layer = folder.resolve("layer");
        open(new OverlayImage(new RawImage(file, false), layer));
        final byte[] news = pattern(1024);
        assertThat(request(OUT, 7, driver.out(news))).isZero();
        assertThat(request(OUT, SECTORS - 1, driver.out(pattern(512)))).isZero();
        close();
        assertThat(Files.readAllBytes(file)).isEqualTo(contents);
        open(new OverlayImage(new RawImage(file, false), layer));
        final byte[] expected = contents.clone();
        System.arraycopy(news, 0, expected, 7 * 512, 1024);
        System.arraycopy(news, 0, expected, expected.length - 512, 512);
        final Driver.Buffer all = driver.in(expected.length);
        assertThat(request(IN, 0, all)).isZero();
        assertThat(driver.bytes(all)).isEqualTo(expected);
    }

    @Test
    void anOverlayOfAnotherDiskIsRefused() throws IOException {
        final Path other = Files.write(folder.resolve("other.img"), new byte[512]);
        final Path layer = folder.resolve("layer");
        new OverlayImage(new RawImage(other, false), layer).close();
        close();
        assertThatThrownBy(() -> new OverlayImage(new RawImage(file, false), layer))
                .hasMessageContaining("not an overlay of a disk of " + contents.length + " bytes");
        assertThatThrownBy(() -> new OverlayImage(new RawImage(file, false), other))
                .hasMessageContaining("not an overlay");
        assertThat(Files.readAllBytes(other)).isEqualTo(new byte[512]);
    }

    @Test
    void aThrowawayOverlayGoesBackToASnapshotAndAWritableFileRefuses() throws IOException {
        assertThatThrownBy(() -> driver.mmio.exchange(new StateWriter())).isInstanceOf(SnapshotException.class);
        close();
        open(OverlayImage.throwaway(new RawImage(file, false)));
        final byte[] news = pattern(512);
        assertThat(request(OUT, 9, driver.out(news))).isZero();
        final StateWriter saved = new StateWriter();
        driver.mmio.exchange(saved);
        assertThat(request(OUT, 9, driver.out(new byte[512]))).isZero();
        assertThat(request(OUT, 0, driver.out(new byte[512]))).isZero();
        assertThat(request(OUT, SECTORS - 1, driver.out(new byte[512]))).isZero();
        driver.mmio.exchange(new StateReader(saved.words()));
        driver.start(0);
        System.arraycopy(news, 0, contents, 9 * 512, 512);
        final Driver.Buffer all = driver.in(contents.length);
        assertThat(request(IN, 0, all)).isZero();
        assertThat(driver.bytes(all)).isEqualTo(contents);
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void randomWritesToAnOverlayAreReadBack() throws IOException {
        close();
        final Random random = new Random(SEED);
        try (DiskImage overlay = OverlayImage.throwaway(new RawImage(file, false))) {
            final byte[] expected = contents.clone();
            for (int i = 0; i < 500; i++) {
                final int from = random.nextInt(expected.length);
                final byte[] bytes = new byte[1 + random.nextInt(expected.length - from)];
                random.nextBytes(bytes);
                if (random.nextInt(3) == 0) {
                    overlay.write(from, bytes, 0, Math.min(600, bytes.length));
                    System.arraycopy(bytes, 0, expected, from, Math.min(600, bytes.length));
                }
                overlay.read(from, bytes, 0, bytes.length);
                assertThat(bytes)
                        .as("seed %d", SEED)
                        .isEqualTo(Arrays.copyOfRange(expected, from, from + bytes.length));
            }
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(contents);
    }
}
