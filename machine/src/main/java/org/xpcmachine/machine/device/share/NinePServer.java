// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device.share;

import java.io.IOException;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileStore;
import java.nio.file.InvalidPathException;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.xpcmachine.machine.snapshot.StateExchange;
import org.xpcmachine.machine.snapshot.Stateful;

/**
 * Serves a folder by 9P2000.L, as the {@code v9fs} documents of Linux and diod describe it. Every request is done before the next.
 * All files belong to the guest's root; permissions are the host's. No extended attributes, no hard links, no device files; locks
 * are granted, for there is one guest.
 */
public final class NinePServer implements Stateful {
    /** Bytes of a message's length, type and tag. */
    public static final int HEADER = 7;

    /** Largest message. */
    public static final int MAX_MESSAGE = 256 << 10;

    static final int MAX_FIDS = 4096;
    static final int MAX_OPEN_FILES = 512;

    /** Most names that are kept for guests that read directories. */
    static final int MAX_ENTRIES = 1 << 18;

    private static final int LEAST_MESSAGE = 4096;
    private static final int MAX_NAMES = 16;
    private static final String VERSION = "9P2000.L";

    private static final int RLERROR = 7;
    private static final int TSTATFS = 8;
    private static final int TLOPEN = 12;
    private static final int TLCREATE = 14;
    private static final int TSYMLINK = 16;
    private static final int TRENAME = 20;
    private static final int TREADLINK = 22;
    private static final int TGETATTR = 24;
    private static final int TSETATTR = 26;
    private static final int TREADDIR = 40;
    private static final int TFSYNC = 50;
    private static final int TLOCK = 52;
    private static final int TGETLOCK = 54;
    private static final int TMKDIR = 72;
    private static final int TRENAMEAT = 74;
    private static final int TUNLINKAT = 76;
    private static final int TVERSION = 100;
    private static final int TATTACH = 104;
    private static final int TFLUSH = 108;
    private static final int TWALK = 110;
    private static final int TREAD = 116;
    private static final int TWRITE = 118;
    private static final int TCLUNK = 120;
    private static final int TREMOVE = 122;

    /** Flags of Linux's open, of which the low two bits are the way of access. */
    private static final int ACCESS = 3;

    private static final int TRUNCATE = 0x200;
    private static final int AT_REMOVE_DIRECTORY = 0x200;

    /** What {@link #TSETATTR} sets. */
    private static final int SET_MODE = 1;

    private static final int SET_UID = 2;
    private static final int SET_GID = 4;
    private static final int SET_SIZE = 8;
    private static final int SET_ACCESSED = 0x10;
    private static final int SET_MODIFIED = 0x20;
    private static final int ACCESSED_GIVEN = 0x80;
    private static final int MODIFIED_GIVEN = 0x100;

    /** What {@link #TGETATTR} tells: mode, links, owner, device, times, number, size, blocks. */
    private static final long BASIC = 0x7ff;

    private static final int DIRECTORY = 0040000;
    private static final int FILE = 0100000;
    private static final int LINK = 0120000;

    /** What is none of these is shown as a socket, which nobody opens. */
    private static final int SOCKET = 0140000;

    private static final int QID_DIRECTORY = 0x80;
    private static final int QID_LINK = 2;
    private static final int QID = 13;
    private static final int BLOCK = 4096;
    private static final int SECTOR = 512;
    private static final int FILE_SYSTEM_TYPE = 0x01021997;
    private static final int LONGEST_NAME = 255;
    private static final int UNLOCKED = 2;

    /** Of 1970; about the year 2500, and as long before. What a host's file system makes of it is its matter. */
    private static final long LATEST_SECOND = 1L << 34;

    private final SharedFolder folder;
    private final Map<Integer, Fid> fids = new HashMap<>();
    private int maxMessage = MAX_MESSAGE;
    private int openFiles;
    private int entries;

    public NinePServer(final SharedFolder folder) {
        this.folder = folder;
    }

    /** Whether the guest has a number for any file. */
    public boolean isUsed() {
        return !fids.isEmpty();
    }

    /** What the guest has agreed on; only while it is not {@link #isUsed}. */
    @Override
    public void exchange(final StateExchange state) {
        maxMessage = state.pass(maxMessage, LEAST_MESSAGE, MAX_MESSAGE);
    }

    /** Does a request in its answer's message. */
    @FunctionalInterface
    private interface Operation {
        void run(Message request, Message answer) throws IOException, Refusal;
    }

