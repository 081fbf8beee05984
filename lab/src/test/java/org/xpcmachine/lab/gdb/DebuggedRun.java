// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.gdb;

import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.xpcmachine.lab.GuestImages;
import org.xpcmachine.lab.GuestRun;
import org.xpcmachine.lab.RunConfig;
import org.xpcmachine.lab.RunResult;
import org.xpcmachine.machine.board.HostConsole;

/** A run that waits for a debugger, on a thread of its own. */
final class DebuggedRun implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;

    private final StringBuffer output = new StringBuffer();
    private final Queue<Integer> typed = new ConcurrentLinkedQueue<>();
    private final GdbServer server;
    private final GuestRun run;
    private final Thread thread;
    private final CompletableFuture<RunResult> result = new CompletableFuture<>();

    DebuggedRun(final RunConfig config, final boolean waits) throws IOException {
        final Tape tape = new Tape(new Console());
        server = new GdbServer(0, waits, GuestImages.ofProcess(), tape);
        run = new GuestRun(config, tape, board -> null);
        thread = Thread.ofPlatform().name("debugged run").start(() -> {
            try {
                result.complete(run.run(server));
            } catch (final Throwable e) {
                result.completeExceptionally(e);
            }
        });
    }

    private final class Console implements HostConsole {
        @Override
        public void write(final int b) {
            output.append((char) b);
        }

        @Override
        public int poll() {
            final Integer b = typed.poll();
            return b == null ? NOTHING : b;
        }
    }

    int port() {
        return server.port();
    }

    String output() {
        return output.toString();
    }

    void type(final String text) {
        text.chars().forEach(typed::add);
    }

    /** Waits until the guest has printed a text. */
    void awaitOutput(final String text) throws InterruptedException {
        final long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!output().contains(text)) {
            if (System.nanoTime() > end || result.isDone()) {
                throw new AssertionError("no \"" + text + "\" in: " + output());
            }
            Thread.sleep(5);
        }
    }

    RunResult result() throws ExecutionException, InterruptedException, TimeoutException {
        return result.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    boolean isRunning() {
        return !result.isDone();
    }

    GuestRun guest() {
        return run;
    }

    @Override
    public void close() {
        run.stop();
        try {
            thread.join();
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        server.close();
        run.close();
    }
}
