// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xpcmachine.isa.Assembly;
import org.xpcmachine.machine.observe.Event;
import org.xpcmachine.machine.snapshot.Snapshot;

/** What a Java program relies on that embeds a machine, on bare-metal programs. */
@Timeout(60)
class XpcMachineTest {
    private static final String COUNT_FOR_EVER = """
                la   a1, cell
            again:
                addi a0, a0, 1
            store:
                sd   a0, 0(a1)
                j    again
            .align 3
            cell:
                .dword 0
            """;

    /** Each hart counts in a register of its own, and the second waits after a thousand. */
    private static final String COUNT_ON_TWO = """
                mv   s0, a0
                li   s1, 1000
            again:
                addi a1, a1, 1
                beqz s0, again
                blt  a1, s1, again
                wfi
                j    .
            """;

    @Test
    void theConsoleIsReadAndTypedInto() {
        try (XpcMachine machine = Programs.builder(Programs.ECHO).build()) {
            machine.runTo(Until.console("> "));
            assertThat(machine.console()).isEqualTo("> ");
            machine.type("hello\n");
            machine.runTo(Until.console("]"));
            assertThat(machine.console()).isEqualTo("> [hello]");
            machine.type("q");
            assertThat(machine.runToExit()).isEqualTo(7);
        }
    }

    @Test
    void aRunStopsAtTheCharacterThatCompletesTheText() {
        try (XpcMachine machine = Programs.builder(Programs.ECHO).build()) {
            machine.type("abc\n");
            machine.runTo(Until.console("b"));
            assertThat(machine.console()).isEqualTo("> [ab");
        }
    }

    @Test
    void textThatWasPrintedButNotWaitedForIsFoundAtOnceAndOnlyOnce() {
        try (XpcMachine machine = Programs.builder(Programs.ECHO).build()) {
            machine.type("one\n");
            assertThat(machine.run().cause()).isEqualTo(Stop.Cause.IDLE);
            final long cycles = machine.cycles();
            machine.runTo(Until.console("one"));
            assertThat(machine.cycles()).isEqualTo(cycles);
            assertThat(machine.run(Until.console("one")).cause()).isEqualTo(Stop.Cause.IDLE);
        }
    }

    @Test
    void aGuestThatWaitsForInputWhichNobodyTypesIsIdleAndGoesOnWhenSomethingIsTyped() {
        try (XpcMachine machine = Programs.builder(Programs.ECHO).build()) {
            assertThat(machine.run().cause()).isEqualTo(Stop.Cause.IDLE);
            machine.type("q");
            assertThat(machine.run().cause()).isEqualTo(Stop.Cause.EXIT);
        }
    }

    @Test
    void whatIsTypedBetweenRunsIsReadByAGuestThatBeginsToWaitSoonAfter() {
        final String delay = """
                li   t0, 80000
            delay:
                addi t0, t0, -1
                bnez t0, delay
            """;
        try (XpcMachine machine = Programs.builder(delay + Programs.ECHO).build()) {
            machine.runTo(Until.cycles(150_000));
            machine.type("q");
            assertThat(machine.runToExit()).isEqualTo(7);
        }
    }