    /** Forgets everything that the guest has open. */
    public void reset() {
        fids.values().forEach(this::close);
        fids.clear();
        maxMessage = MAX_MESSAGE;
    }

    /**
     * Does a request.
     *
     * @param request of any contents, at least {@link #HEADER} bytes
     * @param room most bytes that the answer may have, at least 11: what does not fit is an error
     * @return the answer
     */
    public byte[] answer(final byte[] request, final int room) {
        final Message header = new Message(request, 0, request.length);
        try {
            final int size = header.get32();
            final int type = header.get8();
            final int tag = header.get16();
            try {
                if (size < HEADER || size > request.length) {
                    throw new Refusal(Refusal.EPROTO);
                }
                final Message answer = new Message(Math.min(room, maxMessage));
                answer.put32(0).put8(type + 1).put16(tag);
                operation(type).run(new Message(request, HEADER, size), answer);
                return finished(answer);
            } catch (final IOException e) {
                return error(tag, Refusal.number(e));
            } catch (final InvalidPathException | NonWritableChannelException e) {
                return error(tag, Refusal.EINVAL);
            } catch (final BufferOverflowException e) {
                return error(tag, Refusal.EPROTO);
            }
        } catch (final Refusal e) {
            return error(tag(request), e.number);
        }
    }

    private static int tag(final byte[] request) {
        return request[5] & 0xff | (request[6] & 0xff) << 8;
    }

    private static byte[] error(final int tag, final int number) {
        return finished(
                new Message(HEADER + 4).put32(0).put8(RLERROR).put16(tag).put32(number));
    }

    private static byte[] finished(final Message answer) {
        answer.set32(0, answer.position());
        return answer.toBytes();
    }

    private Operation operation(final int type) throws Refusal {
        return switch (type) {
            case TVERSION -> this::version;
            case TATTACH -> this::attach;
            case TFLUSH ->
                (request, answer) -> {
                    // Every request is done by the time another is looked at.
                };
            case TWALK -> this::walk;
            case TLOPEN -> this::open;
            case TLCREATE -> this::create;
            case TREAD -> this::read;
            case TWRITE -> this::write;
            case TREADDIR -> this::readDirectory;
            case TCLUNK -> (request, answer) -> remove(request.get32());
            case TGETATTR -> this::getAttributes;
            case TSETATTR -> this::setAttributes;
            case TMKDIR -> this::makeDirectory;
            case TSYMLINK -> this::makeLink;
            case TREADLINK -> (request, answer) -> answer.putString(folder.target(fid(request.get32()).place));
            case TRENAME -> this::rename;
            case TRENAMEAT -> this::renameAt;
            case TUNLINKAT -> this::unlink;
            case TREMOVE -> this::removeFile;
            case TSTATFS -> this::space;
            case TFSYNC -> (request, answer) -> fid(request.get32());
            case TLOCK -> (request, answer) -> answer.put8(0);
            case TGETLOCK -> this::getLock;
            default -> throw new Refusal(Refusal.EOPNOTSUPP);
        };
    }

    private Fid fid(final int number) throws Refusal {
        final Fid fid = fids.get(number);
        if (fid == null) {
            throw new Refusal(Refusal.EBADF);
        }
        return fid;
    }

    private void add(final int number, final FolderPath place) throws Refusal {
        if (fids.containsKey(number)) {
            throw new Refusal(Refusal.EINVAL);
        }
        if (fids.size() >= MAX_FIDS) {
            throw new Refusal(Refusal.ENFILE);
        }
        fids.put(number, new Fid(place));
    }

    private void remove(final int number) throws Refusal {
        final Fid fid = fid(number);
        fids.remove(number);
        close(fid);
    }

    private void close(final Fid fid) {
        if (fid.file != null) {
            openFiles--;
        }
        entries -= fid.entries == null ? 0 : fid.entries.size();
        try {
            fid.close();
        } catch (final IOException e) {
            // What was written is written, or was refused when it was.
        }
    }

    private void version(final Message request, final Message answer) throws Refusal {
        final int size = request.get32();
        final String version = request.getString();
        if (size < LEAST_MESSAGE) {
            throw new Refusal(Refusal.EINVAL);
        }
        reset();
        maxMessage = Math.min(size, MAX_MESSAGE);
        answer.put32(maxMessage).putString(version.equals(VERSION) ? VERSION : "unknown");
    }

