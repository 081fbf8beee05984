// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BootCommandTest {
    private static final String EXIT_7 = """
            _start: li a0, 0x100000
                li a1, 0x73333
                sw a1, 0(a0)
            hang: j hang
            """;

    private static final int ZBOOT_HEADER = 64;

    @TempDir
    private Path folder;

    @Test
    void aKernelIsUnpackedFromWhatDistributionsPackItIn() throws IOException {
        final byte[] elf = TinyElf.of(EXIT_7);
        for (final byte[] kernel : new byte[][] {elf, gzip(elf), zboot(gzip(elf))}) {
            final Path file = Files.write(folder.resolve("vmlinuz"), kernel);
            assertThat(Invocation.of("boot", "--bios", "none", "--kernel", file.toString()))
                    .isEqualTo(new Invocation(7, "", ""));
        }
    }

    private static byte[] gzip(final byte[] bytes) throws IOException {
        final ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }

    /** Linux, drivers/firmware/efi/libstub/zboot-header.S. */
    private static byte[] zboot(final byte[] payload) {
        return ByteBuffer.allocate(ZBOOT_HEADER + payload.length + 100)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("MZ\0\0zimg".getBytes())
                .putInt(ZBOOT_HEADER)
                .putInt(payload.length)
                .put(24, "gzip".getBytes())
                .put(ZBOOT_HEADER, payload)
                .array();
    }
}
