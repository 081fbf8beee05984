// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.gdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.xpcmachine.lab.Programs;
import org.xpcmachine.lab.RunConfig;
import org.xpcmachine.lab.RunResult.Outcome;

/** The protocol as it is on the wire: what a debugger that is not well, or not a debugger, can do. */
class GdbServerTest {
    private static final long SEED = Long.getLong("xpc.seed", 1);
    private static final String LOOP = "0: addi a0, a0, 1\nj 0b";

    private static DebuggedRun loop() throws Exception {
        return new DebuggedRun(Programs.config(LOOP, RunConfig.NO_LIMIT), true);
    }

    @Test
    void packetsAreAcknowledgedAndDamagedOnesAskedForAgain() throws Exception {
        try (DebuggedRun run = loop();
                Wire wire = new Wire(run.port())) {
            wire.raw("$qC#00");
            assertThat(wire.raw()).isEqualTo('-');
            wire.raw("+$qC#b4");
            assertThat(wire.raw()).isEqualTo('+');
            assertThat(wire.packet()).isEqualTo("QC1");
            wire.raw("-");
            assertThat(wire.packet()).isEqualTo("QC1");
            wire.raw("$gar$qC#b4");
            assertThat(wire.raw()).isEqualTo('+');
            assertThat(wire.packet()).isEqualTo("QC1");
        }
    }

    @Test
    void whatMakesNoSenseIsAnErrorAndWhatIsUnknownIsEmpty() throws Exception {
        try (DebuggedRun run = loop();
                Wire wire = new Wire(run.port())) {
            for (final String wrong : new String[] {
                "p",
                "pzz",
                "pffffffff",
                "p7fffffff",
                "P",
                "P0",
                "P0=",
                "Pffff=00",
                "G00",
                "m",
                "m1",
                "m,",
                "mx,y",
                "M",
                "M0",
                "M80000000,4:00",
                "M80000000,4:zz",
                "X80000000,4:}",
                "Z0",
                "Z0,",
                "Z0,,",
                "Z2,0,0",
                "Z3,ffffffffffffffff,2",
                "Z4,5,-1",
                "zz",
                "Hg77",
                "T77",
                "Hgqq",
                "Tqq",
                "vCont;",
                "vCont;x",
                "vCont;s:zz:1;;",
                "qThreadExtraInfo,",
                "qThreadExtraInfo,99",
                "qRcmd,zz",
                "qRcmd",
                "qXfer:features:read:target.xml:",
                "qXfer:features:read:other:0,10"
            }) {
                assertThat(wire.ask(wrong)).as(wrong).matches("E..");
            }
            for (final String unknown : new String[] {
                "",
                "!",
                "vMustReplyEmpty",
                "vFile:open:00",
                "qOther",
                "QOther",
                "b",
                "R00",
                "Z7,0,1",
                "qXfer:auxv:read::0,1"
            }) {
                assertThat(wire.ask(unknown)).as(unknown).isEmpty();
            }
            assertThat(wire.ask("m0,4")).isEqualTo("E0e");
            assertThat(wire.ask("m80000000,ffffffffffffffff")).hasSizeBetween(2, PacketChannel.LONGEST);
            assertThat(wire.ask("m80000000,4")).isEqualTo("13051500");
            assertThat(wire.ask("X80000000,2:}\u0003}\u0004")).isEqualTo("OK");
            assertThat(wire.ask("m80000000,4")).isEqualTo("23241500");
        }
    }

    /** Random bytes, random packets and packets that were cut: the next good one is answered. */
    @Test
    void noiseDoesNoHarm() throws Exception {
        final SplittableRandom random = new SplittableRandom(SEED);
        final String[] starts = {
            "g",
            "G",
            "p",
            "P",
            "m",
            "M",
            "X",
            "Z0,",
            "Z2,",
            "z1,",
            "H",
            "T",
            "q",
            "Q",
            "qRcmd,",
            "qXfer:features:read:",
            "vCont;",
            "s",
            "?",
            "qThreadExtraInfo,",
            "Qqemu.PhyMemMode:",
            "qSupported:",
            "bs",
            "bc"
        };
        try (DebuggedRun run = loop()) {
            try (Wire wire = new Wire(run.port())) {
                for (int i = 0; i < 1000; i++) {
                    final StringBuilder packet = new StringBuilder(starts[random.nextInt(starts.length)]);
                    final int length = random.nextInt(20);
                    for (int c = 0; c < length; c++) {
                        packet.append(
                                random.nextInt(4) == 0
                                        ? (char) random.nextInt(256)
                                        : "0123456789abcdef,:;=".charAt(random.nextInt(20)));
                    }
                    final String text = packet.toString().replaceAll("[#$\u0003]", "0");
                    if (!text.startsWith("vCont;c") && !text.startsWith("vCont;C")) {
                        wire.ask(text);
                    }
                }
                wire.raw("$" + "A".repeat(1 << 20) + "#00");
                assertThat(wire.raw()).isEqualTo('-');
                assertThat(wire.ask("qC")).startsWith("QC");
                wire.raw("$m80000000,4");
            }
            for (int i = 0; i < 20; i++) {
                try (Wire wire = new Wire(run.port())) {
                    final StringBuilder noise = new StringBuilder();
                    for (int c = 0; c < 200; c++) {
                        noise.append((char) random.nextInt(256));
                    }
                    wire.raw(noise.toString());
                }
            }
            try (Wire wire = new Wire(run.port())) {
                assertThat(wire.ask("qC")).isEqualTo("QC1");
            }
            assertThat(run.isRunning()).isTrue();
        }
    }

