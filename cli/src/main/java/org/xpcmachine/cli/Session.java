// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.cli;

import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.xpcmachine.lab.GuestRun;
import org.xpcmachine.lab.RunConfig;
import org.xpcmachine.lab.RunResult;
import org.xpcmachine.machine.board.HostConsole;
import org.xpcmachine.machine.board.VirtBoard;
import org.xpcmachine.machine.observe.Observer;

/**
 * A run with its console. If the process is told to end (SIGINT, SIGTERM), the run ends first, so that files are
 * complete.
 */
final class Session implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 3;

    private final Console console;
    private final GuestRun guest;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread ending = new Thread(this::endByProcess, "end of run");

    private Session(final Console console, final GuestRun guest) {
        this.console = console;
        this.guest = guest;
        console.onEnd(guest::stop);
        Runtime.getRuntime().addShutdownHook(ending);
    }

    /** Builds the machine; the console is taken only if that succeeds. */
    static Session open(
            final RunConfig config,
            final Streams streams,
            final OutputStream out,
            final Function<VirtBoard, Observer> observers) {
        return open(config, streams, out, observers, UnaryOperator.identity());
    }

    /** Likewise; {@code recorder} makes what the machine has for a console of the user's. */
    static Session open(
            final RunConfig config,
            final Streams streams,
            final OutputStream out,
            final Function<VirtBoard, Observer> observers,
            final UnaryOperator<HostConsole> recorder) {
        final ConsoleSlot slot = new ConsoleSlot();
        final GuestRun guest = new GuestRun(config, recorder.apply(slot), observers);
        final Console console = Console.open(streams, out);
        slot.connect(console);
        return new Session(console, guest);
    }

    GuestRun guest() {
        return guest;
    }

    UserEnd userEnd() {
        return console.userEnd();
    }

    /** Runs, and gives the console back. */
    RunResult run() {
        return run(GuestRun.UNDRIVEN);
    }

    /** Likewise, driven by another. */
    RunResult run(final GuestRun.Driver driver) {
        try {
            return guest.run(driver);
        } finally {
            console.close();
        }
    }

    private void endByProcess() {
        guest.stop();
        try {
            closed.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        guest.close();
        closed.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(ending);
        } catch (final IllegalStateException e) {
            // The process is ending: the hook is what waits for us.
        }
    }
}
