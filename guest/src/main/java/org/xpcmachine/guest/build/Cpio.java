// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.guest.build;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** An archive in the "new ASCII" cpio format, with fixed dates and owners: the same entries give the same bytes. */
final class Cpio {
    private static final String MAGIC = "070701";
    private static final String TRAILER = "TRAILER!!!";
    private static final int ALIGNMENT = 4;

    /** File types and permissions, as in {@code st_mode}. */
    private static final int EXECUTABLE_FILE = 0100755;

    private static final int FOLDER = 0040755;
    private static final int SYMBOLIC_LINK = 0120777;
    private static final int CHARACTER_DEVICE = 0020600;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int inode;

    /** Adds a file that may be executed. */
    Cpio file(final String name, final Path content) throws IOException {
        return entry(++inode, EXECUTABLE_FILE, name, Files.readAllBytes(content), 0, 0);
    }

    /** Adds a folder, which must come before what is in it. */
    Cpio folder(final String name) {
        return entry(++inode, FOLDER, name, new byte[0], 0, 0);
    }

    /** Adds a symbolic link. */
    Cpio link(final String name, final String target) {
        return entry(++inode, SYMBOLIC_LINK, name, target.getBytes(StandardCharsets.US_ASCII), 0, 0);
    }

    /** Adds the node of a device of characters that its owner may read and write. */
    Cpio device(final String name, final int major, final int minor) {
        return entry(++inode, CHARACTER_DEVICE, name, new byte[0], major, minor);
    }

    /** Ends the archive and writes it. */
    void write(final Path archive) throws IOException {
        entry(0, 0, TRAILER, new byte[0], 0, 0);
        Files.write(archive, out.toByteArray());
    }

    private Cpio entry(
            final int number,
            final int mode,
            final String name,
            final byte[] data,
            final int deviceMajor,
            final int deviceMinor) {
        final byte[] path = (name + "\0").getBytes(StandardCharsets.US_ASCII);
        final int[] fields = {number, mode, 0, 0, 1, 0, data.length, 0, 0, deviceMajor, deviceMinor, path.length, 0};
        out.writeBytes(MAGIC.getBytes(StandardCharsets.US_ASCII));
        for (final int field : fields) {
            out.writeBytes("%08X".formatted(field).getBytes(StandardCharsets.US_ASCII));
        }
        out.writeBytes(path);
        align();
        out.writeBytes(data);
        align();
        return this;
    }

    private void align() {
        while (out.size() % ALIGNMENT != 0) {
            out.write(0);
        }
    }
}
