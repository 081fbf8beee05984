// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.gdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xpcmachine.isa.Assembler;
import org.xpcmachine.isa.Assembly;
import org.xpcmachine.lab.RunConfig;
import org.xpcmachine.machine.board.BoardConfig;
import org.xpcmachine.machine.board.BootImages;
import org.xpcmachine.machine.board.VirtBoard;
import org.xpcmachine.translator.TranslatorConfig;

/** Going back shows what was, and going forward again does what was done before. */
@Timeout(120)
class ReverseTest {
    /** Each hart counts its rounds in a word of its own, and prints one character for every 2048 of them. */
    private static final String COUNT = """
                li   s2, 0x10000000
                la   s1, data
                slli t0, a0, 6
                add  s1, s1, t0
                li   s3, 2047
            loop:
                ld   a1, 0(s1)
                addi a1, a1, 1
            store:
                sd   a1, 0(s1)
                and  t1, a1, s3
                bnez t1, loop
                li   t2, 46
            print:
                sb   t2, 0(s2)
                j    loop
                .align 12
            data:
                .space 4096
            """;

    /** Waits for what is typed, and prints the next character. */
    private static final String NEXT = """
                li   s2, 0x10000000
                li   t0, 1
                sb   t0, 1(s2)            # interrupts for what is received
                li   s1, 0xc000000        # PLIC
                sw   t0, 40(s1)
                li   t1, 0xc002000
                li   t0, 0x400
                sw   t0, 0(t1)
                li   s3, 0xc200000
                li   t0, 0x800
                csrw mie, t0
            loop:
                wfi
                lw   t1, 4(s3)            # claim
                beqz t1, loop
                lbu  a1, 0(s2)
                sw   t1, 4(s3)            # complete
            read:
                addi a1, a1, 1
                sb   a1, 0(s2)
                j    loop
            """;

    private static final Assembly COUNTING = Assembler.assemble(VirtBoard.RAM_BASE, COUNT);
    private static final Assembly READING = Assembler.assemble(VirtBoard.RAM_BASE, NEXT);

    private static RunConfig config(final Assembly program, final int harts, final boolean translated) {
        final BoardConfig plain =
                BoardConfig.DEFAULT.withMemory(BoardConfig.MIN_MEMORY).withHarts(harts);
        final BoardConfig board = translated ? plain.withExecutor(new TranslatorConfig(false, false, 20, 40)) : plain;
        return new RunConfig(BootImages.of("program", program.bytes()), board, RunConfig.NO_LIMIT);
    }

    private static String at(final Assembly program, final String symbol) {
        return Long.toHexString(program.address(symbol));
    }

    /** Registers of all harts, each with its steps. */
    private static String state(final Wire wire, final int harts) throws Exception {
        final StringBuilder all = new StringBuilder();
        for (int i = 1; i <= harts; i++) {
            wire.ask("Hg" + i);
            all.append(wire.ask("g"));
        }
        return all + wire.ask("m" + at(COUNTING, "data") + ",200");
    }