    private void attach(final Message request, final Message answer) throws IOException, Refusal {
        final int number = request.get32();
        final PosixFileAttributes attributes = folder.attributes(FolderPath.ROOT);
        add(number, FolderPath.ROOT);
        putQid(answer, attributes);
    }

    private void walk(final Message request, final Message answer) throws IOException, Refusal {
        final Fid from = fid(request.get32());
        final int number = request.get32();
        final int count = request.get16();
        if (count > MAX_NAMES) {
            throw new Refusal(Refusal.EINVAL);
        }
        FolderPath place = from.place;
        final int countAt = answer.position();
        answer.put16(0);
        int done = 0;
        try {
            for (; done < count; done++) {
                place = place.step(request.getString());
                putQid(answer, folder.attributes(place));
            }
        } catch (final IOException | Refusal e) {
            if (done == 0) {
                throw e;
            }
        }
        answer.set16(countAt, done);
        if (done < count) {
            return;
        }
        if (fids.get(number) == from) {
            if (from.isOpen()) {
                throw new Refusal(Refusal.EINVAL);
            }
            from.place = place;
        } else {
            add(number, place);
        }
    }

    private void open(final Message request, final Message answer) throws IOException, Refusal {
        final Fid fid = closedFid(request.get32());
        final int flags = request.get32();
        final PosixFileAttributes attributes = folder.attributes(fid.place);
        if (attributes.isDirectory()) {
            if ((flags & ACCESS) != 0) {
                throw new Refusal(Refusal.EISDIR);
            }
            fid.entries = List.of();
        } else {
            requireRoomForFile();
            fid.writes = (flags & ACCESS) != 0;
            opened(fid, folder.open(fid.place, fid.writes, (flags & TRUNCATE) != 0), attributes);
        }
        putQid(answer, attributes);
        answer.put32(0);
    }

    private Fid closedFid(final int number) throws Refusal {
        final Fid fid = fid(number);
        if (fid.isOpen()) {
            throw new Refusal(Refusal.EINVAL);
        }
        return fid;
    }

    private void requireRoomForFile() throws Refusal {
        if (openFiles >= MAX_OPEN_FILES) {
            throw new Refusal(Refusal.ENFILE);
        }
    }

    private void opened(final Fid fid, final SeekableByteChannel file, final PosixFileAttributes attributes) {
        fid.file = file;
        fid.opened = attributes;
        openFiles++;
    }

    private void create(final Message request, final Message answer) throws IOException, Refusal {
        final Fid fid = closedFid(request.get32());
        final FolderPath place = fid.place.child(request.getString());
        request.get32();
        final int mode = request.get32();
        requireRoomForFile();
        final SeekableByteChannel file = folder.create(place, mode);
        fid.place = place;
        fid.writes = true;
        opened(fid, file, null);
        fid.opened = folder.attributes(place);
        putQid(answer, fid.opened);
        answer.put32(0);
    }

    private SeekableByteChannel file(final Fid fid) throws Refusal {
        if (fid.file == null) {
            throw new Refusal(Refusal.EBADF);
        }
        return fid.file;
    }

    private static long position(final long offset) throws Refusal {
        if (offset < 0) {
            throw new Refusal(Refusal.EINVAL);
        }
        return offset;
    }

    private void read(final Message request, final Message answer) throws IOException, Refusal {
        final SeekableByteChannel file = file(fid(request.get32()));
        final long offset = position(request.get64());
        final int wanted = request.get32();
        final int countAt = answer.position();
        answer.put32(0);
        final int most = wanted < 0 ? answer.remaining() : Math.min(wanted, answer.remaining());
        final ByteBuffer room = answer.room(most);
        file.position(offset);
        int length = 0;
        while (length >= 0 && room.hasRemaining()) {
            length = file.read(room);
        }
        answer.takeBack(room.remaining());
        answer.set32(countAt, room.position());
    }

    private void write(final Message request, final Message answer) throws IOException, Refusal {
        final Fid fid = fid(request.get32());
        final SeekableByteChannel file = file(fid);
        final long offset = position(request.get64());
        final int length = request.get32();
        final ByteBuffer data = request.getBytes(length);
        if (!fid.writes) {
            throw new Refusal(Refusal.EBADF);
        }
        if (offset > Long.MAX_VALUE - length) {
            throw new Refusal(Refusal.EINVAL);
        }
        file.position(offset);
        while (data.hasRemaining()) {
            file.write(data);
        }
        answer.put32(length);
    }

