// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xpcmachine.machine.board.BoardConfig;
import org.xpcmachine.machine.board.HostConsole;
import org.xpcmachine.translator.TranslatorConfig;

/** The guest's own tests and attacks, which report by the machine's exit code, on one hart and on several, with XPC and without. */
class GuestProgramsTest {
    private static final long TWO_GUEST_SECONDS = 2_000_000_000L;

    @ParameterizedTest(name = "init={0} on {1} harts, XPC {2}")
    @CsvSource({
        "tests, 1, true",
        "tests, 4, true",
        "tests xpcctl=0xff15, 4, true",
        "tests, 1, false",
        "tests, 2, false",
        "attacks, 1, true",
        "attacks, 4, true",
        "flood, 1, true",
        "flood, 2, true",
        "demo, 1, true",
        "demo, 2, true",
        "demo, 1, false"
    })
    void endWithSuccess(final String init, final int harts, final boolean xpc) {
        final BoardConfig plain = BoardConfig.DEFAULT.withHarts(harts);
        final Result result = run(init, xpc ? RunConfig.withXpc(plain) : plain);
        assertThat(result.outcome).as(result.console).isEqualTo(RunResult.Outcome.EXIT);
        assertThat(result.exitCode).as(result.console).isZero();
    }

    @ParameterizedTest(name = "init={0} on {1} harts")
    @CsvSource({"tests, 1", "demo, 4"})
    void areTheSameBitForBitEveryTime(final String init, final int harts) {
        final Result first = run(init, harts, Optional.empty());
        final Result second = run(init, harts, Optional.empty());
        second.assertSame(first);
    }

    @ParameterizedTest(name = "init={0} on {1} harts, {2}")
    @CsvSource({"tests, 1, eager", "tests, 4, hot", "attacks, 1, hot", "attacks, 4, eager", "demo, 2, background"})
    void areTheSameTranslatedEventByEvent(final String init, final int harts, final String how) {
        final TranslatorConfig translator =
                new TranslatorConfig(how.equals("background"), how.equals("eager"), 120, 4000);
        run(init, harts, Optional.of(translator)).assertSame(run(init, harts, Optional.empty()));
    }

    /** What a run did; {@code events} counts them, {@code trace} is a digest of them all. */
    private record Result(
            RunResult.Outcome outcome,
            int exitCode,
            long instructions,
            String console,
            byte[] ram,
            long events,
            long trace) {
        void assertSame(final Result other) {
            assertThat(console).isEqualTo(other.console);
            assertThat(instructions).isEqualTo(other.instructions);
            assertThat(events).isEqualTo(other.events);
            assertThat(trace).as("digest of %d events", events).isEqualTo(other.trace);
            assertThat(Arrays.mismatch(ram, other.ram)).isEqualTo(-1);
        }
    }

    private static Result run(final String init, final int harts, final Optional<TranslatorConfig> translator) {
        final BoardConfig plain = BoardConfig.DEFAULT.withHarts(harts);
        return run(init, RunConfig.withXpc(translator.map(plain::withExecutor).orElse(plain)));
    }

    private static Result run(final String init, final BoardConfig board) {
        final GuestImages images = GuestImages.ofProcess();
        assumeTrue(images.exist(), "skipped: the guest's images have not been built");
        final ByteArrayOutputStream output = new ByteArrayOutputStream();
        final HostConsole console = new HostConsole() {
            @Override
            public void write(final int b) {
                output.write(b);
            }

            @Override
            public int poll() {
                return CLOSED;
            }
        };
        final RunConfig config = new RunConfig(images.boot("init=" + init), board, TWO_GUEST_SECONDS);
        final long[] events = new long[2];
        try (GuestRun run = new GuestRun(config, console, built -> event -> {
            events[0]++;
            events[1] = 31 * events[1] + event.hashCode();
        })) {
            final RunResult result = run.run();
            final byte[] ram = new byte[(int) run.board().ram().size()];
            run.board().ram().copyOut(run.board().ram().base(), ram, 0, ram.length);
            return new Result(
                    result.outcome(),
                    result.exitCode(),
                    result.instructions(),
                    output.toString(StandardCharsets.UTF_8),
                    ram,
                    events[0],
                    events[1]);
        }
    }
}
