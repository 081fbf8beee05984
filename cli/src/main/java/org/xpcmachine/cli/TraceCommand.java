// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.xpcmachine.lab.GuestImages;
import org.xpcmachine.lab.RunConfig;
import org.xpcmachine.lab.RunResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code xpc trace}: a run, and a file of what happened in it. */
@Command(
        name = "trace",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = "Run an image and write every call, return, trap and switch to a file for the Perfetto viewer.",
        footer = {
            "",
            "Open the file at https://ui.perfetto.dev. Each hart has a track of its traps and one of",
            "its address spaces, each thread one of its cross process calls; times are guest time,",
            "at 10^9 steps a second.",
            "",
            "Exit code: as that of xpc run.",
            "",
            "Examples:",
            "  xpc trace --guest -o demo.json",
            "  xpc trace --max-steps 5000000 --bios firmware.elf kernel.elf -o boot.json"
        })
final class TraceCommand implements Callable<Integer> {
    @Mixin
    private ImageOptions machine;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            defaultValue = "trace.json",
            description = "Where to write (default: ${DEFAULT-VALUE}).")
    private Path output;

    private final Streams streams;

    TraceCommand(final Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() {
        try (MachineOptions options = machine) {
            return trace(options.config());
        }
    }

    /** The file is made once the machine is built: wrong images leave an older trace as it was. */
    private int trace(final RunConfig config) {
        try (TraceOutput out = new TraceOutput(output, GuestImages.ofProcess());
                Session session = Session.open(config, streams, streams.out(), out::attach)) {
            final RunResult result = session.run();
            out.finish();
            streams.out().flush();
            streams.err().printf("xpc: %s; %d events in %s%n", result.outcome().text(), out.events(), output);
            return ExitCode.of(result, session.userEnd());
        } catch (final IOException e) {
            throw TraceOutput.cannotBeWritten(output, e);
        } catch (final UncheckedIOException e) {
            throw TraceOutput.cannotBeWritten(output, e.getCause());
        }
    }
}
