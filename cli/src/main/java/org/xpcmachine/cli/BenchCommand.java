// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.xpcmachine.lab.GuestImages;
import org.xpcmachine.lab.bench.Bench;
import org.xpcmachine.lab.bench.BenchOptions;
import org.xpcmachine.lab.bench.BenchReport;
import org.xpcmachine.lab.bench.Emulator;
import org.xpcmachine.lab.bench.Kernel;
import org.xpcmachine.lab.bench.LinuxBoot;
import org.xpcmachine.lab.bench.Programs;
import org.xpcmachine.lab.boot.DebianImages;
import org.xpcmachine.lab.experiment.ResultFolder;
import org.xpcmachine.timing.TimingConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code xpc bench}: speed of execution on this host, beside QEMU's. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = {
            "Measure how fast this machine is on this host, functional and timed, beside QEMU.",
            "Runs small programs, each in a process of its own on one core, and counts guest instructions per second of"
                    + " host time; what each does is in docs/bench.md."
        },
        footer = {
            "",
            "Programs: sort, matmul-int, matmul-double, sha256, aes, search, chase, interpret, fib,",
            "json, memcpy, nbody, fft, sieve, paging; pingpong and xcall, round trips between two",
            "address spaces; mix, the time until a result is there; linux, the time until Debian's",
            "Linux shows its prompt (after guest/debian/fetch). All take 10 minutes or so.",
            "",
            "Examples:",
            "  xpc bench",
            "  xpc bench --only sort,sha256 --no-timed",
            "  xpc bench --runs 11 --warm-up 10 -o results"
        })
final class BenchCommand implements Callable<Integer> {
    private static final int MOST_RUNS = 1000;
    private static final double LONGEST_WARM_UP = 3600;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--runs",
            paramLabel = "N",
            defaultValue = "5",
            description = "Samples of each program; their median is shown (default: ${DEFAULT-VALUE}).")
    private int runs;

    @Option(
            names = "--warm-up",
            paramLabel = "SECONDS",
            defaultValue = "3",
            description = "What of each process is not counted (default: ${DEFAULT-VALUE}).")
    private double warmUp;

    @Option(names = "--only", paramLabel = "NAME", split = ",", description = "Only these programs.")
    private List<String> only;

    @Option(names = "--no-qemu", description = "Do not run QEMU.")
    private boolean noQemu;

    @Option(names = "--no-timed", description = "Do not run with the timing model.")
    private boolean noTimed;

    @Option(names = "--no-pin", description = "Let processes use all cores.")
    private boolean noPin;

    @Option(names = "--json", description = "Print JSON instead of text.")
    private boolean json;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FOLDER",
            description = "Write the rows there, too, as CSV and JSON.")
    private Path output;

    private final Streams streams;

    BenchCommand(final Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() {
        final BenchOptions options = options();
        final Optional<ResultFolder> folder = Optional.ofNullable(output).map(ResultFolder::new);
        final BenchReport report;
        try (ExperimentProgress progress = new ExperimentProgress(streams)) {
            progress.experiment("bench");
            report = new Bench(GuestImages.ofProcess(), options, progress).run();
        }
        if (json) {
            streams.out().print(report.json());
        } else {
            report.text().forEach(streams.out()::println);
        }
        folder.ifPresent(report::write);
        return ExitCode.OK;
    }

    private BenchOptions options() {
        if (runs < 1 || runs > MOST_RUNS) {
            throw wrong("--runs: " + runs + " is not between 1 and " + MOST_RUNS);
        }
        if (!(warmUp >= 0 && warmUp <= LONGEST_WARM_UP)) {
            throw wrong("--warm-up: " + warmUp + " is not between 0 and " + (int) LONGEST_WARM_UP);
        }
        final List<String> self = Programs.self("org.xpcmachine.cli", Xpc.class.getName());
        return new BenchOptions(
                runs,
                Duration.ofNanos(Math.round(warmUp * 1e9)),
                kernels(),
                pinned(Emulator.ours(self)),
                noTimed ? Optional.empty() : Optional.of(pinned(Emulator.ours(self, "--timing", TimingConfig.DEFAULT))),
                noQemu ? Optional.empty() : qemu(),
                DebianImages.ofProcess().exist()
                        ? Optional.of(LinuxBoot.of(self, DebianImages.ofProcess(), !noQemu))
                        : Optional.empty());
    }

    private Optional<Emulator> qemu() {
        final Optional<Emulator> qemu = Emulator.qemu().map(this::pinned);
        if (qemu.isEmpty()) {
            streams.err().println("xpc: qemu-system-riscv64 is not on the path: there is nothing to compare with");
        }
        return qemu;
    }

    private Emulator pinned(final Emulator emulator) {
        return noPin ? emulator : emulator.pinned();
    }

    private List<Kernel> kernels() {
        final boolean linux = DebianImages.ofProcess().exist();
        if (only == null) {
            if (!linux) {
                streams.err().println("xpc: without linux, which is not here: " + DebianImages.HOW_TO_FETCH);
            }
            return Kernel.all().stream()
                    .filter(kernel -> linux || !kernel.name().equals(Kernel.LINUX))
                    .toList();
        }
        if (only.contains(Kernel.LINUX) && !linux) {
            throw wrong("--only: linux is not here: " + DebianImages.HOW_TO_FETCH);
        }
        return only.stream()
                .distinct()
                .map(name -> Kernel.named(name)
                        .orElseThrow(() -> wrong("--only: no such program: " + name + " (there are "
                                + Kernel.all().stream().map(Kernel::name).collect(Collectors.joining(", ")) + ")")))
                .toList();
    }

    private ParameterException wrong(final String problem) {
        return new ParameterException(spec.commandLine(), problem);
    }
}
