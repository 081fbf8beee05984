// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device.share;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * A folder of the host that a guest may use, and nothing else of the host. Every place is reached from the folder's own handle, one
 * directory after the other, and no symbolic link is followed on the way or at the end: they are the guest's to follow, in its own
 * file system. So nothing outside is reached, whatever changes meanwhile. Only plain files are opened.
 */
public final class SharedFolder implements Closeable {
    private static final PosixFilePermission[] PERMISSIONS = PosixFilePermission.values();
    private static final String TEMPORARY = ".xpc-new-";

    private final Path path;
    private final boolean writable;
    private final SecureDirectoryStream<Path> root;

    /**
     * Opens a folder.
     *
     * @throws IOException if there is none, or the host cannot do what this needs; the message says which
     */
    public SharedFolder(final Path folder, final boolean writable) throws IOException {
        this.writable = writable;
        if (!Files.isDirectory(folder)) {
            throw new IOException(folder + (Files.exists(folder) ? ": is not a directory" : ": no such directory"));
        }
        path = folder.toRealPath();
        final DirectoryStream<Path> opened = Files.newDirectoryStream(path);
        if (!(opened instanceof final SecureDirectoryStream<Path> secure)) {
            opened.close();
            throw new IOException(folder + ": folders cannot be shared safely on this host");
        }
        root = secure;
    }

    /** What is done in a directory, with something of that name. */
    @FunctionalInterface
    private interface Action<T> {
        T in(SecureDirectoryStream<Path> directory, Path name) throws IOException, Refusal;
    }

    private <T> T at(final FolderPath place, final Action<T> action) throws IOException, Refusal {
        if (place.isRoot()) {
            return action.in(root, Path.of("."));
        }
        SecureDirectoryStream<Path> directory = root;
        try {
            for (final String name : place.parent().names()) {
                final SecureDirectoryStream<Path> next = open(directory, Path.of(name));
                close(directory);
                directory = next;
            }
            return action.in(directory, Path.of(place.name()));
        } finally {
            close(directory);
        }
    }

    private void close(final SecureDirectoryStream<Path> directory) throws IOException {
        if (directory != root) {
            directory.close();
        }
    }

