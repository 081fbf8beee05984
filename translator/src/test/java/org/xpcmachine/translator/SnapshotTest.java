// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.translator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xpcmachine.isa.Assembler;
import org.xpcmachine.machine.board.BoardConfig;
import org.xpcmachine.machine.board.BootImages;
import org.xpcmachine.machine.board.HostConsole;
import org.xpcmachine.machine.board.StopReason;
import org.xpcmachine.machine.board.VirtBoard;
import org.xpcmachine.machine.execute.Core;
import org.xpcmachine.machine.lockstep.Program;
import org.xpcmachine.machine.lockstep.Stream;
import org.xpcmachine.machine.observe.Event;
import org.xpcmachine.machine.snapshot.Snapshot;

/**
 * A run that is cut anywhere, saved, and goes on elsewhere, by either engine, is the unbroken run: event by event, register by
 * register, byte by byte. {@code -Dxpc.seed=N} sets the first seed, {@code -Dxpc.translator.seeds=N} how many there are.
 */
class SnapshotTest {
    private static final long FIRST_SEED = Long.getLong("xpc.seed", 1);
    private static final long SEEDS = Long.getLong("xpc.translator.seeds", 1);

    /** Programs that do not end are compared so far. */
    private static final long LONGEST = 120_000;

    /** A run is cut into about twice as many pieces. */
    private static final int CUTS = 8;

    @ParameterizedTest
    @EnumSource
    void goesOnAsTheUnbrokenRun(final Stream stream) {
        for (long seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
            final SplittableRandom random = new SplittableRandom(seed);
            final TranslatorConfig translator =
                    new TranslatorConfig(false, true, random.nextInt(1, 200), random.nextInt(20, 400));
            final BoardConfig config =
                    BoardConfig.DEFAULT.withMemory(Program.RAM_SIZE).withHarts(random.nextInt(1, 4));
            final byte[] image = stream.program(seed).image();
            compare("%s, seed %d, %d harts".formatted(stream, seed, config.harts()), config, translator, image, random);
        }
    }

    /** Software that clears A and D without a fence goes on by the translation it had, until the TLB happens to forget it. */
    @Test
    void translationsThatMemoryNoLongerSaysAreKept() {
        final String text = """
                la    s0, root
                srli  t0, s0, 12
                li    t1, 0x8000000000000000    # Sv39
                or    t0, t0, t1
                csrw  satp, t0
                li    t1, 0xcf                  # 0, 1 GiB, V R W X A D
                sd    t1, (s0)
                li    t1, 0x200000cf            # 80000000, likewise
                sd    t1, 16(s0)
                li    t0, -1
                csrw  pmpaddr0, t0
                li    t0, 31
                csrw  pmpcfg0, t0
                li    t0, 0x800                 # MPP = S
                csrs  mstatus, t0
                la    t0, supervisor
                csrw  mepc, t0
                li    t0, 0x2000000000000000    # ADUE
                csrs  menvcfg, t0
                mret
            supervisor:
                la    s1, data
                li    s2, 60000
                li    s3, 0
                sd    s2, 0(s1)
                li    t1, 0x2000000f            # A and D cleared, no fence
            loop:
                sd    t1, 16(s0)
                sd    s2, 0(s1)
                ld    t2, 16(s0)
                xor   t3, t2, t1
                add   s3, s3, t3                # how often A or D was set again
                addi  s2, s2, -1
                bnez  s2, loop
                li    t0, 0x100000
                li    t1, 0x5555
                sw    t1, (t0)
                j     .
                .align 12
            root:
                .space 4096
            data:
                .space 4096
            """;
        compare(
                "stale translations",
                BoardConfig.DEFAULT.withMemory(BoardConfig.MIN_MEMORY),
                new TranslatorConfig(false, true, 100, 100),
                Assembler.assemble(VirtBoard.RAM_BASE, text).bytes(),
                new SplittableRandom(1));
    }

    private static void compare(
            final String what,
            final BoardConfig config,
            final TranslatorConfig translator,
            final byte[] image,
            final SplittableRandom random) {
        final Supplier<VirtBoard> interpreted =
                () -> new VirtBoard(config, BootImages.of("test", image), HostConsole.SILENT);
        final Supplier<VirtBoard> translated =
                () -> new VirtBoard(config.withExecutor(translator), BootImages.of("test", image), HostConsole.SILENT);
        final List<Event> expected = new ArrayList<>();
        final List<Event> actual = new ArrayList<>();
        try (VirtBoard unbroken = interpreted.get();
                VirtBoard first = interpreted.get();
                VirtBoard second = translated.get()) {
            unbroken.observe(expected::add);
            first.observe(actual::add);
            second.observe(actual::add);
            final StopReason end = unbroken.machine().run(LONGEST);
            final long longestPiece = unbroken.machine().steps() / CUTS + 2;
            VirtBoard board = first;
            int restored = 0;
            StopReason reason;
            do {
                final long left = LONGEST - board.machine().steps();
                reason = board.machine().run(Math.min(left, random.nextLong(1, longestPiece)));
                if (reason == StopReason.STEP_LIMIT) {
                    board = goOn(board, board == first ? second : first, actual, random, longestPiece);
                    restored++;
                }
            } while (reason == StopReason.STEP_LIMIT && board.machine().steps() < LONGEST);
            assertThat(restored).as(what + ": restored").isGreaterThanOrEqualTo(CUTS / 2);
            assertThat(reason).as(what).isEqualTo(end);
            assertThat(firstDifference(actual, expected))
                    .as(what + ": first event that differs")
                    .isEqualTo("none");
            assertSame(what, board, unbroken);
        }
    }

    /** Takes the run to the other board, or to another time of this one and back. */
    private static VirtBoard goOn(
            final VirtBoard from,
            final VirtBoard other,
            final List<Event> events,
            final SplittableRandom random,
            final long longestPiece) {
        final Snapshot snapshot = from.save();
        final VirtBoard to = random.nextBoolean() ? other : from;
        final int before = events.size();
        to.machine().run(random.nextLong(1, longestPiece));
        events.subList(before, events.size()).clear();
        to.restore(snapshot);
        return to;
    }

    private static String firstDifference(final List<Event> actual, final List<Event> expected) {
        for (int i = 0; i < Math.max(actual.size(), expected.size()); i++) {
            final Event a = i < actual.size() ? actual.get(i) : null;
            final Event e = i < expected.size() ? expected.get(i) : null;
            if (!Objects.equals(a, e)) {
                return "event %d is %s, not %s".formatted(i, a, e);
            }
        }
        return "none";
    }

    private static void assertSame(final String what, final VirtBoard actual, final VirtBoard expected) {
        final List<Core> cores = expected.machine().cores();
        for (int i = 0; i < cores.size(); i++) {
            assertThat(Twins.state(actual.machine().cores().get(i).hart))
                    .as(what + ": hart " + i)
                    .isEqualTo(Twins.state(cores.get(i).hart));
        }
        assertThat(actual.ram().segment().mismatch(expected.ram().segment()))
                .as(what + ": offset of the first byte of RAM that differs")
                .isEqualTo(-1);
    }
}
