// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import org.xpcmachine.lab.CrashReport;
import org.xpcmachine.lab.CycleProfile;
import org.xpcmachine.lab.CycleProfileText;
import org.xpcmachine.lab.GuestImages;
import org.xpcmachine.lab.GuestRun;
import org.xpcmachine.lab.JsonWriter;
import org.xpcmachine.lab.RunResult;
import org.xpcmachine.machine.board.VirtBoard;
import org.xpcmachine.machine.observe.Observer;
import org.xpcmachine.machine.snapshot.SnapshotFile;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs a machine whose console is the user's. */
abstract class MachineCommand implements Callable<Integer> {
    /** Outcomes that whoever brought them about need not be told of. */
    private static final Set<RunResult.Outcome> SILENT =
            EnumSet.of(RunResult.Outcome.EXIT, RunResult.Outcome.STOPPED, RunResult.Outcome.KILLED);

    @Mixin
    private final MachineOptions machine;

    @Option(names = "--json", description = "Print a summary as JSON; the guest's console goes to standard error.")
    private boolean json;

    @Option(
            names = "--report",
            description = "Show registers, traps and code at the end of any run, not only of a crash.")
    private boolean report;

    @Option(
            names = "--profile",
            description =
                    "With --timing: show cycles by address space and function at the end, besides those by cause.")
    private boolean profile;

    @Option(
            names = "--save",
            paramLabel = "FILE",
            description =
                    "Write a snapshot when a limit stops the run, or Ctrl-A X leaves it, to go on from with --restore;"
                            + " the exit code is then 0.")
    private Path save;

    @Mixin
    private final GdbOptions gdb;

    private CycleProfile cycles;

    private final Streams streams;

    MachineCommand(final MachineOptions machine, final Streams streams) {
        this.machine = machine;
        this.streams = streams;
        gdb = new GdbOptions(streams);
    }

    @Override
    public Integer call() {
        gdb.check();
        if (profile && machine.timing() == null) {
            streams.err().println("xpc: --profile needs --timing PRESET (see --help)");
            return ExitCode.USAGE;
        }
        if (save != null) {
            machine.requireSavable("--save");
            SnapshotFile.requireWritable(save);
        }
        final PrintStream consoleOut = json ? streams.err() : streams.out();
        try (MachineOptions options = machine;
                Session session = Session.open(options.config(), streams, consoleOut, this::attach, gdb::record)) {
            final RunResult result = gdb.run(session);
            if (save != null && save(session, result)) {
                return ExitCode.OK;
            }
            show(session.guest(), result);
            return ExitCode.of(result, session.userEnd());
        }
    }

    /** Returns whether the run was stopped, and saved; one that ended by itself has nothing to go on with. */
    private boolean save(final Session session, final RunResult result) {
        streams.out().flush();
        final boolean left = result.outcome() == RunResult.Outcome.STOPPED && session.userEnd() == UserEnd.LEFT;
        if (result.outcome() != RunResult.Outcome.LIMIT && !left) {
            streams.err().println("xpc: " + save + ": not written, because no limit stopped the run");
            return false;
        }
        SnapshotFile.write(save, session.guest().board().save());
        printSummary(result);
        return true;
    }

    private Observer attach(final VirtBoard board) {
        if (profile) {
            cycles = CycleProfile.attach(board, machine.timing(), GuestImages.ofProcess());
        }
        return null;
    }

    private void showCycles(final GuestRun run) {
        final int harts = run.board().machine().cores().size();
        CycleProfileText.causes(machine.timing(), harts).forEach(streams.err()::println);
        if (profile) {
            CycleProfileText.of(cycles).forEach(streams.err()::println);
        }
    }

    private void printSummary(final RunResult result) {
        if (json) {
            final StringBuilder text = new StringBuilder();
            result.writeTo(new JsonWriter(text, JsonWriter.Layout.INDENTED));
            streams.out().println(text);
        }
    }

    private void show(final GuestRun run, final RunResult result) {
        streams.out().flush();
        printSummary(result);
        if (machine.timing() != null) {
            showCycles(run);
        }
        if (!SILENT.contains(result.outcome())) {
            streams.err().println("xpc: " + result.outcome().text());
        }
        if (report || isCrash(run, result)) {
            CrashReport.of(run, GuestImages.ofProcess()).forEach(streams.err()::println);
        }
    }

    /**
     * A program may exit with any code; it is a crash if its kernel or firmware met an exception and never came back.
     */
    private static boolean isCrash(final GuestRun run, final RunResult result) {
        return switch (result.outcome()) {
            case EXIT -> result.exitCode() != 0 && run.history().fault() != null;
            case ALL_WAIT, TRAP_LOOP, LIMIT -> true;
            case STOPPED, KILLED -> false;
        };
    }
}