    @Test
    void anInterruptIsNotLostHoweverSoonItComes() throws Exception {
        try (DebuggedRun run = loop();
                Wire wire = new Wire(run.port())) {
            for (int i = 0; i < 300; i++) {
                wire.send("c");
                wire.raw("\u0003");
                assertThat(wire.raw()).isEqualTo('+');
                assertThat(wire.packet()).isEqualTo("T02thread:1;");
            }
            wire.raw("\u0003\u0003");
            assertThat(wire.ask("s")).isEqualTo("T05thread:1;");
        }
    }

    @Test
    void oneDebuggerAtATime() throws Exception {
        try (DebuggedRun run = loop();
                Wire first = new Wire(run.port())) {
            assertThat(first.ask("qC")).isEqualTo("QC1");
            try (Wire second = new Wire(run.port())) {
                assertThat(second.raw()).isEqualTo(-1);
            }
            assertThat(first.ask("qC")).isEqualTo("QC1");
        }
    }

    @Test
    void withoutWaitingTheGuestRunsAndADebuggerStopsIt() throws Exception {
        try (DebuggedRun run = new DebuggedRun(Programs.config(LOOP, RunConfig.NO_LIMIT), false)) {
            Thread.sleep(20);
            try (Wire wire = new Wire(run.port())) {
                assertThat(wire.ask("?")).isEqualTo("T05thread:1;");
                assertThat(wire.ask("pa")).isNotEqualTo("0".repeat(16));
                assertThat(wire.ask("D")).isEqualTo("OK");
            }
            assertThat(run.isRunning()).isTrue();
        }
    }

    @Test
    void theEndIsToldWithItsReason() throws Exception {
        try (DebuggedRun run =
                        new DebuggedRun(Programs.config("li a0, 3\n" + Programs.EXIT, RunConfig.NO_LIMIT), true);
                Wire wire = new Wire(run.port())) {
            assertThat(wire.ask("c")).isEqualTo("W03");
            assertThat(run.result().outcome()).isEqualTo(Outcome.EXIT);
        }
        try (DebuggedRun run = new DebuggedRun(Programs.config(LOOP, 1000), true);
                Wire wire = new Wire(run.port())) {
            assertThat(wire.ask("vCont;s:1")).isEqualTo("T05thread:1;");
            assertThat(wire.ask("vCont;c")).isEqualTo("X18");
            assertThat(run.result().outcome()).isEqualTo(Outcome.LIMIT);
            assertThat(run.result().steps()).isEqualTo(1000);
        }
        try (DebuggedRun run = loop();
                Wire wire = new Wire(run.port())) {
            assertThat(wire.ask("?")).isEqualTo("T05thread:1;");
            wire.send("c");
            run.guest().stop();
            assertThat(wire.packet()).isEqualTo("X0f");
            assertThat(run.result().outcome()).isEqualTo(Outcome.STOPPED);
        }
        try (DebuggedRun run = loop();
                Wire wire = new Wire(run.port())) {
            assertThat(wire.ask("vKill;1")).isEqualTo("OK");
            assertThat(run.result().outcome()).isEqualTo(Outcome.KILLED);
        }
        try (DebuggedRun run = new DebuggedRun(Programs.config("wfi\n0: j 0b", RunConfig.NO_LIMIT), true);
                Wire wire = new Wire(run.port())) {
            wire.send("c");
            wire.raw("\u0003");
            assertThat(wire.raw()).isEqualTo('+');
            assertThat(wire.packet()).isEqualTo("T02thread:1;");
        }
    }

    /** A restart brings a new machine: the breakpoints hold there, and a step ends at its first instruction. */
    @Test
    void breakpointsOutliveARestart() throws Exception {
        final String program = "0: li t0, 0x100000\nli t1, 0x7777\nreset: sw t1, 0(t0)\n1: j 1b";
        try (DebuggedRun run = new DebuggedRun(Programs.config(program, RunConfig.NO_LIMIT), true);
                Wire wire = new Wire(run.port())) {
            assertThat(wire.ask("Z0,8000000c,4")).isEqualTo("OK");
            for (int i = 0; i < 3; i++) {
                assertThat(wire.ask("c")).isEqualTo("T05thread:1;");
                assertThat(wire.ask("p20")).isEqualTo("0c00008000000000");
            }
            assertThat(wire.ask("s")).isEqualTo("T05thread:1;");
            assertThat(wire.ask("p20")).isEqualTo("0000008000000000");
        }
    }

    @Test
    void noThreadIsLeft() throws Exception {
        final Set<Thread> before = threads();
        try (DebuggedRun run = loop();
                Wire wire = new Wire(run.port())) {
            assertThat(wire.ask("qC")).isEqualTo("QC1");
        }
        assertThat(threads()).isSubsetOf(before);
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("gdb"))
                .collect(Collectors.toSet());
    }
}
