// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.translator;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xpcmachine.isa.Assembler;
import org.xpcmachine.machine.board.BoardConfig;
import org.xpcmachine.machine.board.VirtBoard;

/** A region that goes on into another page executes what is mapped there now, not what was when it was translated. */
class RemappedCodeTest {
    /**
     * In S-mode under Sv39 a loop in the page at 0x1000 goes through the page at 0x2000, which is now one physical page, now another.
     * The tables are reached through an identity mapping of RAM by a gigapage.
     */
    private static final String START = """
                la   t0, root
                la   t1, middle
                la   t2, leaves
                srli t3, t1, 2
                ori  t3, t3, 1
                sd   t3, 0(t0)
                li   t3, 0x200000cf
                sd   t3, 16(t0)
                srli t3, t2, 2
                ori  t3, t3, 1
                sd   t3, 0(t1)
                la   t4, loop
                srli t4, t4, 2
                ori  t4, t4, 0xcf
                sd   t4, 8(t2)
                la   t4, first
                srli s2, t4, 2
                ori  s2, s2, 0xcf
                sd   s2, 16(t2)
                la   t4, second
                srli s3, t4, 2
                ori  s3, s3, 0xcf
                li   t4, 0x400c7
                li   t5, 0x800
                add  t5, t5, t2
                sd   t4, 0(t5)
                mv   s1, t2
                li   t4, -1
                csrw pmpaddr0, t4
                li   t4, 0x1f
                csrw pmpcfg0, t4
                srli t4, t0, 12
                li   t5, 8
                slli t5, t5, 60
                or   t4, t4, t5
                csrw satp, t4
                li   t4, 0x1800
                csrc mstatus, t4
                li   t4, 0x800
                csrs mstatus, t4
                li   t4, 0x1000
                csrw mepc, t4
                li   s0, 3000
                li   s4, 20
                mret
                .align 12
            """;

    private static final String BY_JUMP = """
            loop:
                addi a1, a1, 3
                jal  t1, loop+0x1000
            back:
                addi s0, s0, -1
                bnez s0, loop
                sd   s3, 16(s1)
                sfence.vma
                mv   t0, s2
                mv   s2, s3
                mv   s3, t0
                li   s0, 3000
                addi s4, s4, -1
                bnez s4, loop
                li   t0, 0x100000
                li   t1, 0x5555
                sw   t1, 0(t0)
            end:
                j    end
                .align 12
            first:
                addi a0, a0, 1
                jr   t1
                .align 12
            second:
                addi a0, a0, 7
                jr   t1
                .align 12
            """;

    /** The first page ends, and the instruction behind it is in the second. */
    private static final String BY_GOING_ON = """
            loop:
                j    last
            back:
                addi s0, s0, -1
                bnez s0, loop
                sd   s3, 16(s1)
                sfence.vma
                mv   t0, s2
                mv   s2, s3
                mv   s3, t0
                li   s0, 3000
                addi s4, s4, -1
                bnez s4, loop
                li   t0, 0x100000
                li   t1, 0x5555
                sw   t1, 0(t0)
            end:
                j    end
                .align 11
                .space 2040
            last:
                addi a1, a1, 3
                auipc t1, 0
            first:
                addi a0, a0, 1
                li   t2, -0xff8
                add  t1, t1, t2
                jr   t1
                .align 12
            second:
                addi a0, a0, 7
                li   t2, -0xff8
                add  t1, t1, t2
                jr   t1
                .align 12
            """;

    private static final String TABLES = """
            root:
                .space 4096
            middle:
                .space 4096
            leaves:
                .space 4096
            """;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsMappedNowIsExecuted(final boolean eager) {
        for (final String loop : new String[] {BY_JUMP, BY_GOING_ON}) {
            final TranslatorConfig config = new TranslatorConfig(false, eager, 100, 100);
            final byte[] image = Assembler.assemble(VirtBoard.RAM_BASE, START + loop + TABLES)
                    .bytes();
            try (Twins twins = new Twins(BoardConfig.DEFAULT.withMemory(BoardConfig.MIN_MEMORY), config, image)) {
                twins.runToEnd(config.toString(), new SplittableRandom(1), 20_000);
            }
        }
    }
}