    private static SecureDirectoryStream<Path> open(final SecureDirectoryStream<Path> directory, final Path name)
            throws IOException {
        // Looked at first: to open a FIFO would wait for its other end.
        if (!view(directory, name).readAttributes().isDirectory()) {
            throw new NotDirectoryException(name.toString());
        }
        return directory.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS);
    }

    private static PosixFileAttributeView view(final SecureDirectoryStream<Path> directory, final Path name) {
        return directory.getFileAttributeView(name, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    }

    /** Returns the view of a plain file or a directory: the JDK opens what it sets attributes of. */
    private static PosixFileAttributeView settable(final SecureDirectoryStream<Path> directory, final Path name)
            throws IOException, Refusal {
        final PosixFileAttributeView view = view(directory, name);
        final PosixFileAttributes attributes = view.readAttributes();
        if (!attributes.isRegularFile() && !attributes.isDirectory()) {
            throw new Refusal(Refusal.EOPNOTSUPP);
        }
        return view;
    }

    private void requireWritable() throws Refusal {
        if (!writable) {
            throw new Refusal(Refusal.EROFS);
        }
    }

    /** Whether one of the two lies in the other: who may change the outer one could then put a link in the inner one's place. */
    public boolean isApartFrom(final SharedFolder other) {
        return path.equals(other.path) || !path.startsWith(other.path) && !other.path.startsWith(path);
    }

    PosixFileAttributes attributes(final FolderPath place) throws IOException, Refusal {
        return at(place, (directory, name) -> view(directory, name).readAttributes());
    }

    /** Returns the names in a directory; at most {@code most}. */
    List<String> list(final FolderPath place, final int most) throws IOException, Refusal {
        return at(place, (directory, name) -> {
            final List<String> names = new ArrayList<>();
            try (SecureDirectoryStream<Path> stream = open(directory, name)) {
                for (final Path entry : stream) {
                    if (names.size() == most) {
                        throw new Refusal(Refusal.ENOMEM);
                    }
                    names.add(entry.getFileName().toString());
                }
            } catch (final DirectoryIteratorException e) {
                throw e.getCause();
            }
            return names;
        });
    }

    /** What looks at files of a directory. */
    @FunctionalInterface
    interface Visitor {
        /** Looks at the file at {@code index} of the names, and returns whether it wants to see more. */
        boolean visit(int index, PosixFileAttributes attributes);
    }

    /** Looks at files of a directory, in this order; one that is gone, or whose name cannot be said, is left out. */
    void look(final FolderPath place, final List<String> names, final Visitor visitor) throws IOException, Refusal {
        at(place, (parent, name) -> {
            try (SecureDirectoryStream<Path> directory = open(parent, name)) {
                boolean more = true;
                for (int i = 0; more && i < names.size(); i++) {
                    final PosixFileAttributes attributes = attributesOrNull(directory, names.get(i));
                    more = attributes == null || visitor.visit(i, attributes);
                }
            }
            return null;
        });
    }

    private static PosixFileAttributes attributesOrNull(
            final SecureDirectoryStream<Path> directory, final String name) {
        try {
            return view(directory, Path.of(name)).readAttributes();
        } catch (final IOException | InvalidPathException e) {
            return null;
        }
    }

    /** Opens a plain file. */
    SeekableByteChannel open(final FolderPath place, final boolean write, final boolean truncate)
            throws IOException, Refusal {
        if (write) {
            requireWritable();
        }
        return at(place, (directory, name) -> {
            requireFile(view(directory, name).readAttributes());
            final Set<OpenOption> options = new HashSet<>(Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
            if (write) {
                options.add(StandardOpenOption.WRITE);
            }
            if (write && truncate) {
                options.add(StandardOpenOption.TRUNCATE_EXISTING);
            }
            return directory.newByteChannel(name, options);
        });
    }

    private static void requireFile(final PosixFileAttributes attributes) throws Refusal {
        if (attributes.isDirectory()) {
            throw new Refusal(Refusal.EISDIR);
        }
        if (attributes.isSymbolicLink()) {
            throw new Refusal(Refusal.ELOOP);
        }
        if (!attributes.isRegularFile()) {
            throw new Refusal(Refusal.EACCES);
        }
    }

    /** Makes a plain file, and opens it for reading and writing. */
    SeekableByteChannel create(final FolderPath place, final int mode) throws IOException, Refusal {
        requireWritable();
        return at(place, (directory, name) -> {
            final SeekableByteChannel channel = directory.newByteChannel(
                    name,
                    Set.of(
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE,
                            StandardOpenOption.CREATE_NEW,
                            LinkOption.NOFOLLOW_LINKS));
            try {
                view(directory, name).setPermissions(permissions(mode));
                return channel;
            } catch (final IOException e) {
                channel.close();
                throw e;
            }
        });
    }

    void createDirectory(final FolderPath place, final int mode) throws IOException, Refusal {
        requireWritable();
        final Path made = Files.createDirectory(temporary());
        settle(made, place);
        setMode(place, mode);
    }

    /** Makes a symbolic link, whose target may be anything: it is never followed here. */
    void createLink(final FolderPath place, final String target) throws IOException, Refusal {
        requireWritable();
        if (target.isEmpty() || target.indexOf(0) >= 0) {
            throw new Refusal(Refusal.EINVAL);
        }
        settle(Files.createSymbolicLink(temporary(), Path.of(target)), place);
    }

    private Path temporary() {
        return path.resolve(TEMPORARY + UUID.randomUUID());
    }

    /**
     * Moves what has been made in the folder itself to its place. The JDK makes directories and links by path alone, and a path into
     * the folder may lead out of it at any time; the path of the folder is not the guest's to change.
     */
    private void settle(final Path made, final FolderPath place) throws IOException, Refusal {
        try {
            at(place, (directory, name) -> {
                if (exists(directory, name)) {
                    throw new FileAlreadyExistsException(name.toString());
                }
                root.move(made.getFileName(), directory, name);
                return null;
            });
        } catch (final IOException | Refusal e) {
            Files.deleteIfExists(made);
            throw e;
        }
    }

    private static boolean exists(final SecureDirectoryStream<Path> directory, final Path name) throws IOException {
        try {
            view(directory, name).readAttributes();
            return true;
        } catch (final NoSuchFileException e) {
            return false;
        }
    }

    /** Returns the text of a symbolic link. */
    String target(final FolderPath place) throws IOException, Refusal {
        return at(place, (directory, name) -> {
            if (place.isRoot() || !view(directory, name).readAttributes().isSymbolicLink()) {
                throw new Refusal(Refusal.EINVAL);
            }
            // By path: the JDK has no other way. Nothing is opened by it.
            Path link = path;
            for (final String part : place.names()) {
                link = link.resolve(part);
            }
            return Files.readSymbolicLink(link).toString();
        });
    }

    /** Moves; what is at {@code to} is replaced where POSIX says so. */
    void move(final FolderPath from, final FolderPath to) throws IOException, Refusal {
        requireWritable();
        if (from.isRoot() || to.isRoot()) {
            throw new Refusal(Refusal.EINVAL);
        }
        at(
                from,
                (source, name) -> at(to, (target, newName) -> {
                    source.move(name, target, newName);
                    return null;
                }));
    }

    void remove(final FolderPath place, final boolean asDirectory) throws IOException, Refusal {
        requireWritable();
        if (place.isRoot()) {
            throw new Refusal(Refusal.EINVAL);
        }
        at(place, (directory, name) -> {
            final boolean isDirectory = view(directory, name).readAttributes().isDirectory();
            if (isDirectory != asDirectory) {
                throw new Refusal(isDirectory ? Refusal.EISDIR : Refusal.ENOTDIR);
            }
            if (isDirectory) {
                directory.deleteDirectory(name);
            } else {
                directory.deleteFile(name);
            }
            return null;
        });
    }

    /** Sets permissions, the low nine bits of {@code mode}. */
    void setMode(final FolderPath place, final int mode) throws IOException, Refusal {
        requireWritable();
        at(place, (directory, name) -> {
            settable(directory, name).setPermissions(permissions(mode));
            return null;
        });
    }

    /** Sets times; null leaves one as it is. */
    void setTimes(final FolderPath place, final FileTime modified, final FileTime accessed)
            throws IOException, Refusal {
        requireWritable();
        at(place, (directory, name) -> {
            settable(directory, name).setTimes(modified, accessed, null);
            return null;
        });
    }

    void setSize(final FolderPath place, final long size) throws IOException, Refusal {
        try (SeekableByteChannel file = open(place, true, false)) {
            setSize(file, size);
        }
    }

    static void setSize(final SeekableByteChannel file, final long size) throws IOException {
        if (size < file.size()) {
            file.truncate(size);
        } else if (size > file.size()) {
            file.position(size - 1).write(ByteBuffer.allocate(1));
        }
    }

    FileStore store() throws IOException {
        return Files.getFileStore(path);
    }

    private static Set<PosixFilePermission> permissions(final int mode) {
        final Set<PosixFilePermission> set = EnumSet.noneOf(PosixFilePermission.class);
        for (final PosixFilePermission permission : PERMISSIONS) {
            if ((mode & bit(permission)) != 0) {
                set.add(permission);
            }
        }
        return set;
    }

    /** Returns the nine bits of POSIX. */
    static int mode(final PosixFileAttributes attributes) {
        int mode = 0;
        for (final PosixFilePermission permission : attributes.permissions()) {
            mode |= bit(permission);
        }
        return mode;
    }

    /** The enumeration begins with the owner's right to read, which is the highest of the nine. */
    private static int bit(final PosixFilePermission permission) {
        return 1 << PERMISSIONS.length - 1 - permission.ordinal();
    }

    @Override
    public void close() throws IOException {
        root.close();
    }
}