    private void readDirectory(final Message request, final Message answer) throws IOException, Refusal {
        final Fid fid = fid(request.get32());
        final long offset = position(request.get64());
        final int wanted = request.get32();
        if (fid.entries == null) {
            throw new Refusal(Refusal.EBADF);
        }
        if (offset == 0) {
            entries -= fid.entries.size();
            fid.entries = List.of();
            fid.entries = folder.list(fid.place, MAX_ENTRIES - entries);
            entries += fid.entries.size();
        }
        final int countAt = answer.position();
        answer.put32(0);
        final int start = answer.position();
        final int most = wanted < 0 ? answer.remaining() : Math.min(wanted, answer.remaining());
        // The first two are the directory itself and what it lies in.
        long next = offset;
        boolean room = true;
        for (; room && next < 2; next++) {
            final FolderPath place = next == 0 ? fid.place : fid.place.parent();
            final String name = next == 0 ? "." : "..";
            room = putEntry(answer, name, folder.attributes(place), next + 1, most - (answer.position() - start));
        }
        if (room && next < fid.entries.size() + 2L) {
            final int from = (int) next - 2;
            folder.look(
                    fid.place,
                    fid.entries.subList(from, fid.entries.size()),
                    (i, attributes) -> putEntry(
                            answer,
                            fid.entries.get(from + i),
                            attributes,
                            from + i + 3L,
                            most - (answer.position() - start)));
        }
        answer.set32(countAt, answer.position() - start);
    }

    /** Returns whether there was room. */
    private static boolean putEntry(
            final Message answer,
            final String name,
            final PosixFileAttributes attributes,
            final long next,
            final int room) {
        final Message entry = new Message(QID + 8 + 1 + 2 + 4 * LONGEST_NAME);
        putQid(entry, attributes);
        entry.put64(next).put8(type(attributes) >>> 12).putString(name);
        final byte[] bytes = entry.toBytes();
        if (bytes.length > room) {
            return false;
        }
        answer.room(bytes.length).put(bytes);
        return true;
    }

    private PosixFileAttributes attributes(final Fid fid) throws IOException, Refusal {
        try {
            return folder.attributes(fid.place);
        } catch (final IOException | Refusal e) {
            if (fid.opened != null) {
                return fid.opened;
            }
            throw e;
        }
    }

    private void getAttributes(final Message request, final Message answer) throws IOException, Refusal {
        final Fid fid = fid(request.get32());
        final PosixFileAttributes attributes = attributes(fid);
        final long size = fid.file == null ? attributes.size() : fid.file.size();
        answer.put64(BASIC);
        putQid(answer, attributes);
        answer.put32(type(attributes) | SharedFolder.mode(attributes)).put32(0).put32(0);
        answer.put64(attributes.isDirectory() ? 2 : 1).put64(0).put64(size).put64(BLOCK);
        answer.put64((size + SECTOR - 1) / SECTOR);
        putTime(answer, attributes.lastAccessTime());
        putTime(answer, attributes.lastModifiedTime());
        // When the status changed last is not known; it was not before that.
        putTime(answer, attributes.lastModifiedTime());
        putTime(answer, attributes.creationTime());
        answer.put64(0).put64(0);
    }

    private static void putTime(final Message answer, final FileTime time) {
        final Instant instant = time.toInstant();
        answer.put64(instant.getEpochSecond()).put64(instant.getNano());
    }

    private static int type(final PosixFileAttributes attributes) {
        if (attributes.isRegularFile()) {
            return FILE;
        }
        if (attributes.isDirectory()) {
            return DIRECTORY;
        }
        return attributes.isSymbolicLink() ? LINK : SOCKET;
    }

    /** Puts what tells one file from another: 64 bits that follow from the host's device and file number. */
    private static void putQid(final Message answer, final PosixFileAttributes attributes) {
        final int type = attributes.isDirectory() ? QID_DIRECTORY : attributes.isSymbolicLink() ? QID_LINK : 0;
        answer.put8(type).put32((int) attributes.lastModifiedTime().toMillis());
        answer.put64(identity(String.valueOf(attributes.fileKey())));
    }

