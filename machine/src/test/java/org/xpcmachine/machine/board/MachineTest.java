// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xpcmachine.isa.Assembler;
import org.xpcmachine.isa.Assembly;
import org.xpcmachine.machine.hart.Hart;

/** Time, turns, waiting and stopping, on bare-metal programs that every hart starts at the first instruction with its number in a0. */
class MachineTest {
    private static final String EXIT = """
            exit:
                li t0, 0x100000
                li t1, 0x5555
                sw t1, 0(t0)
                j .
            """;

    private VirtBoard board;
    private Assembly program;

    @AfterEach
    void close() {
        if (board != null) {
            board.close();
        }
    }

    @Test
    void aRunningMachineIsNotClosedAndAClosedOneDoesNotRun() throws InterruptedException {
        build(1, "j .\n");
        final Thread runner = new Thread(() -> board.machine().run(Long.MAX_VALUE));
        runner.start();
        while (hart(0).steps == 0) {
            Thread.onSpinWait();
        }
        assertThatThrownBy(board::close)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("running");
        board.machine().stop();
        runner.join();
        board.close();
        assertThatThrownBy(() -> board.machine().run(1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void deviceTimeIsExactInTheMiddleOfStraightCode() {
        build(1, """
                li   s0, 0x200bff8        # mtime
                li   s1, 50
            again:
            """ + "    nop\n".repeat(333) + """
                ld   a2, 0(s0)
                csrr a3, time
                sub  a4, a3, a2
                or   a5, a5, a4           # 0 as long as they agree, 1 if a tick fell between
                addi s1, s1, -1
                bnez s1, again
                mv   s2, a3
                j    exit
            """);
        assertThat(board.machine().run(1_000_000)).isEqualTo(StopReason.EXIT);
        assertThat(hart(0).x[15]).isBetween(0L, 1L);
        assertThat(hart(0).x[18]).isEqualTo(169);
    }

    @Test
    void aTimerInterruptIsTakenAtItsTickAndNotAtTheEndOfAnIntervalOrBlock() {
        build(1, """
                la   t0, handler
                csrw mtvec, t0
                li   t0, 0x80
                csrw mie, t0
                csrsi mstatus, 8
                li   s0, 0x2004000        # mtimecmp
                li   t0, 777
                sd   t0, 0(s0)
            spin:
                addi a1, a1, 1
                j    spin
            handler:
                csrr a2, time
                csrr a3, mcycle
                j    exit
            """);
        assertThat(board.machine().run(1_000_000)).isEqualTo(StopReason.EXIT);
        assertThat(hart(0).x[12]).isEqualTo(777);
        assertThat(hart(0).x[13]).isBetween(77_700L, 77_705L);
    }

    @Test
    void aReservationDoesNotOutliveTheTurnInWhichAnotherHartMayStore() {
        build(2, """
                la   s0, word
                bnez a0, other
                lr.d a2, (s0)
                li   t0, %d               # longer than a turn
            spin:
                addi t0, t0, -1
                bnez t0, spin
                li   a3, 5
                sc.d a4, a3, (s0)
                j    exit
            other:
                li   t0, 7
                sd   t0, 0(s0)
                j    .
                .align 3
            word:
                .dword 0
            """.formatted(2 * Machine.QUANTUM));
        assertThat(board.machine().run(1_000_000)).isEqualTo(StopReason.EXIT);
        assertThat(hart(0).x[14]).isEqualTo(1);
        assertThat(board.ram().readLong(program.address("word"))).isEqualTo(7);
    }

    @Test
    void whenAllHartsWaitTimeGoesToTheNextEvent() {
        build(2, """
                bnez a0, sleep
                li   t0, 0x80
                csrw mie, t0
                li   s0, 0x2004000
                li   t0, 1000000000
                sd   t0, 0(s0)
                wfi
                csrr a2, time
                j    exit
            sleep:
                wfi
                j    sleep
            """);
        assertThat(board.machine().run(Long.MAX_VALUE)).isEqualTo(StopReason.EXIT);
        assertThat(hart(0).x[12]).isBetween(1_000_000_000L, 1_000_000_020L);
    }

    @Test
    void aMachineThatNothingCanWakeSaysSo() {
        build(2, """
            sleep:
                wfi
                j sleep
            """);
        assertThat(board.machine().run(Long.MAX_VALUE)).isEqualTo(StopReason.ALL_WAIT);
    }

    @Test
    @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aMachineThatSleepsAndTakesNoMoreInputSaysSo() {
        final HostConsole talker = new HostConsole() {
            @Override
            public void write(final int b) {}

            @Override
            public int poll() {
                return 'x';
            }
        };
        build(1, "sleep:\n    wfi\n    j sleep\n", talker);
        assertThat(board.machine().run(Long.MAX_VALUE)).isEqualTo(StopReason.ALL_WAIT);
    }

    @Test
    @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aTimerAtTheEndOfCountableTimeEndsTheRun() {
        build(1, """
                li   t0, 0x80
                csrw mie, t0
                li   s0, 0x2004000
                li   t0, %d
                sd   t0, 0(s0)
                wfi
                j    .
            """.formatted(Long.MAX_VALUE / Hart.STEPS_PER_TICK));
        assertThat(board.machine().run(Long.MAX_VALUE)).isEqualTo(StopReason.STEP_LIMIT);
        assertThat(board.machine().steps()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void anInterprocessorInterruptWakesAnotherHart() {
        build(2, """
                bnez a0, other
                li   t0, 8                # MSIE
                csrw mie, t0
                wfi
                li   a2, 1
                j    exit
            other:
                li   t0, 0x2000000        # msip of hart 0
                li   t1, 1
                sw   t1, 0(t0)
            rest:
                wfi
                j    rest
            """);
        assertThat(board.machine().run(1_000_000)).isEqualTo(StopReason.EXIT);
        assertThat(hart(0).x[12]).isEqualTo(1);
    }

    @Test
    void aRunInPiecesIsTheSameAsOneRun() {
        final String text = """
                la   s0, word
                li   s1, 5000
            again:
                lr.d t0, (s0)
                addi t0, t0, 1
                sc.d t1, t0, (s0)
                bnez t1, again
                addi s1, s1, -1
                bnez s1, again
                la   s0, done
                li   t0, 1
                amoadd.d t0, t0, (s0)
                li   t1, 2
                bne  t0, t1, rest
                j    exit
            rest:
                j    .
                .align 3
            word:
                .dword 0
            done:
                .dword 0
            """;
        build(3, text);
        assertThat(board.machine().run(Long.MAX_VALUE)).isEqualTo(StopReason.EXIT);
        assertThat(board.ram().readLong(program.address("word"))).isEqualTo(15_000);
        final long whole = board.machine().steps();
        board.close();
        build(3, text);
        StopReason reason;
        do {
            reason = board.machine().run(Machine.QUANTUM / 3);
        } while (reason == StopReason.STEP_LIMIT);
        assertThat(reason).isEqualTo(StopReason.EXIT);
        assertThat(board.machine().steps()).isEqualTo(whole);
    }

    @Test
    void aGuestThatPollsItsConsoleIsSeenAndHeardWhileItRuns() {
        final ByteArrayOutputStream seen = new ByteArrayOutputStream();
        final StringBuilder shown = new StringBuilder();
        final HostConsole typist = new HostConsole() {
            private int next;

            @Override
            public void write(final int b) {
                seen.write(b);
            }

            @Override
            public void flush() {
                shown.append(seen);
                seen.reset();
            }

            @Override
            public int poll() {
                // Types the next letter when the last one has been shown, and leaves after three.
                return next == 3 ? CLOSED : shown.length() == next ? 'a' + next++ : NOTHING;
            }
        };
        build(1, """
                li   s0, 0x10000000
                li   s1, 3
            again:
                lbu  t0, 5(s0)
                andi t0, t0, 1
                beqz t0, again
                lbu  t1, 0(s0)
                sb   t1, 0(s0)
                addi s1, s1, -1
                bnez s1, again
                j    exit
            """, typist);
        assertThat(board.machine().run(10_000_000)).isEqualTo(StopReason.EXIT);
        assertThat(shown).hasToString("abc");
    }

    @Test
    void stopFromAnotherThreadEndsALoopForEver() throws InterruptedException {
        build(1, "    j .\n");
        final Machine machine = board.machine();
        final Thread stopper = new Thread(machine::stop);
        stopper.start();
        assertThat(machine.run(Long.MAX_VALUE)).isEqualTo(StopReason.REQUESTED);
        stopper.join();
    }

    private void build(final int harts, final String text) {
        build(harts, text, HostConsole.SILENT);
    }

    private void build(final int harts, final String text, final HostConsole console) {
        program = Assembler.assemble(VirtBoard.RAM_BASE, text + EXIT);
        board = new VirtBoard(
                BoardConfig.DEFAULT.withMemory(BoardConfig.MIN_MEMORY).withHarts(harts),
                BootImages.of("test", program.bytes()),
                console);
    }

    private Hart hart(final int number) {
        return board.machine().cores().get(number).hart;
    }
}
