// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.embed;

import org.xpcmachine.isa.Assembler;
import org.xpcmachine.isa.Assembly;
import org.xpcmachine.machine.board.VirtBoard;

/** Bare-metal programs for tests. */
final class Programs {
    /** Prints {@code "> "}, reads a line from the serial port by interrupt, prints it in brackets, and so on; exits with 7 at "q". */
    static final String ECHO = """
                li   s0, 0x10000000       # UART
                li   t0, 1
                sb   t0, 1(s0)            # interrupts for what is received
                li   s1, 0xc000000        # PLIC
                sw   t0, 40(s1)           # priority of source 10
                li   t1, 0xc002000
                li   t0, 0x400
                sw   t0, 0(t1)            # enabled for M-mode of hart 0
                li   s2, 0xc200000
                sw   zero, 0(s2)          # threshold
                li   t0, 0x800
                csrw mie, t0
            prompt:
                li   t0, 62
                sb   t0, 0(s0)
                li   t0, 32
                sb   t0, 0(s0)
                li   t0, 91
                sb   t0, 0(s0)
            next:
                lbu  t0, 5(s0)
                andi t0, t0, 1
                bnez t0, received
                lw   t1, 4(s2)            # claim
                beqz t1, wait
                sw   t1, 4(s2)            # complete
            wait:
                wfi
                j    next
            received:
                lbu  a0, 0(s0)
                li   t0, 113
                beq  a0, t0, quit
                li   t0, 10
                beq  a0, t0, end_of_line
                sb   a0, 0(s0)
                j    next
            end_of_line:
                li   t0, 93
                sb   t0, 0(s0)
                li   t0, 10
                sb   t0, 0(s0)
                j    prompt
            quit:
                li   t0, 0x100000
                li   t1, 0x73333
                sw   t1, 0(t0)
                j    quit
            """;

    private Programs() {}

    static Assembly assemble(final String text) {
        return Assembler.assemble(VirtBoard.RAM_BASE, text);
    }

    static MachineBuilder builder(final Assembly program) {
        return XpcMachine.builder().memory(8 << 20).kernel("program", program.bytes());
    }

    static MachineBuilder builder(final String text) {
        return builder(assemble(text));
    }
}