    /** FNV-1a. */
    private static long identity(final String key) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < key.length(); i++) {
            hash = (hash ^ key.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }

    private void setAttributes(final Message request, final Message answer) throws IOException, Refusal {
        final Fid fid = fid(request.get32());
        final int what = request.get32();
        final int mode = request.get32();
        final int uid = request.get32();
        final int gid = request.get32();
        final long size = request.get64();
        final FileTime accessed = time(what, SET_ACCESSED, ACCESSED_GIVEN, request);
        final FileTime modified = time(what, SET_MODIFIED, MODIFIED_GIVEN, request);
        if ((what & SET_UID) != 0 && uid != 0 || (what & SET_GID) != 0 && gid != 0) {
            throw new Refusal(Refusal.EPERM);
        }
        if ((what & SET_MODE) != 0) {
            folder.setMode(fid.place, mode);
        }
        if ((what & SET_SIZE) != 0) {
            setSize(fid, position(size));
        }
        if (accessed != null || modified != null) {
            folder.setTimes(fid.place, modified, accessed);
        }
    }

    private void setSize(final Fid fid, final long size) throws IOException, Refusal {
        if (fid.file != null && fid.writes) {
            SharedFolder.setSize(fid.file, size);
        } else {
            folder.setSize(fid.place, size);
        }
    }

    /** Returns the time to set; null for none. */
    private static FileTime time(final int what, final int set, final int given, final Message request) throws Refusal {
        final long seconds = request.get64();
        final long nanos = request.get64();
        if ((what & set) == 0) {
            return null;
        }
        if ((what & given) == 0) {
            return FileTime.from(Instant.now());
        }
        if (nanos < 0 || nanos > 999_999_999 || seconds < -LATEST_SECOND || seconds > LATEST_SECOND) {
            throw new Refusal(Refusal.EINVAL);
        }
        return FileTime.from(Instant.ofEpochSecond(seconds).plus(nanos, ChronoUnit.NANOS));
    }

    private void makeDirectory(final Message request, final Message answer) throws IOException, Refusal {
        final FolderPath place = fid(request.get32()).place.child(request.getString());
        folder.createDirectory(place, request.get32());
        putQid(answer, folder.attributes(place));
    }

    private void makeLink(final Message request, final Message answer) throws IOException, Refusal {
        final FolderPath place = fid(request.get32()).place.child(request.getString());
        folder.createLink(place, request.getString());
        putQid(answer, folder.attributes(place));
    }

    private void rename(final Message request, final Message answer) throws IOException, Refusal {
        final FolderPath from = fid(request.get32()).place;
        move(from, fid(request.get32()).place.child(request.getString()));
    }

    private void renameAt(final Message request, final Message answer) throws IOException, Refusal {
        final FolderPath from = fid(request.get32()).place.child(request.getString());
        move(from, fid(request.get32()).place.child(request.getString()));
    }

    /** What the guest has numbers for moves along. */
    private void move(final FolderPath from, final FolderPath to) throws IOException, Refusal {
        if (from.equals(to)) {
            return;
        }
        if (to.startsWith(from)) {
            throw new Refusal(Refusal.EINVAL);
        }
        final Map<Fid, FolderPath> moved = new HashMap<>();
        for (final Fid fid : fids.values()) {
            if (fid.place.startsWith(from)) {
                moved.put(fid, fid.place.moved(from, to));
            }
        }
        folder.move(from, to);
        moved.forEach((fid, place) -> fid.place = place);
    }

    private void unlink(final Message request, final Message answer) throws IOException, Refusal {
        final FolderPath place = fid(request.get32()).place.child(request.getString());
        folder.remove(place, (request.get32() & AT_REMOVE_DIRECTORY) != 0);
    }

    private void removeFile(final Message request, final Message answer) throws IOException, Refusal {
        final int number = request.get32();
        final FolderPath place = fid(number).place;
        remove(number);
        folder.remove(place, folder.attributes(place).isDirectory());
    }

    private void space(final Message request, final Message answer) throws IOException, Refusal {
        fid(request.get32());
        final FileStore store = folder.store();
        answer.put32(FILE_SYSTEM_TYPE).put32(BLOCK);
        answer.put64(store.getTotalSpace() / BLOCK);
        answer.put64(store.getUnallocatedSpace() / BLOCK);
        answer.put64(store.getUsableSpace() / BLOCK);
        answer.put64(0).put64(0).put64(0).put32(LONGEST_NAME);
    }

    private void getLock(final Message request, final Message answer) throws Refusal {
        fid(request.get32());
        request.get8();
        final long start = request.get64();
        final long length = request.get64();
        final int process = request.get32();
        answer.put8(UNLOCKED).put64(start).put64(length).put32(process).putString(request.getString());
    }
}
