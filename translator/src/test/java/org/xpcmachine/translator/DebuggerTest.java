// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.translator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xpcmachine.isa.Assembler;
import org.xpcmachine.isa.Assembly;
import org.xpcmachine.machine.board.BoardConfig;
import org.xpcmachine.machine.board.BootImages;
import org.xpcmachine.machine.board.Debugger;
import org.xpcmachine.machine.board.HostConsole;
import org.xpcmachine.machine.board.Machine;
import org.xpcmachine.machine.board.StopReason;
import org.xpcmachine.machine.board.VirtBoard;
import org.xpcmachine.machine.hart.Hart;
import org.xpcmachine.machine.lockstep.Program;
import org.xpcmachine.machine.lockstep.Stream;
import org.xpcmachine.machine.mmu.Watchpoint;
import org.xpcmachine.machine.mmu.Watchpoint.Kind;
import org.xpcmachine.machine.observe.Event;

/** A debugger stops exactly where it says, on either engine, and the guest does what it does without one. */
class DebuggerTest {
    private static final long FIRST_SEED = Long.getLong("xpc.seed", 1);
    private static final long STEPS = 20_000;
    private static final TranslatorConfig EAGER = new TranslatorConfig(false, true, 100, 200);
    private static final BoardConfig SMALL = BoardConfig.DEFAULT.withMemory(BoardConfig.MIN_MEMORY);
    private static final int S0 = 8;
    private static final int A0 = 10;

    /** A loop that is translated, with a load, a store, an AMO, and a pair of LR and SC; s0 counts 2000 rounds down. */
    private static final String LOOP = """
                la   s1, data
                li   s0, 2000
            loop:
                addi a0, a0, 1
                ld   a1, 0(s1)
            here:
                addi a1, a1, 2
            store:
                sd   a1, 0(s1)
                addi t0, s1, 64
            atomic:
                amoadd.d a2, a1, (t0)
                addi t0, s1, 128
                lr.d a3, (t0)
            conditional:
                sc.d a4, a1, (t0)
            lost:
                sc.d a4, a1, (t0)
                addi s0, s0, -1
                bnez s0, loop
                li   t0, 0x100000
                li   t1, 0x5555
                sw   t1, 0(t0)
            end:
                j    end
                .align 12
            data:
                .space 4096
            """;

    /** All harts do the same to shared memory, by turns; hart 0 exits when s2 of them are done. */
    private static final String SHARED = """
                la   s1, data
                li   s0, 3000
            loop:
                ld   a1, 0(s1)
            here:
                addi a1, a1, 1
                sd   a1, 0(s1)
                addi t0, s1, 64
            retry:
                lr.d a3, (t0)
                addi a3, a3, 3
                sc.d a4, a3, (t0)
                bnez a4, retry
                addi s0, s0, -1
                bnez s0, loop
                li   t1, 1
                addi t0, s1, 128
                amoadd.d zero, t1, (t0)
                bnez a0, end
            others:
                ld   t1, 0(t0)
                addi t1, t1, -3
                bnez t1, others
                li   t0, 0x100000
                li   t1, 0x5555
                sw   t1, 0(t0)
            end:
                j    end
                .align 12
            data:
                .space 4096
            """;

    private final List<VirtBoard> boards = new ArrayList<>();

    @AfterEach
    void close() {
        boards.forEach(VirtBoard::close);
    }

    private VirtBoard board(final BoardConfig config, final boolean translated, final byte[] image) {
        final VirtBoard board = new VirtBoard(
                translated ? config.withExecutor(EAGER) : config, BootImages.of("test", image), HostConsole.SILENT);
        boards.add(board);
        return board;
    }

