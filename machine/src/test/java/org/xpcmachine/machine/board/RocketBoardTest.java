// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.board;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.xpcmachine.isa.Assembler;

class RocketBoardTest {
    private static final String EXIT = """
                li   s0, 0x10001000
                sd   a0, 0(s0)
                j    .
            """;

    private final StringBuilder printed = new StringBuilder();

    private long run(final String program) {
        final byte[] code =
                Assembler.assemble(RocketBoard.RAM_BASE, program + EXIT).bytes();
        final HostConsole console = new HostConsole() {
            @Override
            public void write(final int b) {
                printed.append((char) b);
            }

            @Override
            public int poll() {
                return CLOSED;
            }
        };
        try (RocketBoard board = new RocketBoard(RocketBoard.DEFAULT, new BootImages.Image("program", code), console)) {
            assertThat(board.machine().run(10_000)).isEqualTo(StopReason.EXIT);
            return board.machine().exitCode();
        }
    }

    @Test
    void printsAndExitsByStoresOfAnyWidth() {
        assertThat(run("""
                li   t0, 0x10001008
                li   t1, 0x158           # 'X' in the low byte
                sd   t1, 0(t0)
                sw   t1, 0(t0)
                sb   t1, 0(t0)
                sd   t1, 8(t0)           # the switch of traces
                ld   a0, 0(t0)           # reads as 0
                addi a0, a0, 7
            """)).isEqualTo(7);
        assertThat(printed).hasToString("XXX");
    }

    @Test
    void hasNoAsidsAndEightPmpEntries() {
        assertThat(run("""
                li   t0, 0x8ffff00000000000
                csrw satp, t0
                csrr a0, satp
                csrw satp, x0
                srli a0, a0, 44
                slli a0, a0, 48          # keeps the ASID
                li   t0, 1
                csrw pmpaddr7, t0
                csrw pmpaddr8, t0
                csrr t1, pmpaddr7
                csrr t2, pmpaddr8
                slli t2, t2, 1
                or   a0, a0, t1
                or   a0, a0, t2
            """)).isEqualTo(1);
    }

    @Test
    void hasTheClintOfItsHart() {
        assertThat(run("""
                li   t0, 0x2000000
                li   t1, 1
                sw   t1, 0(t0)
                csrr a0, mip
            """)).isEqualTo(8);
    }

    @Test
    void countsCallsAsRetiredLikeRocket() {
        assertThat(run("""
                la   t0, handler
                csrw mtvec, t0
                csrr t1, minstret
                ecall
            handler:
                csrr t2, minstret
                sub  a0, t2, t1
            """)).isEqualTo(2);
    }
}
