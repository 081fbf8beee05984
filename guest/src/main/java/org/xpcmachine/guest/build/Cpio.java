// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.guest.build;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Writes the "new ASCII" cpio format, with fixed dates and owners: the same files give the same bytes. */
final class Cpio {

    private static final String MAGIC = "070701";
    private static final String TRAILER = "TRAILER!!!";
    private static final int EXECUTABLE_FILE = 0100755;
    private static final int ALIGNMENT = 4;

    private Cpio() {}

    /** Writes {@code files}, name to content, in the order of the map. */
    static void write(final Map<String, Path> files, final Path archive) throws IOException {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        int inode = 1;
        for (final Map.Entry<String, Path> file : files.entrySet()) {
            entry(out, inode++, EXECUTABLE_FILE, file.getKey(), Files.readAllBytes(file.getValue()));
        }
        entry(out, 0, 0, TRAILER, new byte[0]);
        Files.write(archive, out.toByteArray());
    }

    private static void entry(
            final ByteArrayOutputStream out, final int inode, final int mode, final String name, final byte[] data) {
        final byte[] path = (name + "\0").getBytes(StandardCharsets.US_ASCII);
        final int[] fields = {inode, mode, 0, 0, 1, 0, data.length, 0, 0, 0, 0, path.length, 0};
        out.writeBytes(MAGIC.getBytes(StandardCharsets.US_ASCII));
        for (final int field : fields) {
            out.writeBytes("%08X".formatted(field).getBytes(StandardCharsets.US_ASCII));
        }
        out.writeBytes(path);
        align(out);
        out.writeBytes(data);
        align(out);
    }

    private static void align(final ByteArrayOutputStream out) {
        while (out.size() % ALIGNMENT != 0) {
            out.write(0);
        }
    }
}
