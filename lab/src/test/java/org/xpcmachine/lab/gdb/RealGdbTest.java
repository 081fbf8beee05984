// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.gdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xpcmachine.isa.Assembler;
import org.xpcmachine.isa.Assembly;
import org.xpcmachine.lab.GuestImages;
import org.xpcmachine.lab.Programs;
import org.xpcmachine.lab.RunConfig;
import org.xpcmachine.lab.RunResult.Outcome;
import org.xpcmachine.machine.board.BoardConfig;
import org.xpcmachine.machine.board.BootImages;
import org.xpcmachine.machine.board.VirtBoard;
import org.xpcmachine.machine.csr.Csr;
import org.xpcmachine.machine.execute.Core;
import org.xpcmachine.translator.TranslatorConfig;

/** What a user of gdb sees; every test is skipped where there is no gdb-multiarch. */
class RealGdbTest {
    /** Counts in memory; a2 is hart + 5. Hart 0 exits with 9 after 500 rounds. */
    private static final String COUNT = """
                addi a2, a0, 5
                la   s1, data
                slli t0, a0, 6
                add  s1, s1, t0
                li   s0, 500
            loop:
                ld   a1, 0(s1)
                addi a1, a1, 3
            store:
                sd   a1, 0(s1)
                call twice
                addi s0, s0, -1
                bnez s0, loop
            done:
                bnez a0, hang
                li   a0, 9
            """ + Programs.EXIT + """
            hang:
                j    hang
            twice:
                slli a3, a1, 1
                ret
                .align 12
            data:
                .space 4096
            """;

    /** Says that it has come so far, then runs for ever. */
    private static final String ENDLESS = """
                li   t0, 0x10000000
                li   t1, 0x3e
                sb   t1, 0(t0)
            spin:
                addi a1, a1, 1
                j    spin
            """;

    private static final Assembly PROGRAM = Assembler.assemble(VirtBoard.RAM_BASE, COUNT);

    private static String at(final String symbol) {
        return "0x" + Long.toHexString(PROGRAM.symbols().get(symbol));
    }

    private static RunConfig config(final String program, final BoardConfig board) {
        final byte[] code = Assembler.assemble(VirtBoard.RAM_BASE, program).bytes();
        return new RunConfig(BootImages.of("program", code), RunConfig.withXpc(board), RunConfig.NO_LIMIT);
    }

