// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device.virtio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import org.xpcmachine.machine.snapshot.SnapshotException;
import org.xpcmachine.machine.snapshot.StateExchange;

/**
 * Keeps what is written to a disk apart from the disk, block by block, in a sparse file of its own. Owns the disk below.
 *
 * <pre>
 * 0      "XPCOVER1", size of the disk below in bytes (8 bytes, little-endian)
 * 4096   one bit for each block of 4096 bytes: whether it is here; then, at the next multiple of 4096, the blocks in place
 * </pre>
 *
 * <p>The death of this process at any moment leaves it whole; when the host loses power, blocks written since the last flush may be lost.
 */
public final class OverlayImage implements DiskImage {
    private static final int BLOCK = 4096;
    private static final int HEADER = 4096;
    private static final long MAGIC = 0x315245564f435058L;

    private final DiskImage base;
    private final FileChannel file;
    private final long data;
    private final BitSet present;

    /**
     * Opens an overlay, or makes it if the file does not exist or is empty.
     *
     * @param base the disk below, which is closed with this one, or if this one cannot be opened
     * @throws IOException if the file is in use, or no overlay of a disk of this size; the message says which
     */
    public OverlayImage(final DiskImage base, final Path path) throws IOException {
        this(base, path, openFile(base, path));
    }

    /**
     * Makes an overlay that nobody sees again.
     *
     * @param base the disk below, as above
     */
    public static OverlayImage throwaway(final DiskImage base) throws IOException {
        try {
            final Path path = Files.createTempFile("xpc-overlay", null);
            final FileChannel file = FileChannel.open(
                    path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
            // Where the host allows it the name goes at once, so that no end of the process leaves the file.
            Files.deleteIfExists(path);
            return new OverlayImage(base, path, file);
        } catch (final IOException e) {
            base.close();
            throw e;
        }
    }

    private OverlayImage(final DiskImage base, final Path path, final FileChannel file) throws IOException {
        this.base = base;
        this.file = file;
        final long blocks = (base.size() + BLOCK - 1) / BLOCK;
        final long mapBytes = (blocks + 7) / 8;
        data = HEADER + (mapBytes + BLOCK - 1) / BLOCK * BLOCK;
        try {
            if (blocks > Integer.MAX_VALUE) {
                throw new IOException(path + ": a disk of " + base.size() + " bytes is too large for an overlay");
            }
            RawImage.lock(file, path, false);
            present = open(path, (int) mapBytes);
        } catch (final IOException e) {
            file.close();
            base.close();
            throw e;
        }
    }

    private static FileChannel openFile(final DiskImage base, final Path path) throws IOException {
        try {
            return FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
        } catch (final IOException e) {
            base.close();
            throw e;
        }
    }

    private BitSet open(final Path path, final int mapBytes) throws IOException {
        final ByteBuffer header = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        if (file.size() == 0) {
            RawImage.writeFully(file, data - 1, ByteBuffer.allocate(1));
            header.putLong(MAGIC).putLong(base.size()).flip();
            RawImage.writeFully(file, 0, header);
            return new BitSet();
        }
        final boolean longEnough = file.size() >= data;
        if (longEnough) {
            RawImage.readFully(file, 0, header);
        }
        if (!longEnough || header.getLong(0) != MAGIC || header.getLong(8) != base.size()) {
            throw new IOException(path + ": not an overlay of a disk of " + base.size() + " bytes");
        }
        final ByteBuffer map = ByteBuffer.allocate(mapBytes);
        RawImage.readFully(file, HEADER, map);
        return BitSet.valueOf(map.flip());
    }

    @Override
    public long size() {
        return base.size();
    }

    @Override
    public boolean writable() {
        return true;
    }

    @Override
    public void read(final long position, final byte[] target, final int to, final int length) throws IOException {
        for (int done = 0; done < length; ) {
            final long at = position + done;
            final int bytes = (int) Math.min(length - done, BLOCK - at % BLOCK);
            readPiece(at, target, to + done, bytes);
            done += bytes;
        }
    }

    /** Reads bytes of one block. */
    private void readPiece(final long at, final byte[] target, final int to, final int length) throws IOException {
        if (present.get((int) (at / BLOCK))) {
            RawImage.readFully(file, data + at, ByteBuffer.wrap(target, to, length));
        } else {
            base.read(at, target, to, length);
        }
    }

    @Override
    public void write(final long position, final byte[] source, final int from, final int length) throws IOException {
        for (int done = 0; done < length; ) {
            final long at = position + done;
            final int bytes = (int) Math.min(length - done, BLOCK - at % BLOCK);
            bringUp((int) (at / BLOCK), bytes);
            RawImage.writeFully(file, data + at, ByteBuffer.wrap(source, from + done, bytes));
            setPresent((int) (at / BLOCK), true);
            done += bytes;
        }
    }

    /** Copies a block from below, unless it is here or will be written to as a whole. */
    private void bringUp(final int block, final int written) throws IOException {
        final int length = length(block);
        if (!present.get(block) && written < length) {
            final byte[] bytes = new byte[length];
            base.read((long) block * BLOCK, bytes, 0, length);
            RawImage.writeFully(file, data + (long) block * BLOCK, ByteBuffer.wrap(bytes));
        }
    }

    private int length(final int block) {
        return (int) Math.min(BLOCK, base.size() - (long) block * BLOCK);
    }

    private void setPresent(final int block, final boolean here) throws IOException {
        if (present.get(block) == here) {
            return;
        }
        present.set(block, here);
        int bits = 0;
        for (int i = 0; i < 8; i++) {
            bits |= present.get((block & ~7) + i) ? 1 << i : 0;
        }
        RawImage.writeFully(file, HEADER + block / 8, ByteBuffer.wrap(new byte[] {(byte) bits}));
    }

    @Override
    public void flush() throws IOException {
        file.force(false);
    }

    @Override
    public void close() throws IOException {
        try {
            file.close();
        } finally {
            base.close();
        }
    }

    /** What was written goes with the snapshot; the disk below does not, and must stay as it is. */
    @Override
    public void exchange(final StateExchange state) {
        base.exchange(state);
        state.part("overlay");
        final int last = (int) ((size() - 1) / BLOCK);
        final int count = state.pass(present.cardinality(), 0, last + 1);
        try {
            int block = -1;
            for (int i = 0; i < count; i++) {
                final int next = state.pass(present.nextSetBit(block + 1), block + 1, last);
                forget(block + 1, next);
                block = next;
                exchange(state, block);
            }
            forget(block + 1, last + 1);
        } catch (final IOException e) {
            throw new SnapshotException("the overlay cannot be read or written: " + e.getMessage(), e);
        }
    }

    private void forget(final int from, final int end) throws IOException {
        for (int block = present.nextSetBit(from); block >= 0 && block < end; block = present.nextSetBit(block + 1)) {
            setPresent(block, false);
        }
    }

    private void exchange(final StateExchange state, final int block) throws IOException {
        final ByteBuffer bytes = ByteBuffer.allocate(length(block));
        final long at = (long) block * BLOCK;
        readPiece(at, bytes.array(), 0, bytes.capacity());
        for (int i = 0; i < bytes.capacity(); i += Long.BYTES) {
            bytes.putLong(i, state.pass(bytes.getLong(i)));
        }
        if (state.restores()) {
            write(at, bytes.array(), 0, bytes.capacity());
        }
    }
}