    @ParameterizedTest
    @CsvSource({"1, false", "1, true", "3, false", "3, true"})
    void stepsBackShowWhatStepsForwardShowed(final int harts, final boolean translated) throws Exception {
        try (DebuggedRun run = new DebuggedRun(config(COUNTING, harts, translated), true);
                Wire wire = new Wire(run.port())) {
            assertThat(wire.ask("qSupported")).contains("ReverseStep+", "ReverseContinue+");
            wire.ask("Z0," + at(COUNTING, "print") + ",4");
            wire.ask("vCont;c");
            wire.ask("z0," + at(COUNTING, "print") + ",4");
            final List<String> states = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                wire.ask("Hg1");
                assertThat(wire.ask("vCont;s:1;c")).startsWith("T05");
                states.add(state(wire, harts));
            }
            for (int i = 38; i >= 0; i--) {
                wire.ask("Hg1");
                assertThat(wire.ask("bs")).startsWith("T05thread");
                assertThat(state(wire, harts)).as("step " + i).isEqualTo(states.get(i));
            }
            wire.ask("Hg1");
            wire.ask("vCont;s:1;c");
            assertThat(state(wire, harts)).isEqualTo(states.get(1));
        }
    }

    @ParameterizedTest
    @CsvSource({"1, false", "1, true", "2, false", "2, true"})
    void runningBackStopsAtTheBreakpointBeforeAndAtTheBeginning(final int harts, final boolean translated)
            throws Exception {
        try (DebuggedRun run = new DebuggedRun(config(COUNTING, harts, translated), true);
                Wire wire = new Wire(run.port())) {
            wire.ask("Z0," + at(COUNTING, "print") + ",4");
            final List<String> states = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                wire.ask("vCont;c");
                states.add(state(wire, harts));
            }
            for (int i = 4; i >= 0; i--) {
                assertThat(wire.ask("bc")).startsWith("T05thread");
                assertThat(state(wire, harts)).as("stop " + i).isEqualTo(states.get(i));
            }
            assertThat(wire.ask("bc")).startsWith("T05replaylog:begin;");
            assertThat(wire.ask("bs")).startsWith("T05replaylog:begin;");
            for (int i = 0; i < 6; i++) {
                wire.ask("vCont;c");
                assertThat(state(wire, harts)).as("again, stop " + i).isEqualTo(states.get(i));
            }
        }
    }

    @Test
    void aWatchedWriteIsUndone() throws Exception {
        try (DebuggedRun run = new DebuggedRun(config(COUNTING, 1, true), true);
                Wire wire = new Wire(run.port())) {
            wire.ask("Z0," + at(COUNTING, "print") + ",4");
            wire.ask("vCont;c");
            wire.ask("z0," + at(COUNTING, "print") + ",4");
            wire.ask("Z2," + at(COUNTING, "data") + ",8");
            assertThat(wire.ask("m" + at(COUNTING, "data") + ",2")).isEqualTo("0008");
            assertThat(wire.ask("bc")).isEqualTo("T05watch:" + at(COUNTING, "data") + ";thread:1;");
            assertThat(wire.ask("m" + at(COUNTING, "data") + ",2")).isEqualTo("ff07");
            assertThat(wire.ask("bc")).contains("watch");
            assertThat(wire.ask("m" + at(COUNTING, "data") + ",2")).isEqualTo("fe07");
        }
    }

    @Test
    void nothingIsPrintedTwice() throws Exception {
        try (DebuggedRun run = new DebuggedRun(config(COUNTING, 2, true), true);
                Wire wire = new Wire(run.port())) {
            wire.ask("Z0," + at(COUNTING, "print") + ",4");
            for (int i = 0; i < 9; i++) {
                wire.ask("vCont;c");
            }
            final String printed = run.output();
            assertThat(printed).isEqualTo("........");
            for (int i = 0; i < 5; i++) {
                wire.ask("bc");
            }
            for (int i = 0; i < 5; i++) {
                wire.ask("vCont;c");
                assertThat(run.output()).isEqualTo(printed);
            }
            wire.ask("vCont;c");
            assertThat(run.output()).isEqualTo(printed + ".");
        }
    }

    @Test
    void whatWasTypedIsReadAgain() throws Exception {
        try (DebuggedRun run = new DebuggedRun(config(READING, 1, true), true);
                Wire wire = new Wire(run.port())) {
            wire.ask("Z0," + at(READING, "read") + ",4");
            run.type("Gdm");
            final List<String> read = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                wire.ask("vCont;c");
                read.add(wire.ask("pb"));
            }
            assertThat(read).containsExactly("4700000000000000", "6400000000000000", "6d00000000000000");
            wire.ask("bc");
            wire.ask("bc");
            assertThat(wire.ask("pb")).isEqualTo(read.get(0));
            for (int i = 1; i < 3; i++) {
                wire.ask("vCont;c");
                assertThat(wire.ask("pb")).isEqualTo(read.get(i));
            }
            run.type("z");
            wire.ask("vCont;c");
            assertThat(wire.ask("pb")).isEqualTo("7a00000000000000");
            assertThat(run.output()).isEqualTo("Hen");
        }
    }

    @Test
    void aChangeByTheDebuggerBeginsTheHistoryAnew() throws Exception {
        try (DebuggedRun run = new DebuggedRun(config(COUNTING, 1, true), true);
                Wire wire = new Wire(run.port())) {
            wire.ask("Z0," + at(COUNTING, "print") + ",4");
            wire.ask("vCont;c");
            wire.ask("M" + at(COUNTING, "data") + ",8:ff0f000000000000");
            assertThat(wire.ask("bs")).startsWith("T05replaylog:begin;");
            wire.ask("vCont;c");
            wire.ask("bc");
            assertThat(wire.ask("m" + at(COUNTING, "data") + ",2")).isEqualTo("ff0f");
        }
    }

    /** Far enough for several snapshots. */
    @Test
    void aLongWayIsGoneBack() throws Exception {
        final Assembly program = Assembler.assemble(VirtBoard.RAM_BASE, """
                nop
            early:
                li   a0, 9000000
            loop:
                addi a0, a0, -1
                bnez a0, loop
            late:
                j    late
            """);
        try (DebuggedRun run = new DebuggedRun(config(program, 1, true), true);
                Wire wire = new Wire(run.port())) {
            wire.ask("Z0," + at(program, "early") + ",4");
            wire.ask("vCont;c");
            wire.ask("Z0," + at(program, "late") + ",4");
            wire.ask("vCont;c");
            wire.ask("bs");
            assertThat(wire.ask("pa")).isEqualTo("0000000000000000");
            wire.ask("bs");
            assertThat(wire.ask("pa")).isEqualTo("0100000000000000");
            wire.ask("bc");
            assertThat(wire.ask("p20")).isEqualTo("0400008000000000");
        }
    }

    /** As a user does it; skipped where there is no gdb-multiarch. */
    @Test
    void theRealDebuggerGoesBack() throws Exception {
        final String data = "*(long*)0x" + at(COUNTING, "data");
        try (DebuggedRun run = new DebuggedRun(config(COUNTING, 1, true), true)) {
            final String said = Gdb.run(
                    run.port(),
                    "break *0x" + at(COUNTING, "print"),
                    "continue",
                    "continue",
                    "print " + data,
                    "reverse-continue",
                    "print " + data,
                    "reverse-stepi 3",
                    "print/x $pc - 0x" + at(COUNTING, "store"),
                    "delete",
                    "watch " + data,
                    "reverse-continue",
                    "reverse-continue",
                    "print " + data,
                    "delete",
                    "reverse-continue",
                    "print " + data,
                    "kill");
            assertThat(said)
                    .contains("$1 = 4096\n", "$2 = 2048\n", "$3 = 0x4\n")
                    .contains("Old value = 2048\nNew value = 2047\n")
                    .contains("$4 = 2046\n")
                    .contains("No more reverse-execution history", "$5 = 0\n");
        }
    }
}