    @Test
    void aGuestThatHasExitedDoesNotRunOnUntilASnapshotIsRestored() {
        try (XpcMachine machine = Programs.builder(Programs.ECHO).build()) {
            machine.runTo(Until.console("> "));
            final Snapshot prompt = machine.save();
            machine.type("q");
            machine.runToExit();
            assertThatIllegalStateException().isThrownBy(machine::run).withMessageContaining("exited");
            machine.restore(prompt);
            machine.type("x\n");
            machine.runTo(Until.console("]"));
            assertThat(machine.console()).isEqualTo("[x]");
        }
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void aRunStopsBeforeTheInstructionAtASymbolOrAddressAndThenGoesOn(final boolean interpreter) {
        final Assembly program = Programs.assemble(COUNT_FOR_EVER);
        final MachineBuilder builder = Programs.builder(program);
        try (XpcMachine machine = (interpreter ? builder.interpreter() : builder).build()) {
            final Until store = Until.address(program.address("store"));
            for (int i = 1; i <= 3; i++) {
                assertThat(machine.runTo(store).met(store)).isTrue();
                assertThat(machine.hart(0).pc()).isEqualTo(program.address("store"));
                assertThat(machine.hart(0).get("a0")).isEqualTo(i);
                assertThat(machine.memory().readLong(program.address("cell"))).isEqualTo(i - 1);
            }
        }
    }

    @Test
    void aRunStopsAfterAWrite() {
        final Assembly program = Programs.assemble(COUNT_FOR_EVER);
        try (XpcMachine machine = Programs.builder(program).build()) {
            final Until write = Until.write(program.address("cell"), 8);
            machine.runTo(write);
            assertThat(machine.runTo(write).met(write)).isTrue();
            assertThat(machine.memory().readLong(program.address("cell"))).isEqualTo(2);
            assertThat(machine.run(Until.cycles(100)).cause())
                    .as("no watchpoint stays")
                    .isEqualTo(Stop.Cause.MET);
        }
    }

    @Test
    void instructionsAndCyclesAreExact() {
        try (XpcMachine machine = Programs.builder(COUNT_FOR_EVER).build()) {
            final Stop first = machine.runTo(Until.instructions(1_234_567));
            assertThat(first.instructions()).isEqualTo(1_234_567);
            assertThat(machine.hart(0).instructions()).isEqualTo(1_234_567);
            assertThat(machine.runTo(Until.cycles(17)).cycles()).isEqualTo(first.cycles() + 17);
        }
    }

    @ParameterizedTest
    @CsvSource({"1", "1500", "1999", "2000", "3001", "30001", "500000"})
    void instructionsOfSeveralHartsAreCountedTogether(final long count) {
        assertCounted(count, COUNT_ON_TWO);
        assertCounted(count, COUNT_FOR_EVER);
    }

    private static void assertCounted(final long count, final String program) {
        try (XpcMachine machine = Programs.builder(program).harts(2).build()) {
            assertThat(machine.runTo(Until.instructions(count)).instructions()).isEqualTo(count);
            assertThat(machine.hart(0).instructions() + machine.hart(1).instructions())
                    .isEqualTo(count);
        }
    }

    @Test
    void guestTimeIsNotTheHosts() {
        try (XpcMachine machine = Programs.builder(COUNT_FOR_EVER).build()) {
            machine.runTo(Until.guestTime(Duration.ofMillis(3)));
            assertThat(machine.hart(0).get("time")).isEqualTo(30_000);
        }
    }

    @Test
    void theFirstOfSeveralConditionsEndsTheRun() {
        try (XpcMachine machine = Programs.builder(Programs.ECHO).build()) {
            final Until never = Until.console("never");
            final Until prompt = Until.console("[");
            final Stop stop = machine.runTo(never, prompt, Until.cycles(1_000_000));
            assertThat(stop.met(prompt)).isTrue();
            assertThat(stop.met(never)).isFalse();
        }
    }

    @Test
    void eventsAreSeenAndWaitedFor() {
        final List<Event> seen = new ArrayList<>();
        try (XpcMachine machine = Programs.builder("""
                la   t0, handler
                csrw mtvec, t0
                nop
                ecall
                ecall
            handler:
                csrr a0, mepc
                addi a0, a0, 4
                csrw mepc, a0
                mret
            """).build()) {
            machine.observe(seen::add);
            final Until second =
                    Until.event("the second call", event -> event instanceof Event.Trap && seen.size() == 3);
            machine.runTo(second);
            assertThat(seen).hasSize(3);
            assertThat(seen.get(1)).isInstanceOf(Event.TrapReturn.class);
            assertThat(machine.hart(0).get("mcause")).isEqualTo(11);
            assertThat(machine.hart(0).instructions())
                    .as("stopped as the trap was taken")
                    .isLessThan(12);
        }
    }

    @Test
    void registersAndMemoryAreWrittenAndCodeToo() {
        final Assembly program = Programs.assemble("""
                nop
            loop:
                addi a0, a0, 1
                j    loop
            """);
        try (XpcMachine machine = Programs.builder(program).build()) {
            machine.runTo(Until.instructions(100_000));
            machine.hart(0).set("a0", 40);
            machine.hart(0).set("x11", 2);
            machine.hart(0).set("mscratch", -1);
            machine.hart(0).set("pc", program.address("loop"));
            machine.memory()
                    .write(
                            program.address("loop"),
                            Programs.assemble("add a0, a0, a1\n").bytes());
            machine.runTo(Until.instructions(2));
            assertThat(machine.hart(0).get("a0")).isEqualTo(42);
            assertThat(machine.hart(0).get("mscratch")).isEqualTo(-1);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> machine.hart(0).get("eax"))
                    .withMessageContaining("eax");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> machine.memory().readLong(0x10000000))
                    .withMessageContaining("no RAM");
        }
    }

    @Test
    void aHartSeesMemoryThroughItsPageTables() {
        try (XpcMachine machine = Programs.builder("""
                la   t0, root
                la   t1, leaf
                srli t1, t1, 12
                slli t1, t1, 10
                ori  t1, t1, 0xcf         # D A X W R V
                li   t2, 0x20000000 | 0xcf
                sd   t2, 16(t0)           # 0x8000_0000, 1 GiB
                sd   t2, 0(t0)            # and at 0 again
                srli t0, t0, 12
                li   t1, 8
                slli t1, t1, 60
                or   t0, t0, t1
                csrw satp, t0
                li   t0, 0x800            # mstatus.MPP = S
                csrw mstatus, t0
                la   t0, there
                csrw mepc, t0
                li   t0, -1
                csrw pmpaddr0, t0
                li   t0, 0x1f
                csrw pmpcfg0, t0
                mret
            there:
                nop
                j    .
            .align 12
            root:
            leaf:
                .dword 0
            """).build()) {
            machine.runTo(Until.instructions(1000));
            assertThat(machine.hart(0).mode()).isEqualTo("S");
            assertThat(machine.hart(0).memory().readInt(0x100))
                    .isEqualTo(machine.memory().readInt(0x8000_0100L));
            assertThat(machine.hart(0).memory().contains(0x4000_0000L)).isFalse();
            machine.hart(0).memory().writeLong(0x7000, 99);
            assertThat(machine.memory().readLong(0x8000_7000L)).isEqualTo(99);
        }
    }

    @Test
    void limitsStopAGuestThatLoopsForEver() {
        try (XpcMachine machine =
                Programs.builder(COUNT_FOR_EVER).cycleLimit(5_000_000).build()) {
            final Stop stop = machine.run(Until.console("never"));
            assertThat(stop.cause()).isEqualTo(Stop.Cause.LIMIT);
            assertThat(stop.cycles()).isEqualTo(5_000_000);
        }
        try (XpcMachine machine =
                Programs.builder(COUNT_FOR_EVER).timeout(Duration.ofMillis(20)).build()) {
            assertThat(machine.run().cause()).isEqualTo(Stop.Cause.TIMEOUT);
        }
    }

    @Test
    void aRunThatEndsOtherwiseThanItWasToSaysHowAndShowsTheMachine() {
        try (XpcMachine machine = Programs.builder(Programs.ECHO).build()) {
            assertThatThrownBy(() -> machine.runTo(Until.console("login: ")))
                    .isInstanceOf(UnexpectedStop.class)
                    .hasMessageContaining("waited for \"login: \" on the console, but: every hart waits")
                    .hasMessageContaining("hart 0  M-mode")
                    .hasMessageContaining("> [");
        }
    }

    @Test
    void anotherThreadStopsARunAndLooksOnlyAfterIt() throws InterruptedException {
        try (XpcMachine machine = Programs.builder(COUNT_FOR_EVER).build()) {
            final List<Stop> stops = new ArrayList<>();
            final Thread runner = new Thread(() -> stops.add(machine.run()));
            runner.start();
            while (machine.board().machine().cores().getFirst().hart.steps == 0) {
                Thread.onSpinWait();
            }
            assertThatIllegalStateException().isThrownBy(() -> machine.hart(0).pc());
            assertThatIllegalStateException().isThrownBy(() -> machine.memory().readInt(0x8000_0000L));
            assertThatIllegalStateException().isThrownBy(machine::run);
            assertThatIllegalStateException().isThrownBy(machine::close);
            machine.stop();
            runner.join();
            assertThat(stops).singleElement().extracting(Stop::cause).isEqualTo(Stop.Cause.STOPPED);
            machine.hart(0).pc();
        }
    }

    @ParameterizedTest
    @CsvSource({"1, false", "2, false", "1, true", "2, true"})
    void stoppingChangesNothingOfWhatTheGuestDoes(final int harts, final boolean interpreter) {
        final Assembly program = Programs.assemble(COUNT_FOR_EVER);
        final MachineBuilder builder = Programs.builder(program).harts(harts);
        try (XpcMachine often = (interpreter ? builder.interpreter() : builder).build();
                XpcMachine once = Programs.builder(program).harts(harts).build()) {
            often.runTo(Until.cycles(1777));
            often.runTo(Until.instructions(90_001));
            often.runTo(Until.address(program.address("store")));
            often.runTo(Until.write(program.address("cell"), 8));
            often.runTo(Until.cycles(300_000 - often.cycles()));
            once.runTo(Until.cycles(300_000));
            for (int i = 0; i < harts; i++) {
                assertThat(often.hart(i).get("a0")).isEqualTo(once.hart(i).get("a0"));
                assertThat(often.hart(i).pc()).isEqualTo(once.hart(i).pc());
            }
        }
    }

    @Test
    void timedExecutionCountsCyclesOfTheCore() {
        try (XpcMachine machine =
                Programs.builder(COUNT_FOR_EVER).timing("rocket-fpga").build()) {
            machine.runTo(Until.instructions(3000));
            assertThat(machine.cycles()).isGreaterThan(3000);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> XpcMachine.builder().timing("cray-1"))
                .withMessageContaining("rocket-fpga");
    }
}
