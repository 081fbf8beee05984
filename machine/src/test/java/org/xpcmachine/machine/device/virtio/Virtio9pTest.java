// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device.virtio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xpcmachine.machine.device.share.SharedFolder;
import org.xpcmachine.machine.snapshot.SnapshotException;
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
        assertThatThrownBy(() -> driver.mmio.exchange(new StateWriter())).isInstanceOf(SnapshotException.class);
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

    @Test
    void anyDriverAtAllIsAnswered() throws IOException {
        int answered = 0;
        for (int round = 0; round < 2; round++) {
            answered += HostileDriver.torment(new Virtio9p(folder, "x"), round, 2_000, random -> version());
        }
        assertThat(answered).isGreaterThan(500);
        try (var files = Files.list(host)) {
            assertThat(files).isEmpty();
        }
    }
}
