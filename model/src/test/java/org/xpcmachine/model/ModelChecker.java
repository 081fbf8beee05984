// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs TLC on a model of {@code src/main/tla}, in a JVM of its own: TLC keeps its state in static fields. */
final class ModelChecker {
    private static final Path SOURCES = Path.of("src", "main", "tla");
    private static final Path WORK = Path.of("target", "tlc").toAbsolutePath();

    private ModelChecker() {}

    /**
     * What TLC prints.
     *
     * @param broken the rule that is not kept; empty for the protocol as it is
     * @throws IllegalStateException if TLC has not finished after the given time
     */
    static String check(final String model, final String broken, final int seconds) {
        try {
            final Path directory = Files.createDirectories(WORK.resolve(model + "-" + Math.abs(broken.hashCode())));
            copySources(directory);
            final Path configuration = directory.resolve(model + ".cfg");
            final String text = Files.readString(configuration);
            final String quoted = broken.isEmpty() ? "" : '"' + broken + '"';
            Files.writeString(configuration, text.replace("Broken = {}", "Broken = {" + quoted + "}"));
            final Path output = directory.resolve("output.txt");
            final Process process = new ProcessBuilder(command(model, directory))
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                throw new IllegalStateException(
                        model + " unfinished after " + seconds + " s: " + Files.readString(output));
            }
            return Files.readString(output);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        } catch (final InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void copySources(final Path directory) throws IOException {
        try (Stream<Path> files = Files.list(SOURCES)) {
            for (final Path file : files.toList()) {
                Files.writeString(directory.resolve(file.getFileName()), Files.readString(file));
            }
        }
    }

    private static List<String> command(final String model, final Path directory) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseParallelGC",
                "-Xmx1g",
                "-Djava.io.tmpdir=" + directory,
                "-cp",
                System.getProperty("java.class.path"),
                "tlc2.TLC",
                "-nowarning",
                "-workers",
                "2",
                "-metadir",
                directory.resolve("states").toString(),
                "-config",
                model + ".cfg",
                model + ".tla");
    }
}
