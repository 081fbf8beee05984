// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device.virtio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xpcmachine.machine.device.share.SharedFolder;
import org.xpcmachine.machine.snapshot.SnapshotException;
import org.xpcmachine.machine.snapshot.StateReader;
import org.xpcmachine.machine.snapshot.StateWriter;

class Virtio9pTest {
    @TempDir
    private Path host;

    private SharedFolder folder;
    private Driver driver;

    @BeforeEach
    void open() throws IOException {
        folder = new SharedFolder(host, true);
        driver = new Driver(new Virtio9p(folder, "name")).start(0);
    }

    @AfterEach
    void close() throws IOException {
        driver.close();
        folder.close();
    }

    private static byte[] version() {
        final byte[] text = "9P2000.L".getBytes(StandardCharsets.UTF_8);
        return Driver.concat(
                Driver.number(21, 4),
                Driver.number(100, 1),
                Driver.number(0xffff, 2),
                Driver.number(8192, 4),
                Driver.number(text.length, 2),
                text);
    }

    @Test
    void saysItsTagAndAnswers() {
        assertThat(driver.read(8)).isEqualTo(9);
        assertThat(driver.mmio.read(0x100, 2)).isEqualTo(4);
        assertThat(driver.mmio.read(0x102, 4)).isEqualTo(0x656d616e);
        final Driver.Buffer answer = driver.in(100);
        driver.send(0, driver.out(version()), answer);
        assertThat(driver.used(0)).isEqualTo(21);
        assertThat(driver.bytes(answer)).startsWith(21, 0, 0, 0, 101, -1, -1);
    }

    @Test
    void aSnapshotHoldsWhatWasAgreedOnButNoFiles() {
        driver.send(0, driver.out(version()), driver.in(100));
        final StateWriter saved = new StateWriter();
        driver.mmio.exchange(saved);
        try (Driver other = new Driver(new Virtio9p(folder, "name"))) {
            other.mmio.exchange(new StateReader(saved.words()));
            final StateWriter again = new StateWriter();
            other.mmio.exchange(again);
            assertThat(again.words()).isEqualTo(saved.words()).contains(8192);
            assertThat(again.parts()).isEqualTo(saved.parts()).contains("shared folder name");
        }
        final byte[] attach = Driver.concat(
                Driver.number(23, 4), Driver.number(104, 1), Driver.number(1, 2), Driver.number(1, 4), new byte[12]);
        driver.send(0, driver.out(attach), driver.in(100));
        assertThatThrownBy(() -> driver.mmio.exchange(new StateWriter()))
                .isInstanceOf(SnapshotException.class)
                .hasMessageContaining("unmount name first");
    }

    @Test
    void whatIsNoRequestIsNonsense() {
        driver.send(0, driver.out(version()), driver.in(10));
        assertThat(driver.needsReset()).isTrue();
        driver.start(0);
        driver.send(0, driver.out(new byte[6]), driver.in(100));
        assertThat(driver.needsReset()).isTrue();
        assertThatThrownBy(() -> new Virtio9p(folder, "")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Virtio9p(folder, "x".repeat(32))).isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] text(final String text) {
        final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return Driver.concat(Driver.number(bytes.length, 2), bytes);
    }

    /** A request that is nearly right; of all kinds that change something, and of most that do not. */
    private static byte[] request(final Random random) {
        final String[] names = {"..", ".", "", "file", "inner", "out", "up", "a/b", "../secret", "secret", "new", "\0"};
        final byte[] name = text(names[random.nextInt(names.length)]);
        final byte[] fid = Driver.number(random.nextInt(3), 4);
        final byte[] other = Driver.number(random.nextInt(3), 4);
        final byte[] number = Driver.number(random.nextInt(4) == 0 ? random.nextInt() : random.nextInt(512), 4);
        final byte[] large = Driver.number(random.nextInt(4) == 0 ? random.nextLong() : random.nextInt(9000), 8);
        final int type = random.nextInt(4) == 0 ? 104 : REQUESTS[random.nextInt(REQUESTS.length)];
        final byte[] body = switch (type) {
            case 100 -> Driver.concat(Driver.number(8192, 4), text("9P2000.L"));
            case 104 -> Driver.concat(fid, Driver.number(-1, 4), name, name, number);
            case 110 ->
                Driver.concat(
                        fid,
                        other,
                        Driver.number(random.nextInt(3), 2),
                        name,
                        text(names[random.nextInt(names.length)]));
            case 12 -> Driver.concat(fid, number);
            case 14, 72 -> Driver.concat(fid, name, number, number, number);
            case 16 -> Driver.concat(fid, name, text(random.nextBoolean() ? ".." : "../secret"), number);
            case 20 -> Driver.concat(fid, other, name);
            case 26 -> Driver.concat(fid, number, number, new byte[8], large, large, large, large, large);
            case 40, 116 -> Driver.concat(fid, large, number);
            case 74 -> Driver.concat(fid, name, other, text("new"));
            case 76 -> Driver.concat(fid, name, number);
            case 118 -> Driver.concat(fid, Driver.number(random.nextInt(9000), 8), Driver.number(64, 4), new byte[64]);
            default -> fid;
        };
        return Driver.concat(
                Driver.number(7 + body.length, 4), Driver.number(type, 1), Driver.number(random.nextInt(9), 2), body);
    }

    private static final int[] REQUESTS = {
        8, 12, 12, 12, 14, 16, 20, 22, 24, 26, 40, 50, 72, 74, 76, 100, 104, 104, 104, 110, 110, 110, 110, 116, 118,
        118, 118, 120, 122
    };

    private static void furnish(final Path shared) throws IOException {
        for (final String name : List.of("file", "inner", "out", "up")) {
            try (Stream<Path> all = Files.exists(shared.resolve(name), LinkOption.NOFOLLOW_LINKS)
                    ? Files.walk(shared.resolve(name))
                    : Stream.<Path>empty()) {
                for (final Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
        Files.writeString(shared.resolve("file"), "contents");
        Files.createDirectory(shared.resolve("inner"));
        Files.createSymbolicLink(shared.resolve("out"), Path.of("../secret"));
        Files.createSymbolicLink(shared.resolve("up"), Path.of(".."));
    }

    @Test
    void anyDriverAtAllIsAnsweredAndNothingOutsideIsTouched() throws IOException {
        final Path shared = Files.createDirectory(host.resolve("shared"));
        final Path secret = Files.writeString(host.resolve("secret"), "secret");
        int answered = 0;
        int made = 0;
        try (SharedFolder inside = new SharedFolder(shared, true)) {
            for (int round = 0; round < 100; round++) {
                furnish(shared);
                answered += HostileDriver.torment(new Virtio9p(inside, "x"), round, 80, Virtio9pTest::request);
                made += Files.exists(shared.resolve("new"), LinkOption.NOFOLLOW_LINKS) ? 1 : 0;
            }
        }
        assertThat(answered).isGreaterThan(2_000);
        assertThat(made).as("some requests were done").isPositive();
        assertThat(secret).content().isEqualTo("secret");
        try (var files = Files.list(host)) {
            assertThat(files).containsExactlyInAnyOrder(shared, secret);
        }
    }
}
