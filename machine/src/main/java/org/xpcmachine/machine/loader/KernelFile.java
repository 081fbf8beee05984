// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.loader;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/**
 * A kernel's file as distributions have it: an ELF file, an {@code Image}, either compressed with gzip, or an EFI program that
 * unpacks itself (zboot: Linux, drivers/firmware/efi/libstub/zboot-header.S), of which the kernel inside is taken.
 */
public final class KernelFile {
    /** A kernel that is larger when unpacked is taken for an attack. */
    private static final int LARGEST = 1 << 30;

    private static final int ZBOOT_LENGTH = 0x40;
    private static final int ZBOOT_MAGIC_OFFSET = 4;
    private static final int ZBOOT_PAYLOAD_OFFSET = 8;
    private static final int ZBOOT_METHOD_OFFSET = 24;
    private static final int ZBOOT_METHOD_LENGTH = 32;

    /** "MZ", as every EFI program. */
    private static final short EFI_MAGIC = 0x5a4d;

    /** "zimg". */
    private static final int ZBOOT_MAGIC = 0x676d_697a;

    private KernelFile() {}

    /**
     * Reads a kernel, and unpacks it.
     *
     * @param flat whether what is neither an ELF file nor an {@code Image} is taken as it is
     * @throws LoadException if it cannot be read or unpacked, or is no kernel
     */
    public static byte[] read(final Path file, final boolean flat) {
        final byte[] bytes = unpack(file.toString(), InputFile.read(file));
        if (!flat && !ElfImage.isElf(bytes) && KernelHeader.of(bytes).isEmpty()) {
            throw new LoadException(
                    file + ": not an ELF file, and no kernel Image (xpc run --flat takes it as a flat binary)");
        }
        return bytes;
    }

    private static byte[] unpack(final String name, final byte[] bytes) {
        if (isGzip(bytes)) {
            return gunzip(name, bytes, 0, bytes.length);
        }
        return isZboot(bytes) ? payload(name, bytes) : bytes;
    }

    private static boolean isGzip(final byte[] bytes) {
        return bytes.length > 2 && bytes[0] == 0x1f && bytes[1] == (byte) 0x8b;
    }

    private static boolean isZboot(final byte[] bytes) {
        if (bytes.length < ZBOOT_LENGTH) {
            return false;
        }
        final ByteBuffer header = header(bytes);
        return header.getShort(0) == EFI_MAGIC && header.getInt(ZBOOT_MAGIC_OFFSET) == ZBOOT_MAGIC;
    }

    private static byte[] payload(final String name, final byte[] bytes) {
        final ByteBuffer header = header(bytes);
        final int offset = header.getInt(ZBOOT_PAYLOAD_OFFSET);
        final int size = header.getInt(ZBOOT_PAYLOAD_OFFSET + Integer.BYTES);
        if (offset < 0 || size < 0 || size > bytes.length - offset) {
            throw new LoadException(name + ": its header is damaged: the kernel inside is said to lie outside");
        }
        final String method = new String(bytes, ZBOOT_METHOD_OFFSET, ZBOOT_METHOD_LENGTH, StandardCharsets.ISO_8859_1)
                .split("\0", 2)[0];
        if (!method.equals("gzip")) {
            throw new LoadException(name + ": the kernel inside is compressed with \""
                    + method.replaceAll("[^\\w.-]", "?") + "\"; only gzip can be unpacked here");
        }
        return gunzip(name, bytes, offset, size);
    }

    private static ByteBuffer header(final byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] gunzip(final String name, final byte[] bytes, final int offset, final int size) {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes, offset, size))) {
            final byte[] unpacked = in.readNBytes(LARGEST);
            if (in.read() >= 0) {
                throw new LoadException(name + ": larger than 1 GiB when unpacked");
            }
            return unpacked;
        } catch (final OutOfMemoryError e) {
            throw new LoadException(name + ": too large to unpack: more than Java's memory", e);
        } catch (final IOException e) {
            throw new LoadException(name + ": cannot be unpacked: " + e.getMessage(), e);
        }
    }
}
