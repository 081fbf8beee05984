// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xpcmachine.lab.GuestImages;
import org.xpcmachine.lab.GuestRun;
import org.xpcmachine.lab.RunConfig;
import org.xpcmachine.lab.RunResult;
import org.xpcmachine.machine.board.BoardConfig;
import org.xpcmachine.machine.board.BootImages;
import org.xpcmachine.machine.board.HostConsole;
import org.xpcmachine.machine.loader.InputFile;
import org.xpcmachine.translator.TranslatorConfig;

/** Every kernel holds its own result for right, and finds on this machine what it finds on QEMU. */
class KernelsTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final long MOST_STEPS = 200_000_000;

    /** As much as the largest kernel needs: to have more costs time. */
    private static final long MEMORY = 80L << 20;

    private static final String ARGUMENTS = "scale=100 reps=2";

    /** Translates what is hot while the machine waits, so that as much as possible is executed translated. */
    private static final TranslatorConfig SYNCHRONOUS = new TranslatorConfig(false, false, 300, 8192);

    private static final Optional<Emulator> QEMU = Emulator.qemu();
    private static final GuestImages IMAGES = GuestImages.ofProcess();

    @BeforeEach
    void needsImages() {
        assumeTrue(IMAGES.exist(), "skipped: the guest's images have not been built");
    }

    static List<Kernel> all() {
        return Kernel.all().stream()
                .filter(kernel -> kernel.kind() != Kernel.Kind.PROMPT)
                .toList();
    }

    private record Run(int exitCode, List<String> lines) {
        List<Repetition> repetitions() {
            return lines.stream()
                    .map(line -> Repetition.parse(line)
                            .orElseThrow(() -> new AssertionError("no line of a repetition: " + line)))
                    .toList();
        }
    }

    /** Runs in this process. */
    private static Run run(final Kernel kernel, final BoardConfig board) {
        final Path image = IMAGES.benchmark(kernel.name());
        final BootImages images =
                new BootImages(null, new BootImages.Image(kernel.name(), InputFile.read(image)), null, ARGUMENTS);
        final StringBuilder output = new StringBuilder();
        final HostConsole console = new HostConsole() {
            @Override
            public void write(final int b) {
                output.append((char) b);
            }

            @Override
            public int poll() {
                return CLOSED;
            }
        };
        final RunConfig config = new RunConfig(images, board.withMemory(MEMORY), MOST_STEPS);
        try (GuestRun guest = new GuestRun(config, console, unused -> null)) {
            final RunResult result = guest.run();
            assertThat(result.outcome()).as("%s", output).isEqualTo(RunResult.Outcome.EXIT);
            return new Run(result.exitCode(), output.toString().lines().toList());
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("all")
    void findsTheSameEachTimeAndOnQemu(final Kernel kernel) {
        final Run run = run(kernel, RunConfig.withXpc(BoardConfig.DEFAULT));
        assertThat(run.exitCode()).as("%s", run.lines()).isZero();
        final List<Repetition> ours = run.repetitions();
        assertThat(ours).extracting(Repetition::number).containsExactly(1L, 2L);
        assertSameResult(ours.getFirst(), ours.getLast());
        final BoardConfig translating = BoardConfig.DEFAULT.withExecutor(SYNCHRONOUS);
        assertThat(run(kernel, RunConfig.withXpc(translating)).lines())
                .as("translated, to the instruction")
                .isEqualTo(run.lines());
        if (kernel.isPlain()) {
            assumeTrue(QEMU.isPresent(), "compared with itself only: qemu-system-riscv64 is not on the path");
            final List<Repetition> theirs = runOnQemu(kernel);
            assertThat(theirs).hasSize(2);
            theirs.forEach(repetition -> assertSameResult(ours.getFirst(), repetition));
        }
    }

    private static void assertSameResult(final Repetition one, final Repetition other) {
        assertThat(other.checksum()).isEqualTo(one.checksum());
        assertThat(other.units()).isEqualTo(one.units());
    }

    private static List<Repetition> runOnQemu(final Kernel kernel) {
        final List<Repetition> repetitions = new ArrayList<>();
        final Path image = IMAGES.benchmark(kernel.name());
        try (KernelProcess process = KernelProcess.start(kernel.name(), QEMU.orElseThrow(), image, ARGUMENTS)) {
            for (String line = process.next(LIMIT).text();
                    line != null;
                    line = process.next(LIMIT).text()) {
                Repetition.parse(line).ifPresent(repetitions::add);
            }
        }
        return repetitions;
    }

    @Test
    void aKernelThatCannotRunHereSaysSo() {
        final Run run = run(Kernel.named("xcall").orElseThrow(), BoardConfig.DEFAULT);
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.lines()).containsExactly("FAIL xcall: this machine has no Xxpc");
    }

    @Test
    void aRoundTripIsAboutAHundredInstructions() {
        final Repetition repetition = run(Kernel.named("pingpong").orElseThrow(), BoardConfig.DEFAULT)
                .repetitions()
                .getLast();
        assertThat(repetition.instructions() / repetition.units()).isBetween(95L, 115L);
    }

    @Test
    void everyProgramOfTheSourcesIsMeasured() {
        final Path sources =
                Path.of(System.getProperty("user.dir")).resolveSibling("guest").resolve("bench/kernels");
        assumeTrue(Files.isDirectory(sources), "skipped: the guest's sources are not beside this module");
        assertThat(sources.toFile().list((folder, name) -> name.endsWith(".c")))
                .allSatisfy(
                        file -> assertThat(Kernel.named(file.replace(".c", ""))).isPresent());
    }

    @Test
    void aFailureIsReportedInTheKernelsWords() {
        final Emulator shell = (image, arguments) -> List.of("/bin/sh", "-c", "echo FAIL of the test; sleep 60");
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "skipped: no /bin/sh");
        try (KernelProcess process = KernelProcess.start("a kernel", shell, Path.of("image"), "")) {
            assertThatThrownBy(() -> process.next(LIMIT)).hasMessage("a kernel: FAIL of the test");
        }
    }

    @Test
    void aKernelThatSaysNothingIsGivenUp() {
        final Emulator shell = (image, arguments) -> List.of("/bin/sh", "-c", "sleep 60");
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "skipped: no /bin/sh");
        final long start = System.nanoTime();
        try (KernelProcess process = KernelProcess.start("a kernel", shell, Path.of("image"), "")) {
            assertThatThrownBy(() -> process.next(Duration.ofMillis(10))).hasMessage("a kernel: no line in 0.01 s");
        }
        assertThat(System.nanoTime() - start).isLessThan(LIMIT.toNanos());
    }
}
