// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.snapshot;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/**
 * Snapshots on disk. A file is: {@link #MAGIC}; {@link #VERSION}, 4 bytes; the contents in zlib's format; SHA-256 of all that.
 * The contents: how many parts, and the name of each (2 bytes of length, modified UTF-8); how many words, and each (8 bytes); how
 * many pages RAM has; number and bytes of each page that is not zeros; -1. Numbers are big-endian, of 4 bytes unless said.
 *
 * <p>What is wrong with a file is a {@link SnapshotException} of one line that begins with its name.
 */
public final class SnapshotFile {
    /** To be raised whenever a unit passes other fields, or in another order: the words do not say what they are. */
    static final int VERSION = 3;

    private static final byte[] MAGIC = {'x', 'p', 'c', ' ', 's', 'n', 'a', 'p'};
    private static final int HEADER = MAGIC.length + Integer.BYTES;
    private static final int DIGEST = 32;

    private static final int MOST_PARTS = 10_000;
    private static final int MOST_WORDS = 1 << 25;

    /** 64 GiB of RAM. */
    private static final int MOST_PAGES = 1 << 24;

    private static final int PAGE = 4096;
    private static final int BUFFER = 1 << 16;

    private SnapshotFile() {}

    /**
     * Writes a file whole or not at all: to a temporary one beside it, which then takes its place, also that of an older one.
     *
     * @throws SnapshotException if the host cannot; nothing is left behind
     */
    public static void write(final Path file, final Snapshot snapshot) {
        final Path target = file.toAbsolutePath();
        if (snapshot.pages().length > MOST_PAGES) {
            throw new SnapshotException(
                    file + ": cannot be written: there are no snapshot files of more than 64 GiB of RAM");
        }
        try {
            requireWritable(file);
            final Path temporary = Files.createTempFile(target.getParent(), target.getFileName() + ".", ".partial");
            try {
                try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                    write(Channels.newOutputStream(channel), snapshot);
                    channel.force(true);
                }
                Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (final IOException e) {
            throw new SnapshotException(file + ": cannot be written: " + reason(e), e);
        }
    }

    /**
     * Throws now what {@link #write} would throw for a name that cannot be written to.
     *
     * @throws SnapshotException if it is a folder, or is in none
     */
    public static void requireWritable(final Path file) {
        if (Files.isDirectory(file)) {
            throw new SnapshotException(file + ": is a directory");
        }
        final Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new SnapshotException(file + ": no such directory: " + folder);
        }
        if (!Files.isWritable(folder)) {
            throw new SnapshotException(file + ": no permission to write to " + folder);
        }
    }

    private static void write(final OutputStream out, final Snapshot snapshot) throws IOException {
        final MessageDigest digest = sha256();
        final DataOutputStream file =
                new DataOutputStream(new BufferedOutputStream(new DigestOutputStream(out, digest), BUFFER));
        file.write(MAGIC);
        file.writeInt(VERSION);
        final Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        try {
            final DeflaterOutputStream compressed = new DeflaterOutputStream(file, deflater, BUFFER);
            final DataOutputStream contents = new DataOutputStream(new BufferedOutputStream(compressed, BUFFER));
            writeContents(contents, snapshot);
            contents.flush();
            compressed.finish();
        } finally {
            deflater.end();
        }
        file.flush();
        out.write(digest.digest());
    }

    private static void writeContents(final DataOutputStream out, final Snapshot snapshot) throws IOException {
        out.writeInt(snapshot.parts().size());
        for (final String part : snapshot.parts()) {
            out.writeUTF(part);
        }
        out.writeInt(snapshot.words().length);
        for (final long word : snapshot.words()) {
            out.writeLong(word);
        }
        final byte[][] pages = snapshot.pages();
        out.writeInt(pages.length);
        for (int i = 0; i < pages.length; i++) {
            if (pages[i] != null) {
                out.writeInt(i);
                out.write(pages[i]);
            }
        }
        out.writeInt(-1);
    }

    /**
     * Reads a file.
     *
     * @throws SnapshotException if it is not there, not a snapshot, of another version, damaged, or too large for Java's memory
     */
    public static Snapshot read(final Path file) {
        if (Files.isDirectory(file)) {
            throw new SnapshotException(file + ": is a directory, not a snapshot");
        }
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER)) {
            final long size = Files.size(file);
            final byte[] header = in.readNBytes(HEADER);
            if (header.length < HEADER || !Arrays.equals(header, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
                throw new SnapshotException(file + ": not a snapshot of this program");
            }
            final int version = ByteBuffer.wrap(header).getInt(MAGIC.length);
            if (version != VERSION) {
                throw new SnapshotException(
                        file + ": a snapshot of version %d; this program has version %d".formatted(version, VERSION));
            }
            if (!isWhole(file, size)) {
                throw new SnapshotException(file + ": damaged or cut short: its checksum is wrong");
            }
            return readContents(new DataInputStream(new InflaterInputStream(in)));
        } catch (final EOFException | ZipException | IndexOutOfBoundsException e) {
            throw new SnapshotException(file + ": its contents are not those of a snapshot", e);
        } catch (final IOException e) {
            throw new SnapshotException(file + ": " + reason(e), e);
        } catch (final OutOfMemoryError e) {
            throw new SnapshotException(file + ": too large to load: more than Java's memory (-Xmx)", e);
        }
    }

    private static boolean isWhole(final Path file, final long size) throws IOException {
        if (size < HEADER + DIGEST) {
            return false;
        }
        final MessageDigest digest = sha256();
        try (InputStream in = Files.newInputStream(file)) {
            final byte[] buffer = new byte[BUFFER];
            long left = size - DIGEST;
            while (left > 0) {
                final int count = in.read(buffer, 0, (int) Math.min(left, buffer.length));
                if (count < 0) {
                    return false;
                }
                digest.update(buffer, 0, count);
                left -= count;
            }
            return MessageDigest.isEqual(digest.digest(), in.readNBytes(DIGEST));
        }
    }

    private static Snapshot readContents(final DataInputStream in) throws IOException {
        final int partCount = count(in, MOST_PARTS);
        final List<String> parts = new ArrayList<>();
        for (int i = 0; i < partCount; i++) {
            parts.add(in.readUTF());
        }
        final long[] words = new long[count(in, MOST_WORDS)];
        for (int i = 0; i < words.length; i++) {
            words[i] = in.readLong();
        }
        final byte[][] pages = new byte[count(in, MOST_PAGES)][];
        for (int i = in.readInt(); i != -1; i = in.readInt()) {
            pages[i] = new byte[PAGE];
            in.readFully(pages[i]);
        }
        return new Snapshot(List.copyOf(parts), words, pages);
    }

    private static int count(final DataInputStream in, final int most) throws IOException {
        final int count = in.readInt();
        if (count < 0 || count > most) {
            throw new IndexOutOfBoundsException(count);
        }
        return count;
    }

    private static String reason(final IOException e) {
        return switch (e) {
            case NoSuchFileException none -> "no such file";
            case AccessDeniedException denied -> "permission denied";
            default -> String.valueOf(e.getMessage());
        };
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
