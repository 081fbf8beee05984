// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.experiment;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.xpcmachine.machine.loader.LoadException;

/** The folder that results are written to. A file is there completely, or as it was before. */
public final class ResultFolder {
    private final Path folder;

    /**
     * Makes the folder if there is none.
     *
     * @throws LoadException if that cannot be
     */
    public ResultFolder(final Path folder) {
        this.folder = folder;
        try {
            Files.createDirectories(folder);
        } catch (final IOException e) {
            throw cannotBeWritten(folder, e);
        }
        if (!Files.isWritable(folder)) {
            throw new LoadException(folder + ": cannot be written: permission denied");
        }
    }

    public Path path() {
        return folder;
    }

    /** Puts a text file in place of an older one of that name. */
    public void write(final String name, final String text) {
        write(name, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Puts a file in place of an older one of that name.
     *
     * @throws LoadException if it cannot be written; then there is no trace of it
     */
    void write(final String name, final byte[] content) {
        final Path target = folder.resolve(name);
        final Path part = folder.resolve("." + name + ".part");
        try {
            Files.write(part, content);
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (final IOException e) {
            remove(part);
            throw cannotBeWritten(target, e);
        }
    }

    private static void remove(final Path part) {
        try {
            Files.deleteIfExists(part);
        } catch (final IOException e) {
            // The failure before is what the user hears of.
        }
    }

    private static LoadException cannotBeWritten(final Path path, final IOException cause) {
        final String why = Files.isRegularFile(path) || Files.isDirectory(path)
                ? "a file or folder of that name is in the way"
                : cause.getClass().getSimpleName();
        return new LoadException(path + ": cannot be written: " + why, cause);
    }
}
