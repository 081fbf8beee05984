// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.xpcmachine.lab.GuestImages;
import org.xpcmachine.lab.experiment.Experiment;
import org.xpcmachine.lab.experiment.Experiments;
import org.xpcmachine.lab.experiment.Finding;
import org.xpcmachine.lab.experiment.FindingText;
import org.xpcmachine.lab.experiment.JsonText;
import org.xpcmachine.lab.experiment.Laboratory;
import org.xpcmachine.lab.experiment.ResultFolder;
import org.xpcmachine.lab.experiment.ResultWriter;
import org.xpcmachine.timing.TimingConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code xpc reproduce}: the paper's tables and figures, measured on this machine. */
@Command(
        name = "reproduce",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = "Measure what the paper measured, and print ours beside the published figures.",
        footer = {
            "",
            "Experiments:",
            "  table1         an seL4-style call taken apart: trap, logic, switch, restore, transfer",
            "  figure5        one-way XPC as its mechanisms are switched on one after another",
            "  figure6        one-way latency against message size: one copy, two copies, XPC",
            "  instructions   xcall, xret and swapseg alone, warm and cold",
            "  radix          capabilities in a bitmap and in a radix tree, 64 to 1 M x-entries",
            "  prefetch       engine cache and prefetch when a client calls k servers in turn",
            "  probe          whom another process called, learnt by timing the engine cache",
            "  all            all of them, and one page: report.html",
            "",
            "Each writes its rows (CSV, JSON) and plots (PNG, SVG) to the output folder. The guest's",
            "time is modelled, so a run gives the same figures on every host.",
            "",
            "Examples:",
            "  xpc reproduce figure5",
            "  xpc reproduce all -o results",
            "  xpc reproduce table1 --memory-latency 100 --json"
        })
final class ReproduceCommand implements Callable<Integer> {
    private static final String EVERYTHING = "all";
    private static final int MOST_REPETITIONS = 256;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0..*", paramLabel = "EXPERIMENT", description = "One or more of those below, or all.")
    private List<String> names = new ArrayList<>();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FOLDER",
            defaultValue = "results",
            description = "Where to write (default: ${DEFAULT-VALUE}).")
    private Path output;

    @Option(
            names = "--repetitions",
            paramLabel = "N",
            defaultValue = "64",
            description = "Of each measurement after warm-up, 1 to 256 (default: ${DEFAULT-VALUE}).")
    private int repetitions;

    @Option(
            names = "--timing",
            paramLabel = "PRESET",
            defaultValue = TimingConfig.DEFAULT,
            description = "Timing of the machine (default: ${DEFAULT-VALUE}).")
    private String preset;

    @Option(
            names = "--memory-latency",
            paramLabel = "CYCLES",
            description = "From a read request to the first data, instead of the preset's.")
    private Integer memoryLatency;

    @Option(names = "--json", description = "Print what was found as JSON, an object for each experiment.")
    private boolean json;

    private final Streams streams;

    ReproduceCommand(final Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() {
        final List<Experiment> chosen = chosen();
        final TimingConfig timing = timing();
        if (repetitions < 1 || repetitions > MOST_REPETITIONS) {
            throw wrong("--repetitions: " + repetitions + " is not between 1 and " + MOST_REPETITIONS);
        }
        final ResultWriter writer = new ResultWriter(new ResultFolder(output), setUp(timing));
        try (ExperimentProgress progress = new ExperimentProgress(streams)) {
            final Laboratory laboratory = new Laboratory(GuestImages.ofProcess(), timing, repetitions, progress);
            for (final Experiment experiment : chosen) {
                progress.experiment(experiment.name());
                final Finding finding = experiment.run(laboratory);
                writer.write(experiment, finding);
                progress.clear();
                show(experiment, finding);
            }
        }
        final String page = names.contains(EVERYTHING) ? ", page: " + output.resolve(writer.writePage()) : "";
        streams.err().println("xpc: rows and plots are in " + output + page);
        return ExitCode.OK;
    }

    private List<Experiment> chosen() {
        if (names.isEmpty()) {
            throw wrong("say what to reproduce: " + String.join(", ", Experiments.names()) + ", or all");
        }
        if (names.contains(EVERYTHING)) {
            return Experiments.all();
        }
        return names.stream()
                .distinct()
                .map(name -> Experiments.named(name)
                        .orElseThrow(() -> wrong("no such experiment: " + name + " (there are "
                                + String.join(", ", Experiments.names()) + ", all)")))
                .toList();
    }

    private TimingConfig timing() {
        try {
            final TimingConfig timing = TimingConfig.preset(preset);
            return memoryLatency == null ? timing : timing.withMemoryLatency(memoryLatency);
        } catch (final IllegalArgumentException e) {
            throw wrong(e.getMessage());
        }
    }

    private List<String> setUp(final TimingConfig timing) {
        return List.of(
                ("Every figure called ours was measured in one run of this machine's timing model: preset `%s`, memory latency %d"
                                + " cycles, %s, %d repetitions after warm-up. Published figures stand beside them as data; what is recalled and not"
                                + " read again is marked.")
                        .formatted(
                                timing.name(),
                                timing.memory().latency(),
                                timing.l2().isPresent() ? "with an L2" : "no L2",
                                repetitions));
    }

    private void show(final Experiment experiment, final Finding finding) {
        if (json) {
            streams.out().print(JsonText.of(experiment, finding));
        } else {
            FindingText.of(experiment, finding).forEach(streams.out()::println);
        }
        streams.out().flush();
    }

    private ParameterException wrong(final String problem) {
        return new ParameterException(spec.commandLine(), problem);
    }
}
