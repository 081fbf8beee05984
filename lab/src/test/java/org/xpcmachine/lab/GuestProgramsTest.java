// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xpcmachine.machine.board.BoardConfig;
import org.xpcmachine.machine.board.HostConsole;

/** The guest's own tests and attacks, which report by the machine's exit code, on one hart and on several, with XPC and without. */
class GuestProgramsTest {
    private static final long TWO_GUEST_SECONDS = 2_000_000_000L;

    @ParameterizedTest(name = "init={0} on {1} harts, XPC {2}")
    @CsvSource({
        "tests, 1, true",
        "tests, 4, true",
        "tests, 1, false",
        "tests, 2, false",
        "attacks, 1, true",
        "attacks, 4, true",
        "demo, 1, true",
        "demo, 2, true",
        "demo, 1, false"
    })
    void endWithSuccess(final String init, final int harts, final boolean xpc) {
        final Result result = run(init, harts, xpc);
        assertThat(result.outcome).as(result.console).isEqualTo(RunResult.Outcome.EXIT);
        assertThat(result.exitCode).as(result.console).isZero();
    }

    @ParameterizedTest(name = "init={0} on {1} harts")
    @CsvSource({"tests, 1", "demo, 4"})
    void areTheSameBitForBitEveryTime(final String init, final int harts) {
        final Result first = run(init, harts, true);
        final Result second = run(init, harts, true);
        assertThat(second.console).isEqualTo(first.console);
        assertThat(second.instructions).isEqualTo(first.instructions);
        assertThat(Arrays.mismatch(second.ram, first.ram)).isEqualTo(-1);
    }

    private record Result(RunResult.Outcome outcome, int exitCode, long instructions, String console, byte[] ram) {}

    private static Result run(final String init, final int harts, final boolean xpc) {
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
        final BoardConfig plain = BoardConfig.DEFAULT.withHarts(harts);
        final RunConfig config =
                new RunConfig(images.boot("init=" + init), xpc ? RunConfig.withXpc(plain) : plain, TWO_GUEST_SECONDS);
        try (GuestRun run = new GuestRun(config, console, board -> null)) {
            final RunResult result = run.run();
            final byte[] ram = new byte[(int) run.board().ram().size()];
            run.board().ram().copyOut(run.board().ram().base(), ram, 0, ram.length);
            return new Result(
                    result.outcome(),
                    result.exitCode(),
                    result.instructions(),
                    output.toString(StandardCharsets.UTF_8),
                    ram);
        }
    }
}
