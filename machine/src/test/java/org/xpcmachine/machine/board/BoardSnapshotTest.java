// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.xpcmachine.isa.Assembler;
import org.xpcmachine.machine.memory.Device;
import org.xpcmachine.machine.snapshot.Snapshot;
import org.xpcmachine.machine.snapshot.SnapshotException;
import org.xpcmachine.machine.snapshot.StateWriter;
import org.xpcmachine.machine.xpc.XpcConfig;
import org.xpcmachine.machine.xpc.XpcExtension;

/** Snapshots of one program that counts; what is refused says why, and leaves the machine as it was. */
class BoardSnapshotTest {
    private static final BoardConfig SMALL = BoardConfig.DEFAULT.withMemory(BoardConfig.MIN_MEMORY);

    /** Counts in a register and in memory, for ever. */
    private static final byte[] COUNTER =
            Assembler.assemble(VirtBoard.RAM_BASE, """
                la   s0, word
            again:
                addi s1, s1, 1
                sd   s1, (s0)
                j    again
                .align 12
            word:
                .dword 0
            """).bytes();

    @Test
    void aSnapshotOfAnotherMachineIsRefused() {
        final BoardConfig xpc = xpc(XpcConfig.DEFAULT.cacheLines());
        refuses(SMALL, SMALL.withHarts(2), "1 harts");
        refuses(SMALL, SMALL.withMemory(2 * SMALL.memory()), "8388608 bytes of memory");
        refuses(xpc, SMALL, "xxpc");
        refuses(SMALL, xpc, "xxpc");
        refuses(xpc, xpc(XpcConfig.DEFAULT.cacheLines() + 1), "cacheLines=");
        refuses(SMALL, SMALL.withHart(SMALL.hart().withPmpEntries(4)), "pmpEntries=16");
    }

    private static BoardConfig xpc(final int cacheLines) {
        return SMALL.with(new XpcExtension(new XpcConfig(cacheLines, XpcConfig.DEFAULT.radix())), "xxpc");
    }

    private static void refuses(final BoardConfig saved, final BoardConfig restored, final String named) {
        try (VirtBoard from = board(saved);
                VirtBoard to = board(restored)) {
            from.machine().run(1000);
            final Snapshot snapshot = from.save();
            to.machine().run(500);
            final String before = state(to);
            assertThatThrownBy(() -> to.restore(snapshot))
                    .isInstanceOf(SnapshotException.class)
                    .hasMessageContaining("another machine")
                    .hasMessageContaining(named);
            assertThat(state(to)).isEqualTo(before);
            goesOn(to);
        }
    }

    @Test
    void whatIsWrittenAfterASaveOrARestoreIsUndone() {
        try (VirtBoard board = board(SMALL)) {
            board.machine().run(1000);
            final String at1000 = state(board);
            final Snapshot snapshot = board.save();
            for (int n = 0; n < 3; n++) {
                board.machine().run(1000);
                assertThat(state(board)).isNotEqualTo(at1000);
                board.restore(snapshot);
                assertThat(state(board)).as("restored " + n).isEqualTo(at1000);
            }
        }
    }

    @Test
    void aDamagedSnapshotIsRefusedOrRunsButNeverBreaksTheMachine() {
        final SplittableRandom random = new SplittableRandom(1);
        int refused = 0;
        try (VirtBoard from = board(xpc(1).withHarts(2));
                VirtBoard to = board(xpc(1).withHarts(2))) {
            from.machine().run(1000);
            final Snapshot good = from.save();
            to.machine().run(500);
            for (int n = 0; n < 2000; n++) {
                final long[] words = good.words().clone();
                words[random.nextInt(words.length)] =
                        random.nextBoolean() ? random.nextLong() : random.nextInt(-3, 300);
                final String before = state(to);
                try {
                    to.restore(new Snapshot(good.parts(), words, good.pages()));
                    to.machine().run(100);
                } catch (final SnapshotException e) {
                    refused++;
                    assertThat(state(to)).as("change " + n).isEqualTo(before);
                }
            }
            to.restore(good);
            assertThat(state(to)).isEqualTo(state(from));
            goesOn(to);
        }
        assertThat(refused).isBetween(100, 1900);
    }

    @Test
    void tooFewOrTooManyWordsAndPagesAreRefused() {
        try (VirtBoard board = board(SMALL)) {
            board.machine().run(1000);
            final Snapshot good = board.save();
            final long[] words = good.words();
            final byte[][] pages = good.pages();
            final Snapshot[] bad = {
                new Snapshot(good.parts(), Arrays.copyOf(words, words.length - 1), pages),
                new Snapshot(good.parts(), Arrays.copyOf(words, words.length + 1), pages),
                new Snapshot(good.parts(), words, Arrays.copyOf(pages, pages.length - 1)),
                new Snapshot(good.parts(), words, Arrays.copyOf(pages, pages.length + 1)),
                new Snapshot(good.parts().subList(0, 2), words, pages),
            };
            board.machine().run(1000);
            final String before = state(board);
            for (final Snapshot snapshot : bad) {
                assertThatThrownBy(() -> board.restore(snapshot)).isInstanceOf(SnapshotException.class);
                assertThat(state(board)).isEqualTo(before);
            }
            goesOn(board);
        }
    }

    @Test
    void aMachineWithADeviceThatCannotBeSavedSaysSo() {
        final class Lamp implements Device {
            @Override
            public long read(final long offset, final int size) {
                return 0;
            }

            @Override
            public void write(final long offset, final int size, final long value) {
                // It is only looked at.
            }
        }
        assertThatThrownBy(() -> new Lamp().exchange(new StateWriter()))
                .isInstanceOf(SnapshotException.class)
                .hasMessage("there are no snapshots of a machine with this device: Lamp");
    }

    @Test
    void aRunningOrClosedMachineIsNeitherSavedNorRestored() throws InterruptedException {
        final VirtBoard board = board(SMALL);
        final Snapshot start = board.save();
        final Thread runner = new Thread(() -> board.machine().run(Long.MAX_VALUE));
        runner.start();
        while (board.machine().cores().getFirst().hart.steps == 0) {
            Thread.onSpinWait();
        }
        assertThatThrownBy(board::save)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("running");
        assertThatThrownBy(() -> board.restore(start)).isInstanceOf(IllegalStateException.class);
        board.machine().stop();
        runner.join();
        board.restore(start);
        assertThat(board.machine().steps()).isZero();
        board.close();
        assertThatThrownBy(board::save)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> board.restore(start)).isInstanceOf(IllegalStateException.class);
    }

    private static VirtBoard board(final BoardConfig config) {
        return new VirtBoard(config, BootImages.of("counter", COUNTER), HostConsole.SILENT);
    }

    private static String state(final VirtBoard board) {
        final StringBuilder text = new StringBuilder("steps " + board.machine().steps());
        board.machine()
                .cores()
                .forEach(core -> text.append(
                        " pc %x s1 %d retired %d".formatted(core.hart.pc, core.hart.x[9], core.hart.retired)));
        return text.append(" word ")
                .append(board.ram().readLong(VirtBoard.RAM_BASE + 4096))
                .toString();
    }

    /** The counter counts: a turn of it is three steps. */
    private static void goesOn(final VirtBoard board) {
        final long before = board.machine().cores().getFirst().hart.x[9];
        board.machine().run(30_000);
        assertThat(board.machine().cores().getFirst().hart.x[9] - before).isBetween(8_000L, 12_000L);
    }
}
