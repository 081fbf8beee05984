// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.xpcmachine.lab.JsonWriter;
import org.xpcmachine.lab.validation.BenchmarkTrace;
import org.xpcmachine.lab.validation.MeasuredImages;
import org.xpcmachine.lab.validation.Setup;
import org.xpcmachine.lab.validation.TimedBoards;
import org.xpcmachine.lab.validation.Validation;
import org.xpcmachine.lab.validation.ValidationFile;
import org.xpcmachine.lab.validation.ValidationReport;
import org.xpcmachine.lab.validation.ValidationSet;
import org.xpcmachine.lab.validation.ValidationText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code xpc validate}: the timing model beside Rocket. */
@Command(
        name = "validate",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = {
            "Compare the timing model with a real core, point by point.",
            "Runs the very images that were run on Rocket in hardware simulation, and puts the cycles that they count here"
                    + " (ours) beside those that they counted there (theirs)."
        },
        footer = {
            "",
            "Sets: kernels, whole programs; units, 210 published costs of single operations; raw,",
            "the benchmarks that these follow from; traps, traps and switches of address spaces.",
            "Configurations: noL2-40, noL2-10, noL2-100, L2-40: without and with a 512 KiB L2, and",
            "cycles to the first beat from memory.",
            "",
            "The images are not part of this project: by default they are looked for in shared/rocket",
            "beside its folder.",
            "",
            "Examples:",
            "  xpc validate --summary",
            "  xpc validate --set kernels --sort error",
            "  xpc validate --set raw --only 'ld_|st_' --config noL2-40 --reps",
            "  xpc validate --trace br_dir8 --config L2-40",
            "  xpc validate --csv points.csv"
        })
final class ValidateCommand implements Callable<Integer> {
    private static final int MAX_THREADS = 64;

    @Spec
    private CommandSpec spec;

    @Option(names = "--images", paramLabel = "DIR", description = "Folder of the measured images.")
    private Path images;

    @Option(
            names = "--set",
            paramLabel = "SET",
            split = ",",
            description = "What to compare: kernels, units, raw, traps (default: all).")
    private Set<ValidationSet> sets;

    @Option(
            names = "--config",
            paramLabel = "NAME",
            split = ",",
            description = "Measured configurations to compare with (default: all).")
    private List<String> configurations;

    @Option(
            names = "--only",
            paramLabel = "PATTERN",
            defaultValue = "",
            description = "Only what has this regular expression in its name.")
    private String only;

    @Option(names = "--functional", description = "Without the timing model: every instruction takes a cycle.")
    private boolean functional;

    @Option(
            names = "--sort",
            paramLabel = "ORDER",
            defaultValue = "table",
            description = "Order of rows: table, or error for the largest first (default: ${DEFAULT-VALUE}).")
    private Order order;

    @Option(names = "--reps", description = "Show every repetition of benchmarks, the first of which is cold.")
    private boolean repetitions;

    @Option(
            names = "--trace",
            paramLabel = "BENCHMARK",
            description =
                    "Instead: show what each instruction of a benchmark takes, cold and warm, or with --reps in every"
                            + " repetition; for one --config, by default noL2-40.")
    private String trace;

    @Option(names = "--summary", description = "Print the summary only.")
    private boolean summary;

    @Option(names = "--json", description = "Print all points as JSON instead.")
    private boolean json;

    @Option(names = "--csv", paramLabel = "FILE", description = "Write all points to a file, too.")
    private Path csv;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "2",
            description = "Images to run at the same time (default: ${DEFAULT-VALUE}).")
    private int threads;

    private final Streams streams;

    ValidateCommand(final Streams streams) {
        this.streams = streams;
    }

    private enum Order {
        TABLE,
        ERROR
    }

    @Override
    public Integer call() {
        if (threads < 1 || threads > MAX_THREADS) {
            throw wrong("--threads: " + threads + " is not between 1 and " + MAX_THREADS);
        }
        if (trace != null) {
            return trace();
        }
        final Validation validation =
                new Validation(folder(), functional ? TimedBoards::functional : TimedBoards::timed);
        final Set<ValidationSet> chosen = sets == null ? EnumSet.allOf(ValidationSet.class) : EnumSet.copyOf(sets);
        final ProgressLine progress = new ProgressLine(streams);
        final ValidationReport report = validation.run(setups(), chosen, filter(), threads, progress::show);
        progress.clear();
        print(report);
        if (csv != null) {
            write(report);
        }
        return ExitCode.OK;
    }

    private int trace() {
        final Setup setup = configurations == null ? Setup.NO_L2_40 : setups().getFirst();
        final List<List<String>> all;
        try {
            all = BenchmarkTrace.of(folder(), setup, trace);
        } catch (final IllegalArgumentException e) {
            throw wrong("--trace: " + e.getMessage() + " (in " + setup.label() + ")");
        }
        for (int i = 0; i < all.size(); i++) {
            if (repetitions || i == 0 || i == all.size() - 1) {
                streams.out().println("Repetition " + i + ": cycle, cycles since the instruction before, address");
                all.get(i).forEach(streams.out()::println);
            }
        }
        return ExitCode.OK;
    }

    private MeasuredImages folder() {
        if (images != null) {
            return new MeasuredImages(images);
        }
        return MeasuredImages.find()
                .orElseThrow(() -> wrong("the measured images are not beside this project; name their folder with"
                        + " --images DIR (it has micro/elf and kernels/elf)"));
    }

    private List<Setup> setups() {
        if (configurations == null) {
            return List.of(Setup.values());
        }
        try {
            return configurations.stream().map(Setup::of).distinct().toList();
        } catch (final IllegalArgumentException e) {
            throw wrong("--config: " + e.getMessage());
        }
    }

    private Predicate<String> filter() {
        try {
            return Pattern.compile(only).asPredicate();
        } catch (final PatternSyntaxException e) {
            throw wrong("--only: " + e.getDescription() + ": " + only);
        }
    }

    private void print(final ValidationReport report) {
        if (json) {
            final StringBuilder text = new StringBuilder();
            ValidationFile.json(report, new JsonWriter(text, JsonWriter.Layout.INDENTED));
            streams.out().println(text);
            return;
        }
        final ValidationText text = new ValidationText(report, order == Order.ERROR, repetitions);
        (summary ? text.summary() : text.lines()).forEach(streams.out()::println);
    }

    private void write(final ValidationReport report) {
        try {
            Files.writeString(csv, ValidationFile.csv(report));
        } catch (final IOException e) {
            throw wrong("--csv: " + csv + ": cannot be written: " + e.getMessage());
        }
    }

    private ParameterException wrong(final String problem) {
        return new ParameterException(spec.commandLine(), problem);
    }
}
