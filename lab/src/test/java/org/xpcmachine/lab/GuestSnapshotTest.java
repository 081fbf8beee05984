// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xpcmachine.machine.board.BoardConfig;
import org.xpcmachine.machine.board.HostConsole;
import org.xpcmachine.machine.board.StopReason;
import org.xpcmachine.machine.board.VirtBoard;
import org.xpcmachine.machine.execute.Core;
import org.xpcmachine.machine.observe.Event;
import org.xpcmachine.machine.snapshot.Snapshot;
import org.xpcmachine.machine.snapshot.SnapshotFile;
import org.xpcmachine.translator.TranslatorConfig;

/** The guest, cut and continued from snapshots: its whole run, with interrupts, processes, XPC and console, is the unbroken one. */
class GuestSnapshotTest {
    private static final int CUTS = 8;

    @ParameterizedTest(name = "init={0} on {1} harts")
    @CsvSource({"tests, 1", "tests, 4", "attacks, 2"})
    void aRunByWayOfManyMachinesIsTheUnbrokenOne(final String init, final int harts, @TempDir final Path folder) {
        final Recorder whole = new Recorder();
        final Recorder pieces = new Recorder();
        try (VirtBoard unbroken = board(init, harts, false, whole);
                VirtBoard interpreted = board(init, harts, false, pieces);
                VirtBoard translated = board(init, harts, true, pieces)) {
            assertThat(unbroken.machine().run(Long.MAX_VALUE)).isEqualTo(StopReason.EXIT);
            final SplittableRandom random = new SplittableRandom(harts);
            final long longest = 2 * unbroken.machine().steps() / CUTS;
            VirtBoard board = interpreted;
            int cuts = 0;
            while (board.machine().run(random.nextLong(1, longest)) == StopReason.STEP_LIMIT) {
                final Path file = folder.resolve("cut.snap");
                SnapshotFile.write(file, board.save());
                final Recorder.Mark mark = pieces.mark();
                board = board == interpreted ? translated : interpreted;
                board.machine().run(random.nextLong(1, 1000));
                board.restore(SnapshotFile.read(file));
                pieces.rewind(mark);
                cuts++;
            }
            assertThat(cuts).isGreaterThan(2);
            assertThat(pieces.output).hasToString(whole.output.toString());
            assertThat(pieces.mark()).isEqualTo(whole.mark());
            assertThat(retired(board)).isEqualTo(retired(unbroken));
            assertThat(board.machine().steps()).isEqualTo(unbroken.machine().steps());
            assertThat(board.ram().segment().mismatch(unbroken.ram().segment())).isEqualTo(-1);
        }
    }

    /** Boots once; every experiment changes one word of the running program's stack, and the last is the undisturbed one again. */
    @Test
    void bootsOnceAndRunsAHundredExperiments() {
        final Recorder recorder = new Recorder();
        try (VirtBoard board = board("tests", 1, true, recorder)) {
            board.machine().run(4_000_000);
            final Snapshot booted = board.save();
            final Recorder.Mark mark = recorder.mark();
            final Core core = board.machine().cores().getFirst();
            int different = 0;
            String first = null;
            String last = null;
            for (int n = 0; n < 100; n++) {
                board.restore(booted);
                recorder.rewind(mark);
                final boolean disturbed = n % 10 != 0;
                if (disturbed) {
                    core.hart.x[n % 31 + 1] ^= 1L << n % 63;
                }
                board.machine().run(100_000);
                last = "%s, %d retired, pc %x".formatted(recorder.mark(), core.hart.retired, core.hart.pc);
                first = first == null ? last : first;
                if (disturbed) {
                    different += last.equals(first) ? 0 : 1;
                } else {
                    assertThat(last).as("experiment " + n).isEqualTo(first);
                }
            }
            assertThat(different).isPositive();
        }
    }

    private static long retired(final VirtBoard board) {
        return board.machine().cores().stream()
                .mapToLong(core -> core.hart.retired)
                .sum();
    }

    private static VirtBoard board(
            final String init, final int harts, final boolean translated, final Recorder recorder) {
        final GuestImages images = GuestImages.ofProcess();
        assumeTrue(images.exist(), "skipped: the guest's images have not been built");
        final BoardConfig plain = BoardConfig.DEFAULT.withHarts(harts);
        final BoardConfig config =
                translated ? plain.withExecutor(new TranslatorConfig(false, false, 120, 4000)) : plain;
        final VirtBoard board = new VirtBoard(RunConfig.withXpc(config), images.boot("init=" + init), recorder);
        board.observe(recorder::see);
        return board;
    }

    /** What a run shows: its console, and a digest of its events. */
    private static final class Recorder implements HostConsole {
        final StringBuilder output = new StringBuilder();
        private long events;
        private long digest;

        record Mark(int output, long events, long digest) {}

        Mark mark() {
            return new Mark(output.length(), events, digest);
        }

        void rewind(final Mark mark) {
            output.setLength(mark.output);
            events = mark.events;
            digest = mark.digest;
        }

        void see(final Event event) {
            events++;
            digest = 31 * digest + event.hashCode();
        }

        @Override
        public void write(final int b) {
            output.append((char) b);
        }

        @Override
        public int poll() {
            return CLOSED;
        }
    }
}
