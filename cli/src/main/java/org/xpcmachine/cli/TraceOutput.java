// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.cli;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.xpcmachine.lab.GuestImages;
import org.xpcmachine.lab.Tracer;
import org.xpcmachine.machine.board.VirtBoard;
import org.xpcmachine.machine.loader.LoadException;
import org.xpcmachine.machine.observe.Observer;

/** The file of a trace. It is created, or replaced, when there is a machine to look at. */
final class TraceOutput implements AutoCloseable {
    private final Path path;
    private final GuestImages images;
    private Writer writer;
    private Tracer tracer;

    TraceOutput(final Path path, final GuestImages images) {
        this.path = path;
        this.images = images;
    }

    /** Looks at a machine from now on. */
    Observer attach(final VirtBoard board) {
        if (tracer == null) {
            try {
                writer = Files.newBufferedWriter(path);
            } catch (final IOException e) {
                throw cannotBeWritten(path, e);
            }
            tracer = new Tracer(writer, images);
        }
        return tracer.attach(board);
    }

    /** Returns how many slices and instants there are. */
    long events() {
        return tracer.events();
    }

    /** Completes the file. */
    void finish() throws IOException {
        tracer.finish();
        writer.flush();
    }

    /** Says which file it was, and why. */
    static LoadException cannotBeWritten(final Path path, final IOException cause) {
        final String why = switch (cause) {
            case AccessDeniedException e -> "permission denied";
            case NoSuchFileException e -> "no such folder";
            default -> Files.isDirectory(path) ? "it is a directory" : cause.getMessage();
        };
        return new LoadException(path + ": cannot be written: " + why, cause);
    }

    @Override
    public void close() throws IOException {
        if (writer != null) {
            writer.close();
        }
    }
}
