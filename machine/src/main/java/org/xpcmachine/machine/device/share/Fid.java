// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device.share;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.List;

/** What the guest has a number for: a place in the folder, perhaps open. */
final class Fid {
    FolderPath place;

    /** Open as a file. */
    SeekableByteChannel file;

    /** Open for writing. */
    boolean writes;

    /** The file's attributes when it was opened: it may be gone since. */
    PosixFileAttributes opened;

    /** Open as a directory: what was in it when it was read from its start. */
    List<String> entries;

    Fid(final FolderPath place) {
        this.place = place;
    }

    boolean isOpen() {
        return file != null || entries != null;
    }

    /** Closes the file. */
    void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }
}
