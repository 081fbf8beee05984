// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.cli;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.xpcmachine.lab.InterpreterBenchmark;
import org.xpcmachine.lab.JsonWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code xpc bench}: speed of execution on this host. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = {
            "Measure the interpreter on this host.",
            "A loop of integer instructions that also loads, stores and branches, in millions of guest instructions"
                    + " per second: median, lowest and highest run."
        },
        footer = {"", "Examples:", "  xpc bench", "  xpc bench --runs 11 --json"})
final class BenchCommand implements Callable<Integer> {
    @Option(
            names = "--runs",
            paramLabel = "N",
            description = "Runs to measure, after one to warm up (default: ${DEFAULT-VALUE}).")
    private int runs = 5;

    @Option(names = "--json", description = "Print an object instead of text.")
    private boolean json;

    private final Streams streams;

    BenchCommand(final Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() {
        if (runs < 1 || runs > 1000) {
            streams.err().println("xpc: --runs: " + runs + " is not between 1 and 1000 (see xpc bench --help)");
            return ExitCode.USAGE;
        }
        if (!json && streams.colour()) {
            streams.err().println("measuring " + runs + " runs of about a second ...");
        }
        final List<Double> speeds = InterpreterBenchmark.measure(runs);
        final double median = speeds.get(speeds.size() / 2);
        if (json) {
            new JsonWriter(streams.out(), JsonWriter.Layout.LINES)
                    .beginObject()
                    .name("benchmark")
                    .value("interpreter, integer loop")
                    .name("runs")
                    .value(runs)
                    .name("medianMips")
                    .thousandths(Math.round(1000 * median))
                    .name("lowestMips")
                    .thousandths(Math.round(1000 * speeds.getFirst()))
                    .name("highestMips")
                    .thousandths(Math.round(1000 * speeds.getLast()))
                    .endObject();
            streams.out().println();
        } else {
            streams.out()
                    .println(String.format(
                            Locale.ROOT,
                            "interpreter, integer loop: %.0f MIPS (median of %d; %.0f to %.0f)",
                            median,
                            runs,
                            speeds.getFirst(),
                            speeds.getLast()));
        }
        return ExitCode.OK;
    }
}