    private static BoardConfig board(final boolean translated) {
        final BoardConfig plain = BoardConfig.DEFAULT.withMemory(BoardConfig.MIN_MEMORY);
        return translated ? plain.withExecutor(new TranslatorConfig(false, false, 20, 40)) : plain;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void breakpointsWatchpointsStepsAndRegisters(final boolean translated) throws Exception {
        try (DebuggedRun run = new DebuggedRun(config(COUNT, board(translated)), true)) {
            final String said = Gdb.run(
                    run.port(),
                    "info registers pc",
                    "break *" + at("loop"),
                    "continue",
                    "print/x $pc",
                    "continue 40",
                    "print/d $s0",
                    "stepi",
                    "print/x $pc - " + at("loop"),
                    "delete",
                    "watch *(long*)" + at("data"),
                    "continue",
                    "continue",
                    "info registers pc",
                    "rwatch *(long*)" + at("data"),
                    "continue",
                    "delete",
                    "tbreak *" + at("twice"),
                    "continue",
                    "print $a1",
                    "tbreak *$ra",
                    "continue",
                    "print $a3",
                    "set var $s0 = 1",
                    "set var *(long*)" + at("data") + " = 0x1234567890",
                    "x/1gx " + at("data"),
                    "continue");
            assertThat(said)
                    .contains("pc             0x80000000")
                    .contains("$1 = " + at("loop"))
                    .contains("$2 = 460\n")
                    .contains("$3 = 0x4\n")
                    .contains("Old value = 120\nNew value = 123\n")
                    .contains("Old value = 123\nNew value = 126\n")
                    .contains("Value = 126\n")
                    .contains("$4 = 129\n")
                    .contains("$5 = 258\n")
                    .contains("0x0000001234567890")
                    .contains("exited with code 011");
            assertThat(run.result().outcome()).isEqualTo(Outcome.EXIT);
            assertThat(run.result().exitCode()).isEqualTo(9);
        }
    }

    /** Every CSR that a hart has, by name, with the value that it has; what can be written, can be written. */
    @Test
    void allCsrsIncludingTheEngines() throws Exception {
        try (DebuggedRun run = new DebuggedRun(config(COUNT, board(false)), true)) {
            final Core core = run.guest().board().machine().cores().getFirst();
            final List<String> commands = new ArrayList<>();
            final StringBuilder expected = new StringBuilder();
            for (final Csr csr : core.csrs.all()) {
                commands.add("printf \"" + csr.name() + " %lx\\n\", $" + csr.name());
                expected.append("%s %x\n".formatted(csr.name(), csr.read(core.hart)));
            }
            commands.addAll(List.of(
                    "set var $xlink = 0x80001234",
                    "print/x $xlink",
                    "set var $mscratch = -2",
                    "print $mscratch",
                    "set var $satp = 0xf000000000000000",
                    "print $satp",
                    "set var $xmaskbase = 5",
                    "print $priv",
                    "set var $priv = 1",
                    "print $priv",
                    "print $ft0",
                    "set var $fa0 = 1.5",
                    "print $fa0"));
            final String said = Gdb.run(run.port(), commands.toArray(String[]::new));
            assertThat(said)
                    .contains(expected)
                    .contains("xpcctl ", "xsegpa ", "uxseglist ")
                    .contains("$1 = 0x80001200\n")
                    .contains("$2 = -2\n")
                    .contains("$3 = 0\n")
                    .contains("Could not write register \"xmaskbase\"")
                    .contains("$4 = 3\n", "$5 = 1\n", "double = 1.5}\n");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void hartsAreThreads(final boolean translated) throws Exception {
        try (DebuggedRun run = new DebuggedRun(config(COUNT, board(translated).withHarts(3)), true)) {
            final String said = Gdb.run(
                    run.port(),
                    "break *" + at("twice") + " thread 3",
                    "continue",
                    "info threads",
                    "print $a2",
                    "thread 2",
                    "print $mhartid",
                    "print $a2",
                    "delete",
                    "tbreak *" + at("done"),
                    "continue",
                    "stepi",
                    "continue");
            assertThat(said)
                    .contains("* 3    Thread 3 (hart 2: M-mode, bare, 0x80000")
                    .contains("  1    Thread 1 (hart 0: ")
                    .contains("$1 = 7\n", "$2 = 1\n", "$3 = 6\n")
                    .contains("hit Temporary breakpoint 2")
                    .contains("exited with code 011");
        }
    }

    @Test
    void ctrlCStopsAndDetachLetsTheGuestRunOnUntilTheNextComes() throws Exception {
        try (DebuggedRun run = new DebuggedRun(config(ENDLESS, board(true)), true)) {
            try (Gdb gdb = new Gdb(run.port(), "continue", "print $a1 > 0", "detach")) {
                run.awaitOutput(">");
                gdb.interrupt();
                assertThat(gdb.output()).contains("received signal SIGINT", "$1 = 1\n", "detached");
            }
            assertThat(run.isRunning()).isTrue();
            final String said = Gdb.run(
                    run.port(),
                    "info registers pc",
                    "set var $a1 = -20",
                    "tbreak *0x80000010 if $a1 == 0",
                    "cont",
                    "print $a1",
                    "kill");
            assertThat(said)
                    .contains("pc             0x80000")
                    .contains("Temporary breakpoint 1, 0x")
                    .contains("$1 = 0\n");
            assertThat(run.result().outcome()).isEqualTo(Outcome.KILLED);
        }
    }

    @Test
    void aDebuggerThatDiesLeavesTheMachineStoppedForTheNext() throws Exception {
        try (DebuggedRun run = new DebuggedRun(config(ENDLESS, board(false)), true)) {
            try (Gdb gdb = new Gdb(run.port(), "break *0x80000000", "continue")) {
                run.awaitOutput(">");
                gdb.crash();
            }
            final String said = Gdb.run(run.port(), "print $a1 > 0", "stepi", "kill");
            assertThat(said).contains("$1 = 1\n");
            assertThat(run.result().outcome()).isEqualTo(Outcome.KILLED);
        }
    }

    @Test
    void memoryByPhysicalAddressAndNoDeviceIsTouched() throws Exception {
        try (DebuggedRun run = new DebuggedRun(config(COUNT, board(false)), true)) {
            final String said = Gdb.run(
                    run.port(),
                    "set var $priv = 1",
                    "set var $satp = 0x8000000000080001",
                    "x/1wx 0x80000000",
                    "monitor translate 0x80000000",
                    "monitor physical on",
                    "x/1wx 0x80000000",
                    "maintenance packet Qqemu.PhyMemMode:0",
                    "x/1wx 0x80000000",
                    "maintenance packet Qqemu.PhyMemMode:1",
                    "x/1wx 0x10000000",
                    "x/1wx 0x80000000");
            assertThat(said)
                    .containsSubsequence(
                            "Cannot access memory at address 0x80000000",
                            "80000000: not mapped",
                            "addresses are physical",
                            "0x80000000:\t0x00550613",
                            "Cannot access memory at address 0x80000000",
                            "Cannot access memory at address 0x10000000",
                            "0x80000000:\t0x00550613");
        }
    }

    /** The same virtual addresses in three processes: a breakpoint holds in all; {@code satp} and monitor say in which. */
    @Test
    void aBreakpointInAServerIsHitByACallFromAnotherAddressSpace() throws Exception {
        final GuestImages images = GuestImages.ofProcess();
        assumeTrue(images.exist(), "skipped: the guest's images have not been built");
        final RunConfig config =
                new RunConfig(images.boot("init=tour"), RunConfig.withXpc(BoardConfig.DEFAULT), RunConfig.NO_LIMIT);
        try (DebuggedRun run = new DebuggedRun(config, true)) {
            final String user = images.kernel().resolveSibling("user").toString();
            final String said = Gdb.run(
                    run.port(),
                    "add-symbol-file " + images.kernel(),
                    "add-symbol-file " + user + "/letter-b.elf",
                    "monitor calls",
                    "break called if operation == 1 && $uxseglen != 0",
                    "continue",
                    "monitor info",
                    "monitor calls",
                    "monitor spaces",
                    "print operation",
                    "print/x $uxseglen",
                    "eval \"monitor translate 0x%lx\", $uxsegva",
                    "print/x $xsegpa",
                    "set var $word = *(long*)$uxsegva",
                    "set var $place = $xsegpa",
                    "monitor physical on",
                    "print *(long*)$place == $word",
                    "monitor physical off",
                    "delete",
                    "print $pc == relay_narrow",
                    "tbreak relay_narrow if $satp != 0",
                    "continue",
                    "finish",
                    "monitor info",
                    "kill");
            assertThat(said)
                    .contains("no call is open")
                    .contains("U-mode, letter-b, called; pc ")
                    .containsPattern("x-entry \\d+, called from letter-a, returns to ")
                    .containsPattern("[0-9a-f]{16}  letter-a\n")
                    .containsPattern("20([0-9a-f]+): \\1, by the relay segment")
                    .containsPattern("\\$3 = 0x8[0-9a-f]+\n")
                    .contains("$4 = 1\n")
                    .contains("U-mode, letter-b, called+");
            assertThat(run.result().outcome()).isEqualTo(Outcome.KILLED);
        }
    }
}