    private static Hart hart(final VirtBoard board) {
        return board.machine().cores().getFirst().hart;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aBreakpointStopsEveryTimeBeforeItsInstruction(final boolean translated) {
        final Assembly program = Assembler.assemble(VirtBoard.RAM_BASE, LOOP);
        final VirtBoard board = board(SMALL, translated, program.bytes());
        final Machine machine = board.machine();
        assertThat(machine.run(2_000)).isEqualTo(StopReason.STEP_LIMIT);
        final long rounds = hart(board).x[A0];
        final long here = program.symbols().get("here");
        machine.debugger().addBreakpoint(here);
        for (int i = 1; i <= 200; i++) {
            assertThat(machine.run(Long.MAX_VALUE)).isEqualTo(StopReason.DEBUG);
            assertThat(hart(board).pc).isEqualTo(here);
            assertThat(hart(board).x[A0]).isBetween(rounds + i - 1, rounds + i);
            assertThat(machine.debugger().stop().orElseThrow()).isEqualTo(new Debugger.Stop(hart(board), null));
        }
        machine.debugger().removeBreakpoint(here);
        assertThat(machine.run(Long.MAX_VALUE)).isEqualTo(StopReason.EXIT);
        assertThat(machine.debugger().stop()).isEmpty();
        assertThat(hart(board).x[A0]).isEqualTo(2000);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aWatchpointStopsAfterItsAccessAndNoOther(final boolean translated) {
        final Assembly program = Assembler.assemble(VirtBoard.RAM_BASE, LOOP);
        final VirtBoard board = board(SMALL, translated, program.bytes());
        final Machine machine = board.machine();
        final Debugger debugger = machine.debugger();
        assertThat(machine.run(2_000)).isEqualTo(StopReason.STEP_LIMIT);
        final Map<String, Long> at = program.symbols();
        final long data = at.get("data");
        final Watchpoint load = new Watchpoint(data + 7, 1, Kind.READ);
        final Watchpoint store = new Watchpoint(data + 4, 8, Kind.WRITE);
        final Watchpoint amo = new Watchpoint(data + 64, 1, Kind.READ);
        final Watchpoint conditional = new Watchpoint(data + 135, 1, Kind.WRITE);
        final Watchpoint beside = new Watchpoint(data + 8, 56, Kind.ACCESS);
        List.of(load, store, amo, conditional, beside).forEach(debugger::addWatchpoint);
        final long before = hart(board).x[S0];
        Debugger.Stop stop;
        do {
            stop = stopAfter(machine);
        } while (!stop.access().watchpoint().equals(load));
        for (int i = 0; i < 50; i++) {
            assertThat(hart(board).pc).isEqualTo(at.get("here"));
            assertThat(board.ram().readLong(data)).isEqualTo(hart(board).x[A0 + 1]);
            final Debugger.Stop stored = stopAfter(machine);
            assertThat(stored.access().watchpoint()).isEqualTo(store);
            assertThat(stored.access().address()).isEqualTo(data);
            assertThat(stored.access().firstWatched()).isEqualTo(data + 4);
            assertThat(hart(board).pc).isEqualTo(at.get("store") + 4);
            assertThat(board.ram().readLong(data)).isEqualTo(hart(board).x[A0 + 1]);
            final Debugger.Stop both = stopAfter(machine);
            assertThat(both.access().watchpoint()).isEqualTo(amo);
            assertThat(both.access().kind()).isEqualTo(Kind.ACCESS);
            assertThat(hart(board).pc).isEqualTo(at.get("atomic") + 4);
            assertThat(stopAfter(machine).access().watchpoint()).isEqualTo(conditional);
            assertThat(hart(board).pc).isEqualTo(at.get("lost"));
            assertThat(stopAfter(machine).access().watchpoint()).isEqualTo(load);
        }
        assertThat(before - hart(board).x[S0]).isBetween(50L, 52L);
    }

    private static Debugger.Stop stopAfter(final Machine machine) {
        assertThat(machine.run(Long.MAX_VALUE)).isEqualTo(StopReason.DEBUG);
        final Debugger.Stop stop = machine.debugger().stop().orElseThrow();
        assertThat(stop.access()).isNotNull();
        return stop;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aSingleStepIsOneInstruction(final boolean translated) {
        final Assembly program = Assembler.assemble(VirtBoard.RAM_BASE, LOOP);
        final VirtBoard plain = board(SMALL, false, program.bytes());
        final VirtBoard stepped = board(SMALL, translated, program.bytes());
        stepped.machine().debugger().addBreakpoint(program.symbols().get("here"));
        for (int i = 0; i < 500; i++) {
            plain.machine().run(1);
            assertThat(stepped.machine()
                            .debugger()
                            .step(stepped.machine().cores().getFirst()))
                    .isEqualTo(StopReason.DEBUG);
            assertThat(hart(stepped).pc).isEqualTo(hart(plain).pc);
            assertThat(hart(stepped).steps).isEqualTo(hart(plain).steps);
        }
    }

    /** Where a plain run comes by the breakpoints, step by step, is where the debugger must stop. */
    @ParameterizedTest
    @EnumSource
    void randomProgramsStopWhereTheyCome(final Stream stream) {
        final SplittableRandom random = new SplittableRandom(FIRST_SEED);
        final BoardConfig config = BoardConfig.DEFAULT.withMemory(Program.RAM_SIZE);
        final byte[] image = stream.program(FIRST_SEED).image();
        final Set<Long> breakpoints = sample(config, image, random, 1, 20);
        final List<String> expected = new ArrayList<>();
        final VirtBoard plain = board(config, false, image);
        final List<Event> events = new ArrayList<>();
        plain.observe(events::add);
        StopReason end = StopReason.STEP_LIMIT;
        for (int i = 0; i < STEPS && end == StopReason.STEP_LIMIT; i++) {
            final Hart hart = hart(plain);
            final String place = "%x at %d".formatted(hart.pc, hart.steps);
            final boolean there = breakpoints.contains(hart.pc);
            final int before = events.size();
            end = plain.machine().run(1);
            if (there && events.stream().skip(before).noneMatch(DebuggerTest::fetchFailed)) {
                expected.add(place);
            }
        }
        for (final boolean translated : new boolean[] {false, true}) {
            final VirtBoard board = board(config, translated, image);
            breakpoints.forEach(board.machine().debugger()::addBreakpoint);
            final List<String> stops = new ArrayList<>();
            final Hart hart = hart(board);
            while (board.machine().run(hart(plain).steps - hart.steps) == StopReason.DEBUG) {
                stops.add("%x at %d".formatted(hart.pc, hart.steps));
            }
            assertThat(stops).as("%s, translated %s", stream, translated).isEqualTo(expected);
        }
        assertThat(expected).isNotEmpty();
    }

    private static boolean fetchFailed(final Event event) {
        return event instanceof Event.Trap trap && (trap.cause() < 0 || trap.cause() == 1 || trap.cause() == 12);
    }

    /** Breakpoints, watchpoints and single steps at random change nothing, and are the same on both engines. */
    @ParameterizedTest
    @EnumSource
    void randomProgramsDoTheSame(final Stream stream) {
        final SplittableRandom random = new SplittableRandom(FIRST_SEED);
        final BoardConfig config = BoardConfig.DEFAULT.withMemory(Program.RAM_SIZE);
        final byte[] image = stream.program(FIRST_SEED).image();
        final List<Runnable> setters = new ArrayList<>();
        int stops = 0;
        try (Twins twins = new Twins(config, EAGER, image);
                Twins plain = new Twins(config, EAGER, image)) {
            final Debugger first = twins.interpreted().machine().debugger();
            final Debugger second = twins.translated().machine().debugger();
            for (final long address : sample(config, image, random, 1, 10)) {
                setters.add(() -> {
                    first.addBreakpoint(address);
                    second.addBreakpoint(address);
                });
            }
            for (final long address : sample(config, image, random, 0, 30)) {
                final Kind kind = Kind.values()[random.nextInt(3)];
                final Watchpoint watchpoint = new Watchpoint(address, random.nextInt(1, 9), kind);
                setters.add(() -> {
                    first.addWatchpoint(watchpoint);
                    second.addWatchpoint(watchpoint);
                });
            }
            final Hart hart = hart(twins.interpreted());
            StopReason reason = StopReason.STEP_LIMIT;
            while (hart.steps < STEPS && (reason == StopReason.STEP_LIMIT || reason == StopReason.DEBUG)) {
                final int what = random.nextInt(10);
                if (what == 0) {
                    first.clear();
                    second.clear();
                } else if (what < 3) {
                    setters.get(random.nextInt(setters.size())).run();
                } else if (what < 5) {
                    reason = first.step(twins.interpreted().machine().cores().getFirst());
                    assertThat(second.step(twins.translated().machine().cores().getFirst()))
                            .isEqualTo(reason);
                } else {
                    reason = twins.run(stream + " with a debugger", random.nextLong(1, 1_000));
                    assertThat(second.stop().map(Debugger.Stop::access))
                            .isEqualTo(first.stop().map(Debugger.Stop::access));
                    stops += reason == StopReason.DEBUG ? 1 : 0;
                }
            }
            plain.run("plain", hart.steps);
            assertThat(Twins.state(hart)).isEqualTo(Twins.state(hart(plain.interpreted())));
            twins.compareMemory("engines");
            assertThat(twins.interpreted()
                            .ram()
                            .segment()
                            .mismatch(plain.interpreted().ram().segment()))
                    .as("RAM with and without a debugger")
                    .isEqualTo(-1);
        }
        assertThat(stops).isPositive();
    }

    /** Returns pcs, or addresses in RAM that registers hold, from a run. */
    private Set<Long> sample(
            final BoardConfig config,
            final byte[] image,
            final SplittableRandom random,
            final int pcs,
            final int count) {
        final Set<Long> found = new TreeSet<>();
        final VirtBoard board = board(config, false, image);
        final Hart hart = hart(board);
        for (int i = 0; i < 20 * count && found.size() < count; i++) {
            board.machine().run(random.nextLong(1, STEPS / (5L * count)));
            final long address = pcs == 1 ? hart.pc : hart.x[random.nextInt(1, 32)];
            if (pcs == 1 || board.ram().contains(address, 16)) {
                found.add(address);
            }
        }
        return found;
    }

    /** Several harts: the order of their accesses is the same, too. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void hartsTakeTheSameTurns(final boolean translated) {
        final Assembly program = Assembler.assemble(VirtBoard.RAM_BASE, SHARED);
        final long data = program.symbols().get("data");
        final VirtBoard plain = board(SMALL.withHarts(3), false, program.bytes());
        assertThat(plain.machine().run(Long.MAX_VALUE)).isEqualTo(StopReason.EXIT);
        final VirtBoard board = board(SMALL.withHarts(3), translated, program.bytes());
        final Machine machine = board.machine();
        final Set<Integer> harts = new TreeSet<>();
        final SplittableRandom random = new SplittableRandom(FIRST_SEED);
        int stops = 0;
        StopReason reason;
        do {
            machine.debugger().clear();
            if (random.nextBoolean()) {
                machine.debugger().addBreakpoint(program.symbols().get("here"));
            }
            machine.debugger().addWatchpoint(new Watchpoint(data + 64, 4, Kind.WRITE));
            reason = random.nextInt(3) == 0
                    ? machine.debugger().step(machine.cores().get(random.nextInt(3)))
                    : machine.run(Long.MAX_VALUE);
            machine.debugger().stop().ifPresent(stop -> harts.add(stop.hart().id));
            stops++;
        } while (reason == StopReason.DEBUG);
        assertThat(reason).isEqualTo(StopReason.EXIT);
        assertThat(harts).containsExactly(0, 1, 2);
        assertThat(stops).isGreaterThan(9_000);
        for (int i = 0; i < 3; i++) {
            assertThat(Twins.state(machine.cores().get(i).hart))
                    .isEqualTo(Twins.state(plain.machine().cores().get(i).hart));
        }
        assertThat(board.ram().segment().mismatch(plain.ram().segment())).isEqualTo(-1);
    }

    @Test
    void pointsOfAClosedMachineCannotBeSet() {
        final VirtBoard board =
                board(SMALL, false, Assembler.assemble(VirtBoard.RAM_BASE, LOOP).bytes());
        board.close();
        assertThatThrownBy(() -> board.machine().debugger().addBreakpoint(0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> new Watchpoint(-4, 8, Kind.READ)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Watchpoint(0, 0, Kind.READ)).isInstanceOf(IllegalArgumentException.class);
    }
}
