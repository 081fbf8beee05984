// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xpcmachine.isa.Assembler;
import org.xpcmachine.machine.board.BootImages;
import org.xpcmachine.machine.board.HostConsole;
import org.xpcmachine.machine.board.RocketBoard;
import org.xpcmachine.machine.board.StopReason;
import org.xpcmachine.timing.CycleAccount;
import org.xpcmachine.timing.CycleCause;
import org.xpcmachine.timing.RocketTiming;
import org.xpcmachine.timing.TimingConfig;

/**
 * What short sequences cost on a warm machine, as measured on Rocket: the cycles between two reads of the counter around them, less the one that two reads in
 * succession are apart.
 */
class UnitCostTest {
    private static final int RESULT = 10;

    private static final String PROGRAM = """
            li t0, 0x6000
            csrs mstatus, t0
            la s0, data
            fld fa0, 0(s0)
            fld fa1, 8(s0)
            flw fa2, 16(s0)
            li a1, 7
            li a2, 3
            li a3, -1
            li s1, 4
            .align 6
        again:
            fence
            nop
            nop
            nop
            nop
            nop
            nop
            nop
            csrr s2, mcycle
            %s
            csrr s3, mcycle
            sub a0, s3, s2
            addi a0, a0, -1
            addi s1, s1, -1
            bnez s1, again
            li t0, 0x10001000
            sd zero, 0(t0)
        end:
            j end
            .align 6
        data:
            .dword 0x3ff8000000000000
            .dword 0x3ff0000000000000
            .word 0x3fc00000
            .word 0
            .space 4096
        """;

    private RocketTiming timing = new RocketTiming(TimingConfig.preset(TimingConfig.DEFAULT));

    @ParameterizedTest(name = "{0}: {1} cycles")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            nop; nop; nop                                   | 3
            addi t0, t0, 1; addi t0, t0, 1                  | 2
            ld t0, 0(s0); addi t1, t0, 1                    | 3
            ld t0, 0(s0); nop; addi t1, t0, 1               | 3
            lw t0, 0(s0); addi t1, t0, 1                    | 3
            lb t0, 0(s0); addi t1, t0, 1                    | 4
            lhu t0, 0(s0); addi t1, t0, 1                   | 4
            ld t0, 0(s0); addi t0, zero, 1                  | 3
            sd a1, 8(s0); ld t0, 64(s0)                     | 2
            sd a1, 8(s0); ld t0, 8(s0)                      | 7
            sd a1, 8(s0); nop; nop; ld t0, 8(s0)            | 4
            mul t0, a1, a2; mv t1, t0                       | 5
            mul t0, a3, a2; mv t1, t0                       | 11
            mul t0, a1, a2; nop; nop; mv t1, t0             | 7
            mul t0, a1, a2; mul t1, a1, a2; mv t2, t1       | 9
            mulw t0, a3, a2; mv t1, t0                      | 7
            div t0, a1, a2; mv t1, t0                       | 7
            div t0, a2, a1; mv t1, t0                       | 68
            div t0, a3, a2; mv t1, t0                       | 70
            divu t0, a3, zero; mv t1, t0                    | 68
            fadd.d ft0, fa0, fa1; fadd.d ft1, ft0, fa1      | 7
            fadd.s ft0, fa2, fa2; fadd.s ft1, ft0, fa2      | 5
            fsgnj.d ft0, fa0, fa1; fsgnj.d ft1, ft0, fa1    | 5
            feq.d t0, fa0, fa1; addi t1, t0, 1              | 4
            fld ft0, 0(s0); fadd.d ft1, ft0, fa1            | 5
            fdiv.d ft0, fa0, fa1; fsgnj.d ft1, ft0, fa1     | 58
            fdiv.d ft0, fa1, fa0; fsgnj.d ft1, ft0, fa1     | 59
            fsqrt.d ft0, fa1; fsgnj.d ft1, ft0, fa1         | 58
            fadd.d ft0, fa0, fa1; nop; fsgnj.d ft1, fa0, fa1| 8
            csrr t0, mscratch; addi t1, t0, 1               | 4
            csrw mscratch, t0; nop                          | 2
            csrw mstatus, t2; nop                           | 6
            csrw stvec, zero; csrw stvec, zero              | 10
            sfence.vma; nop                                 | 6
            sd a1, 8(s0); fence; sd a1, 8(s0)               | 5
            amoadd.d t0, zero, (s0); addi t1, t0, 1         | 3
            """)
    void aSequenceTakesWhatItTakesOnRocket(final String sequence, final int cycles) {
        assertThat(measure(sequence)).isEqualTo(cycles);
    }

    @Test
    void theReasonIsCharged() {
        measure("div t0, a2, a1; mv t1, t0");
        final CycleAccount account = timing.account(0);
        // Four times 66 cycles of waiting.
        assertThat(account.of(CycleCause.MULTIPLY)).isEqualTo(4 * 66);
        assertThat(account.total()).isEqualTo(timing.now(0));
    }

    @Test
    void aMissTakesTheMemorysLatencyAndTheWayThere() {
        final long near = missAt(10);
        final long far = missAt(100);
        assertThat(far - near).isEqualTo(90);
        assertThat(near).isBetween(20L, 40L);
    }

    private long missAt(final int latency) {
        final TimingConfig config = TimingConfig.preset(TimingConfig.DEFAULT).withMemoryLatency(latency);
        timing = new RocketTiming(config);
        return measure("slli t3, s1, 9; add t3, t3, s0; ld t0, 0(t3); addi t1, t0, 1");
    }

    /** Returns the cycles of the last of four repetitions. */
    private long measure(final String sequence) {
        final String text = PROGRAM.formatted(sequence.replace(";", "\n"));
        final byte[] image = Assembler.assemble(RocketBoard.RAM_BASE, text).bytes();
        try (RocketBoard board = new RocketBoard(
                RocketBoard.DEFAULT.withTiming(timing), new BootImages.Image("sequence", image), HostConsole.SILENT)) {
            assertThat(board.machine().run(100_000)).isEqualTo(StopReason.EXIT);
            return board.machine().cores().getFirst().hart.x[RESULT];
        }
    }
}
