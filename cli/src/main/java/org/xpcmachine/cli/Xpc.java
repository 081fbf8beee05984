// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.cli;

import java.io.PrintWriter;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import org.xpcmachine.machine.loader.LoadException;
import org.xpcmachine.machine.snapshot.SnapshotException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command {@code xpc}. */
@Command(
        name = "xpc",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        header = "A RISC-V machine with XPC: cross process calls without the kernel.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Start with:",
            "  xpc demo                  a first cross process call, shown step by step",
            "  xpc run program.elf       run a program of yours",
            "  xpc COMMAND --help        what a command can do, with examples",
            "  xpc java Program.java     a Java program that embeds a machine, docs/embedding.md",
            "",
            "Exit code: 0 for success, that of the guest where there is one, 2 for a wrong option or",
            "file, 124 if a limit stopped the guest, 130 after Ctrl-C, 1 otherwise."
        })
public final class Xpc implements Callable<Integer> {
    private final Streams streams;

    Xpc(final Streams streams) {
        this.streams = streams;
    }

    /** Runs the command and ends the process with its exit code. */
    public static void main(final String[] arguments) {
        System.exit(execute(Streams.ofProcess(), arguments));
    }

    /** Runs the command and returns its exit code. */
    static int execute(final Streams streams, final String... arguments) {
        final int code = commandLine(streams, arguments).execute(arguments);
        final String problem = streams.out().problem();
        if (problem != null) {
            streams.err().println("xpc: standard output: cannot be written: " + problem);
        }
        streams.err().flush();
        return problem != null && code == ExitCode.OK ? ExitCode.FAILURE : code;
    }

    private static CommandLine commandLine(final Streams streams, final String... arguments) {
        final CommandLine line = new CommandLine(new Xpc(streams), CommandLine.defaultFactory());
        for (final Object command : commands(streams, arguments)) {
            line.addSubcommand(command);
        }
        line.setOut(new PrintWriter(streams.out(), true));
        line.setErr(new PrintWriter(streams.err(), true));
        line.setColorScheme(CommandLine.Help.defaultColorScheme(streams.colour() ? Ansi.ON : Ansi.OFF));
        line.setParameterExceptionHandler((e, a) -> wrongUsage(e, streams));
        line.setExecutionExceptionHandler((e, l, r) -> failed(e, streams));
        line.setUsageHelpWidth(88);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        return line;
    }

    /** Returns the command that the first argument names, or all: to look at what a command can do takes time that adds up. */
    private static Collection<Object> commands(final Streams streams, final String... arguments) {
        final SequencedMap<String, Object> all = new LinkedHashMap<>();
        all.put("demo", new DemoCommand(streams));
        all.put("run", new RunCommand(streams));
        all.put("boot", new BootCommand(streams));
        all.put("trace", new TraceCommand(streams));
        all.put("disasm", new DisasmCommand(streams));
        all.put("validate", new ValidateCommand(streams));
        all.put("reproduce", new ReproduceCommand(streams));
        all.put("bench", new BenchCommand(streams));
        all.put("version", new VersionCommand(streams));
        all.put("help", new CommandLine.HelpCommand());
        final Object named = arguments.length == 0 || arguments[0].equals("help") ? null : all.get(arguments[0]);
        return named == null ? all.values() : List.of(named);
    }

    private static int wrongUsage(final ParameterException e, final Streams streams) {
        final String command = e.getCommandLine().getCommandSpec().qualifiedName();
        final boolean noCommand = e instanceof UnmatchedArgumentException u
                && command.equals("xpc")
                && !u.getUnmatched().getFirst().startsWith("-");
        final String problem = noCommand
                ? "no such command: "
                        + ((UnmatchedArgumentException) e).getUnmatched().getFirst()
                : firstLine(e);
        streams.err().println("xpc: " + problem + " (see " + command + " --help)");
        return ExitCode.USAGE;
    }

    private static int failed(final Exception e, final Streams streams) {
        switch (e) {
            case ParameterException wrong -> {
                return wrongUsage(wrong, streams);
            }
            case LoadException wrong -> {
                streams.err().println("xpc: " + firstLine(wrong));
                return ExitCode.USAGE;
            }
            case SnapshotException wrong -> {
                streams.err().println("xpc: " + firstLine(wrong));
                return ExitCode.USAGE;
            }
            default -> {
                streams.err().println("xpc: " + firstLine(e));
                return ExitCode.FAILURE;
            }
        }
    }

    private static String firstLine(final Exception e) {
        final String message = e.getMessage() == null ? e.toString() : e.getMessage();
        return message.lines().findFirst().orElse(e.toString());
    }

    @Override
    public Integer call() {
        streams.err().println("xpc: say what to do: xpc COMMAND (see xpc --help)");
        return ExitCode.USAGE;
    }
}
