// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.gdb;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The real debugger, told what to do before it starts. */
final class Gdb implements AutoCloseable {
    private static final String COMMAND = "gdb-multiarch";
    private static final long TIMEOUT_SECONDS = 60;

    private final Path output = Files.createTempFile("gdb", ".out");
    private final Process process;

    /** Starts it; skips the test if there is none. */
    Gdb(final int port, final String... commands) throws IOException {
        final String path = System.getenv().getOrDefault("PATH", "");
        final boolean there = Stream.of(path.split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, COMMAND)));
        assumeTrue(there, "skipped: " + COMMAND + " is absent");
        final List<String> line = new ArrayList<>(List.of(COMMAND, "-nx", "-batch"));
        for (final String first : List.of("set pagination off", "set confirm off", "target remote localhost:" + port)) {
            line.addAll(List.of("-ex", first));
        }
        for (final String command : commands) {
            line.addAll(List.of("-ex", command));
        }
        process = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(output.toFile())
                .start();
    }

    /** Runs it to its end; returns what it printed. */
    static String run(final int port, final String... commands) throws IOException, InterruptedException {
        try (Gdb gdb = new Gdb(port, commands)) {
            return gdb.output();
        }
    }

    /** Ctrl-C. */
    void interrupt() throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    }

    /** Kills it, as one that crashed. */
    void crash() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Waits for its end; returns what it printed. */
    String output() throws IOException, InterruptedException {
        if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("gdb does not end: " + Files.readString(output, StandardCharsets.ISO_8859_1));
        }
        return Files.readString(output, StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        Files.deleteIfExists(output);
    }
}
