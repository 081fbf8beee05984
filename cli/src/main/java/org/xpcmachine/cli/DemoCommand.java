// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.cli;

import java.util.concurrent.Callable;
import org.xpcmachine.lab.GuestImages;
import org.xpcmachine.lab.JsonWriter;
import org.xpcmachine.lab.RunResult;
import org.xpcmachine.lab.demo.Demo;
import org.xpcmachine.lab.demo.DemoResult;
import org.xpcmachine.lab.demo.DemoText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code xpc demo}: a first cross process call. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = "Show a first cross process call, step by step, beside one by trap and copy.",
        footer = {
            "",
            "Boots this project's kernel with a few processes and watches them: how a 4 KiB message",
            "goes from A through B to C, whether it was copied, and what a round trip costs.",
            "",
            "Exit code: 0 if everything that it shows was observed; else the guest's own, or 1.",
            "",
            "Examples:",
            "  xpc demo",
            "  xpc demo --json",
            "  xpc trace --guest --append init=tour -o tour.json     the same as a trace"
        })
final class DemoCommand implements Callable<Integer> {
    @Option(names = "--json", description = "Print everything that was measured as JSON.")
    private boolean json;

    @Option(names = "--no-xpc", description = "Run it on a machine without the engine: trap and copy alone.")
    private boolean noXpc;

    private final Streams streams;

    DemoCommand(final Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() {
        final Demo demo = new Demo(GuestImages.ofProcess(), !noXpc);
        final DemoResult result = demo.run();
        if (json) {
            final StringBuilder text = new StringBuilder();
            result.writeTo(new JsonWriter(text, JsonWriter.Layout.INDENTED));
            streams.out().println(text);
        } else {
            DemoText.of(result, streams.colour()).forEach(streams.out()::println);
        }
        demo.crashReport().forEach(streams.err()::println);
        return exitCode(result);
    }

    private static int exitCode(final DemoResult result) {
        final RunResult run = result.run();
        final int code = run.outcome() == RunResult.Outcome.EXIT ? ExitCode.of(run, UserEnd.NOT) : ExitCode.FAILURE;
        return code != ExitCode.OK || result.holds() ? code : ExitCode.FAILURE;
    }
}
