// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.loader;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that a user names. Whatever is wrong with one is a {@link LoadException} with one clear line. */
public final class InputFile {
    /** Java arrays end here; a file that is larger cannot be loaded. */
    private static final long LARGEST = Integer.MAX_VALUE - 16L;

    private InputFile() {}

    /** Reads a whole file. */
    public static byte[] read(final Path file) {
        if (!Files.exists(file)) {
            throw new LoadException(file + ": no such file");
        }
        if (Files.isDirectory(file)) {
            throw new LoadException(file + ": is a directory, not an image");
        }
        try {
            if (Files.size(file) > LARGEST) {
                throw new LoadException(file + ": too large to load: " + Files.size(file) + " bytes");
            }
            final byte[] bytes = Files.readAllBytes(file);
            if (bytes.length == 0) {
                throw new LoadException(file + ": is empty");
            }
            return bytes;
        } catch (final OutOfMemoryError e) {
            throw new LoadException(file + ": too large to load: more than Java's memory", e);
        } catch (final AccessDeniedException e) {
            throw new LoadException(file + ": permission denied", e);
        } catch (final IOException e) {
            throw new LoadException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }
}
