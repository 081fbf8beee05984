// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device.share;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Map;

/** What a request is answered with that is not done: an error number of Linux. */
final class Refusal extends Exception {
    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int EIO = 5;
    static final int EBADF = 9;
    static final int ENOMEM = 12;
    static final int EACCES = 13;
    static final int EEXIST = 17;
    static final int EXDEV = 18;
    static final int ENOTDIR = 20;
    static final int EISDIR = 21;
    static final int EINVAL = 22;
    static final int ENFILE = 23;
    static final int EMFILE = 24;
    static final int EFBIG = 27;
    static final int ENOSPC = 28;
    static final int EROFS = 30;
    static final int ENAMETOOLONG = 36;
    static final int ENOTEMPTY = 39;
    static final int ELOOP = 40;
    static final int EPROTO = 71;
    static final int EOPNOTSUPP = 95;
    static final int EDQUOT = 122;

    private static final long serialVersionUID = 1L;

    /** What the JDK passes on of the host's words. */
    private static final Map<String, Integer> REASONS = Map.ofEntries(
            Map.entry("Operation not permitted", EPERM),
            Map.entry("Invalid cross-device link", EXDEV),
            Map.entry("Not a directory", ENOTDIR),
            Map.entry("Is a directory", EISDIR),
            Map.entry("Invalid argument", EINVAL),
            Map.entry("Too many open files", EMFILE),
            Map.entry("File too large", EFBIG),
            Map.entry("No space left on device", ENOSPC),
            Map.entry("Read-only file system", EROFS),
            Map.entry("File name too long", ENAMETOOLONG),
            Map.entry("Directory not empty", ENOTEMPTY),
            Map.entry("Too many levels of symbolic links", ELOOP),
            Map.entry("Disk quota exceeded", EDQUOT));

    final int number;

    Refusal(final int number) {
        super("error " + number, null, false, false);
        this.number = number;
    }

    /** Returns the number for what the host says. */
    static int number(final IOException e) {
        return switch (e) {
            case NoSuchFileException none -> ENOENT;
            case FileAlreadyExistsException exists -> EEXIST;
            case DirectoryNotEmptyException full -> ENOTEMPTY;
            case AccessDeniedException denied -> EACCES;
            case NotDirectoryException file -> ENOTDIR;
            case FileSystemException other
            when other.getReason() != null -> REASONS.getOrDefault(other.getReason(), EIO);
            default -> REASONS.getOrDefault(String.valueOf(e.getMessage()), EIO);
        };
    }
}
