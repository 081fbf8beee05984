// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.cli;

import java.io.IOException;
import java.util.Map;
import java.util.Stack;
import org.xpcmachine.lab.GuestImages;
import org.xpcmachine.lab.RunResult;
import org.xpcmachine.lab.gdb.GdbServer;
import org.xpcmachine.lab.gdb.Tape;
import org.xpcmachine.machine.board.HostConsole;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of a run that a debugger drives. */
final class GdbOptions {
    private static final int LARGEST_PORT = 0xffff;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--gdb",
            arity = "0..1",
            paramLabel = "PORT",
            fallbackValue = "" + GdbServer.DEFAULT_PORT,
            preprocessor = AttachedOnly.class,
            description =
                    "Let gdb drive the machine, by this TCP port of this host alone (default: ${FALLBACK-VALUE}; 0 for"
                            + " any). The first instruction waits for it.")
    private Integer port;

    @Option(names = "--gdb-nowait", description = "With --gdb: start at once; gdb may come when it wants.")
    private boolean noWait;

    private final Streams streams;
    private Tape tape;

    GdbOptions(final Streams streams) {
        this.streams = streams;
    }

    /** A port is written {@code --gdb=PORT}: what follows a mere {@code --gdb} is something else. */
    private static final class AttachedOnly implements IParameterPreprocessor {
        @Override
        public boolean preprocess(
                final Stack<String> arguments,
                final CommandSpec command,
                final ArgSpec option,
                final Map<String, Object> info) {
            if (" ".equals(info.get("separator"))) {
                arguments.push("" + GdbServer.DEFAULT_PORT);
            }
            return false;
        }
    }

    /** Returns what the machine is to have for a console, before the run. */
    HostConsole record(final HostConsole console) {
        if (port == null) {
            return console;
        }
        tape = new Tape(console);
        return tape;
    }

    /** Runs a session, by a debugger if that was asked for. */
    RunResult run(final Session session) {
        if (port == null) {
            return session.run();
        }
        try (GdbServer server = new GdbServer(port, !noWait, GuestImages.ofProcess(), tape)) {
            streams.err()
                    .println("xpc: gdb may connect" + (noWait ? "" : ", and is waited for") + ": target remote :"
                            + server.port());
            return session.run(server);
        } catch (final IOException e) {
            throw wrong("--gdb: port " + port + ": " + e.getMessage());
        }
    }

    /** Refuses what makes no sense. */
    void check() {
        if (port == null && noWait) {
            throw wrong("--gdb-nowait needs --gdb");
        }
        if (port != null && (port < 0 || port > LARGEST_PORT)) {
            throw new ParameterException(
                    spec.commandLine(), "--gdb: " + port + " is not between 0 and " + LARGEST_PORT);
        }
    }

    private ParameterException wrong(final String problem) {
        return new ParameterException(spec.commandLine(), problem);
    }
}
