// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * An image that runs in an emulator's process. Its lines are stamped as they arrive. The process ends when this is closed and when
 * this program ends, whatever comes first.
 */
public final class KernelProcess implements AutoCloseable {
    private static final int MOST_LINES = 10_000;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /**
     * A line of the console.
     *
     * @param nanos since the process was started
     * @param text null at the end of the output
     */
    public record Line(long nanos, String text) {}

    private final String what;
    private final Process process;
    private final long start;
    private final BlockingQueue<Line> lines = new LinkedBlockingQueue<>(MOST_LINES);
    private final Thread reader = new Thread(this::read, "lines of a kernel");
    private final Thread ending;

    /** Text that counts as a line without an end of line, if a line begins with it; empty for none. */
    private final String prompt;

    private volatile boolean programEnds;

    private KernelProcess(final String what, final Process process, final long start, final String prompt) {
        this.what = what;
        this.prompt = prompt;
        this.process = process;
        this.start = start;
        ending = new Thread(this::endWithProgram, "end of a kernel");
        Runtime.getRuntime().addShutdownHook(ending);
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts an image; {@code what} names it in messages. */
    public static KernelProcess start(
            final String what, final Emulator emulator, final Path image, final String bootArguments) {
        return start(what, emulator.command(image, bootArguments), "");
    }

    /** Starts a command; {@code prompt} is told of as a line, too, when a line begins with it. */
    static KernelProcess start(final String what, final List<String> command, final String prompt) {
        final ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        try {
            final long start = System.nanoTime();
            final Process process = builder.start();
            if (prompt.isEmpty()) {
                process.getOutputStream().close();
            }
            return new KernelProcess(what, process, start, prompt);
        } catch (final IOException e) {
            throw new BenchFailure(what + ": cannot be started: " + e.getMessage());
        }
    }

    private void endWithProgram() {
        programEnds = true;
        process.destroyForcibly();
    }

    private void read() {
        try (BufferedReader in = process.inputReader()) {
            while (true) {
                final String text = nextLine(in);
                lines.put(new Line(System.nanoTime() - start, text));
                if (text == null) {
                    return;
                }
            }
        } catch (final IOException | UncheckedIOException e) {
            lines.offer(new Line(System.nanoTime() - start, null));
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String nextLine(final BufferedReader in) throws IOException {
        if (prompt.isEmpty()) {
            return in.readLine();
        }
        final StringBuilder line = new StringBuilder();
        int c = in.read();
        for (; c >= 0 && c != '\n'; c = in.read()) {
            line.append((char) c);
            if (line.length() == prompt.length() && line.indexOf(prompt) == 0) {
                return prompt;
            }
        }
        return c < 0 && line.isEmpty() ? null : line.toString();
    }

    /**
     * Waits for the next line.
     *
     * @throws BenchFailure if there is none in time, or the line says that the kernel failed
     */
    public Line next(final Duration limit) {
        try {
            final Line line = lines.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (programEnds) {
                Thread.sleep(PATIENCE); // nobody is to hear of the end of a process that we ended
            }
            if (line == null) {
                throw new BenchFailure(what + ": no line in " + limit.toMillis() / 1e3 + " s");
            }
            if (line.text != null && line.text.startsWith("FAIL")) {
                throw new BenchFailure(what + ": " + line.text);
            }
            return line;
        } catch (final InterruptedException e) {
            throw interrupted();
        }
    }

    /**
     * Waits until the process ends by itself.
     *
     * @return its exit code
     */
    int waitFor(final Duration limit) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new BenchFailure(what + ": no end in " + limit.toMillis() / 1e3 + " s");
            }
            return process.exitValue();
        } catch (final InterruptedException e) {
            throw interrupted();
        }
    }

    /** Returns nanoseconds since the process was started. */
    long nanos() {
        return System.nanoTime() - start;
    }

    private BenchFailure interrupted() {
        Thread.currentThread().interrupt();
        return new BenchFailure(what + ": interrupted");
    }

    @Override
    public void close() {
        process.destroyForcibly();
        reader.interrupt();
        try {
            process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try {
            Runtime.getRuntime().removeShutdownHook(ending);
        } catch (final IllegalStateException e) {
            // This program is ending: the hook does what it is for.
        }
    }
}
