// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.xpcmachine.machine.board.HostConsole;
import org.xpcmachine.machine.board.StopReason;
import org.xpcmachine.machine.board.VirtBoard;
import org.xpcmachine.machine.observe.Observer;

/**
 * A machine that is built, run to its end, and looked into afterwards. A guest that asks for a restart gets a machine
 * as new. Used by one thread; only {@link #stop} may be called from others.
 */
public final class GuestRun implements AutoCloseable {
    private final RunConfig config;
    private final HostConsole console;
    private final Function<VirtBoard, Observer> observers;
    private volatile VirtBoard board;
    private volatile boolean stopped;
    private TrapHistory history;

    /**
     * Builds the machine and loads the images.
     *
     * @param observers makes what looks at a board, when it is built and again after a restart; it may return null
     * @throws org.xpcmachine.machine.loader.LoadException if an image is malformed or does not fit
     * @throws IllegalStateException if the host does not have the memory
     * @throws org.xpcmachine.machine.snapshot.SnapshotException if the snapshot to start from does not fit
     */
    public GuestRun(final RunConfig config, final HostConsole console, final Function<VirtBoard, Observer> observers) {
        this.config = config;
        this.console = console;
        this.observers = observers;
        build();
        try {
            config.start().ifPresent(board::restore);
        } catch (final RuntimeException e) {
            board.close();
            throw e;
        }
    }

    private void build() {
        board = new VirtBoard(config.board(), config.images(), console);
        history = new TrapHistory(board);
        final Observer observer = observers.apply(board);
        board.observe(observer == null ? history : both(history, observer));
    }

    private static Observer both(final Observer first, final Observer second) {
        return event -> {
            first.on(event);
            second.on(event);
        };
    }

    /** Returns the machine that runs or ran last. */
    public VirtBoard board() {
        return board;
    }

    /** Returns the last traps of that machine. */
    public TrapHistory history() {
        return history;
    }

    /** Runs a board, and may stop it in between. */
    @FunctionalInterface
    public interface Driver {
        /**
         * Runs until something ends the run.
         *
         * @param maxSteps most steps to take
         * @param ended whether {@link GuestRun#stop} was called
         */
        StopReason run(VirtBoard board, long maxSteps, BooleanSupplier ended);

        /** Whether the end of the last run was wanted by whoever is behind the driver. */
        default boolean isKilled() {
            return false;
        }
    }

    /** Lets a board run. */
    public static final Driver UNDRIVEN =
            (board, maxSteps, ended) -> board.machine().run(maxSteps);

    /** Runs until the guest exits, can go no further, or a limit is reached. */
    public RunResult run() {
        return run(UNDRIVEN);
    }

    /** Likewise, driven by another. */
    public RunResult run(final Driver driver) {
        final long start = System.nanoTime();
        long steps = -board.machine().steps();
        long instructions = -retired();
        long used = 0;
        int restarts = 0;
        while (true) {
            final StopReason reason = driver.run(board, config.maxSteps() - used, () -> stopped);
            steps += board.machine().steps();
            instructions += retired();
            used = steps;
            if (reason != StopReason.RESET || stopped) {
                return new RunResult(
                        driver.isKilled() ? RunResult.Outcome.KILLED : outcome(reason),
                        board.machine().exitCode(),
                        steps,
                        instructions,
                        restarts,
                        Duration.ofNanos(System.nanoTime() - start));
            }
            restarts++;
            board.close();
            build();
        }
    }

    private long retired() {
        return board.machine().cores().stream()
                .mapToLong(core -> core.hart.retired)
                .sum();
    }

    private RunResult.Outcome outcome(final StopReason reason) {
        return switch (reason) {
            case EXIT -> RunResult.Outcome.EXIT;
            case STEP_LIMIT -> RunResult.Outcome.LIMIT;
            case ALL_WAIT -> RunResult.Outcome.ALL_WAIT;
            case REQUESTED, RESET, DEBUG -> history.looping() ? RunResult.Outcome.TRAP_LOOP : RunResult.Outcome.STOPPED;
        };
    }

    /** Makes {@link #run} return soon. May be called from any thread. */
    public void stop() {
        stopped = true;
        board.machine().stop();
    }

    @Override
    public void close() {
        board.close();
    }
}
