// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.guest.build;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;

/** A SHA-256 over texts and files: equal digests mean that a step of the build need not be repeated. */
final class Digest {

    private final MessageDigest sha;

    Digest() {
        try {
            sha = MessageDigest.getInstance("SHA-256");
        } catch (final NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    Digest text(final Object value) {
        sha.update(value.toString().getBytes(StandardCharsets.UTF_8));
        sha.update((byte) 0);
        return this;
    }

    Digest file(final Path file) throws IOException {
        sha.update(Files.readAllBytes(file));
        return text(file.getFileName());
    }

    Digest files(final Collection<Path> files) throws IOException {
        for (final Path file : files) {
            file(file);
        }
        return this;
    }

    String hex() {
        return HexFormat.of().formatHex(sha.digest());
    }

    /** Whether {@code stamp} holds this digest, as {@link #write} left it. */
    static boolean matches(final Path stamp, final String digest) throws IOException {
        return Files.exists(stamp) && Files.readString(stamp).equals(digest);
    }

    static void write(final Path stamp, final String digest) throws IOException {
        Files.writeString(stamp, digest);
    }
}
