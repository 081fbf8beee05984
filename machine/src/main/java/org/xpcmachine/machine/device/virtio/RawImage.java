// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device.virtio;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.zip.CRC32C;
import org.xpcmachine.machine.snapshot.SnapshotException;
import org.xpcmachine.machine.snapshot.StateExchange;

/** A file that holds the disk's sectors one after the other. Locked while open: for others' writing, or when writable, at all. */
public final class RawImage implements DiskImage {
    /** Bytes that are read at once. */
    private static final int CHUNK = 1 << 20;

    private final FileChannel file;
    private final long size;
    private final boolean writable;

    /** Of a file that is not written to, once it is asked for. */
    private String checksum;

    /**
     * Opens a file, which must exist.
     *
     * @throws IOException if it cannot be opened, is in use, or is not a whole number of sectors; the message says which
     */
    public RawImage(final Path path, final boolean writable) throws IOException {
        this.writable = writable;
        if (Files.isDirectory(path)) {
            throw new IOException(path + ": is a directory");
        }
        file = FileChannel.open(
                path,
                writable ? Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE) : Set.of(StandardOpenOption.READ));
        try {
            lock(file, path, !writable);
            size = file.size();
            if (size == 0 || size % SECTOR != 0) {
                throw new IOException(
                        path + ": " + size + " bytes are not a disk, which has a whole number of sectors of " + SECTOR);
            }
        } catch (final IOException e) {
            file.close();
            throw e;
        }
    }

    /** Locks a file until it is closed. */
    static void lock(final FileChannel file, final Path path, final boolean shared) throws IOException {
        try {
            if (file.tryLock(0, Long.MAX_VALUE, shared) != null) {
                return;
            }
        } catch (final OverlappingFileLockException e) {
            // Java cannot share a lock between two users of one process: readers go without.
            if (shared) {
                return;
            }
        }
        throw new IOException(path + ": in use by another machine");
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public boolean writable() {
        return writable;
    }

    @Override
    public void read(final long position, final byte[] target, final int to, final int length) throws IOException {
        readFully(file, position, ByteBuffer.wrap(target, to, length));
    }

    @Override
    public void write(final long position, final byte[] source, final int from, final int length) throws IOException {
        writeFully(file, position, ByteBuffer.wrap(source, from, length));
    }

    @Override
    public void flush() throws IOException {
        if (writable) {
            file.force(false);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    static void readFully(final FileChannel file, final long position, final ByteBuffer target) throws IOException {
        long at = position;
        while (target.hasRemaining()) {
            final int bytes = file.read(target, at);
            if (bytes < 0) {
                throw new EOFException("the file has been cut off");
            }
            at += bytes;
        }
    }

    static void writeFully(final FileChannel file, final long position, final ByteBuffer source) throws IOException {
        long at = position;
        while (source.hasRemaining()) {
            at += file.write(source, at);
        }
    }

    /** The file is not part of the machine: it goes with snapshots only if it stays as it is, and its contents are the same. */
    @Override
    public void exchange(final StateExchange state) {
        if (writable) {
            throw new SnapshotException(
                    "there are no snapshots of a machine that writes to its disk's file: give it an overlay");
        }
        state.part("disk of " + size + " bytes with the CRC-32C " + checksum());
    }

    private String checksum() {
        if (checksum == null) {
            final CRC32C crc = new CRC32C();
            final ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
            try {
                for (long at = 0; at < size; at += chunk.limit()) {
                    chunk.clear().limit((int) Math.min(CHUNK, size - at));
                    readFully(file, at, chunk);
                    crc.update(chunk.flip());
                }
            } catch (final IOException e) {
                throw new SnapshotException("the disk cannot be read: " + e.getMessage(), e);
            }
            checksum = "%08x".formatted(crc.getValue());
        }
        return checksum;
    }
}
