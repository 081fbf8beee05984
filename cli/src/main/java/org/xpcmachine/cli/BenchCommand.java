// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.cli;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.xpcmachine.lab.InterpreterBenchmark;
import org.xpcmachine.lab.JsonWriter;
import org.xpcmachine.machine.board.BoardConfig;
import org.xpcmachine.timing.RocketTiming;
import org.xpcmachine.timing.TimingConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code xpc bench}: speed of execution on this host. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = {
            "Measure the interpreter on this host, functional and timed.",
            "A loop of integer instructions that also loads, stores and branches, in millions of guest instructions"
                    + " per second: median, lowest and highest run."
        },
        footer = {"", "Examples:", "  xpc bench", "  xpc bench --runs 11 --json"})
final class BenchCommand implements Callable<Integer> {
    /** Instructions of a run: about a second. */
    private static final int FUNCTIONAL = 130_000_000;

    private static final int TIMED = 10_000_000;

    @Option(
            names = "--runs",
            paramLabel = "N",
            description = "Runs to measure, after one to warm up (default: ${DEFAULT-VALUE}).")
    private int runs = 5;

    @Option(names = "--json", description = "Print objects, one a line, instead of text.")
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
            streams.err().println("measuring twice " + runs + " runs of about a second ...");
        }
        final RocketTiming timing = new RocketTiming(TimingConfig.preset(TimingConfig.DEFAULT));
        final BoardConfig timed = BoardConfig.DEFAULT.withTiming(timing);
        report("interpreter", InterpreterBenchmark.measure(BoardConfig.DEFAULT, FUNCTIONAL, runs));
        report("interpreter, timed", InterpreterBenchmark.measure(timed, TIMED, runs));
        return ExitCode.OK;
    }

    private void report(final String what, final List<Double> speeds) {
        final double median = speeds.get(speeds.size() / 2);
        if (json) {
            new JsonWriter(streams.out(), JsonWriter.Layout.LINES)
                    .beginObject()
                    .name("benchmark")
                    .value(what + ", integer loop")
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
            return;
        }
        streams.out()
                .println(String.format(
                        Locale.ROOT,
                        "%s, integer loop: %.1f MIPS (median of %d; %.1f to %.1f)",
                        what,
                        median,
                        runs,
                        speeds.getFirst(),
                        speeds.getLast()));
    }
}
