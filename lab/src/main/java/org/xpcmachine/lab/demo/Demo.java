// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.demo;

import java.util.List;
import org.xpcmachine.lab.CrashReport;
import org.xpcmachine.lab.GuestImages;
import org.xpcmachine.lab.GuestRun;
import org.xpcmachine.lab.RunConfig;
import org.xpcmachine.lab.RunResult;
import org.xpcmachine.machine.board.BoardConfig;
import org.xpcmachine.machine.board.VirtBoard;
import org.xpcmachine.machine.observe.Observer;

/**
 * Boots the guest with its program {@code tour} and watches: a letter on its way from A through B to C, by XPC and by
 * trap and copy, and round trips to a server. All that the result holds is measured in that run.
 */
public final class Demo {
    private static final String SENDER = "letter-a";
    private static final String RECEIVER = "letter-c";
    private static final String PROGRAM = "init=tour";
    private static final long MEMORY = 32L << 20;

    /** The guest needs a tenth of it. */
    private static final long MAX_STEPS = 300_000_000;

    private final GuestImages images;
    private final boolean xpc;
    private LetterByXpc byXpc;
    private LetterByTrap byTrap;
    private RoundTripCounter counter;
    private List<String> crashReport = List.of();

    /**
     * Prepares a run.
     *
     * @param xpc whether the machine has the engine; without, only trap and copy are shown
     */
    public Demo(final GuestImages images, final boolean xpc) {
        this.images = images;
        this.xpc = xpc;
    }

    /**
     * Runs the demo, once.
     *
     * @throws org.xpcmachine.machine.loader.LoadException if the guest has not been built
     */
    public DemoResult run() {
        final BoardConfig plain = BoardConfig.DEFAULT.withMemory(MEMORY);
        final BoardConfig board = xpc ? RunConfig.withXpc(plain) : plain;
        final CapturedConsole console = new CapturedConsole();
        try (GuestRun guest =
                new GuestRun(new RunConfig(images.boot(PROGRAM), board, MAX_STEPS), console, this::observers)) {
            final RunResult run = guest.run();
            if (run.outcome() != RunResult.Outcome.EXIT || run.exitCode() != 0) {
                crashReport = CrashReport.of(guest, images);
            }
            return new DemoResult(xpc, MEMORY, run, console.text(), byXpc, byTrap, counter);
        }
    }

    /** Returns what the machine looked like where it ended, if the guest failed; else nothing. */
    public List<String> crashReport() {
        return crashReport;
    }

    private Observer observers(final VirtBoard board) {
        final Sight sight = new Sight(board, images);
        byXpc = new LetterByXpc(sight, SENDER);
        byTrap = new LetterByTrap(sight, SENDER, RECEIVER);
        counter = new RoundTripCounter(sight);
        return event -> {
            byXpc.on(event);
            byTrap.on(event);
            counter.on(event);
        };
    }
}
