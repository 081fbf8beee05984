// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.loader;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import org.xpcmachine.machine.memory.PhysicalMemory;

/**
 * Bytes without a header, such as a kernel's {@code Image}, an initrd or a device tree. Whoever loads them decides
 * where they go.
 */
public final class FlatBinary {
    private final String name;
    private final byte[] bytes;

    /**
     * Wraps {@code bytes}, which are not copied.
     *
     * @param name for messages
     */
    public FlatBinary(final String name, final byte[] bytes) {
        this.name = Objects.requireNonNull(name, "name");
        this.bytes = Objects.requireNonNull(bytes, "bytes");
    }

    /**
     * Reads a whole file.
     *
     * @throws LoadException if that fails
     */
    public static FlatBinary read(final Path file) {
        return new FlatBinary(file.toString(), bytesOf(file));
    }

    /** Returns the number of bytes. */
    public int size() {
        return bytes.length;
    }

    /**
     * Copies the bytes into memory.
     *
     * @throws LoadException if they do not lie wholly inside
     */
    public void load(final PhysicalMemory memory, final long address) {
        if (!memory.contains(address, bytes.length)) {
            throw new LoadException("%s: %d bytes at %#x do not fit into RAM [%#x, %#x)"
                    .formatted(name, bytes.length, address, memory.base(), memory.end()));
        }
        memory.copyIn(address, bytes, 0, bytes.length);
    }

    static byte[] bytesOf(final Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (final NoSuchFileException e) {
            throw new LoadException(file + ": no such file", e);
        } catch (final IOException e) {
            throw new LoadException(file + ": cannot be read: " + e.getMessage(), e);
        } catch (final OutOfMemoryError e) {
            throw new LoadException(file + ": too large to be read into memory", e);
        }
    }
}
