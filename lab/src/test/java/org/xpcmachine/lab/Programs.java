// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab;

import org.xpcmachine.isa.Assembler;
import org.xpcmachine.machine.board.BoardConfig;
import org.xpcmachine.machine.board.BootImages;
import org.xpcmachine.machine.board.HostConsole;
import org.xpcmachine.machine.board.VirtBoard;

/** Small guests in assembly. */
public final class Programs {
    /** Exits with the code in a0, which must not be 0. */
    public static final String EXIT = """
            exit:
                slli a0, a0, 16
                li t0, 0x3333
                or a0, a0, t0
                li t1, 0x100000
                sw a0, 0(t1)
            0:  j 0b
            """;

    private Programs() {}

    /** A run of a program with the engine on one hart, that ends after {@code maxSteps}. */
    public static RunConfig config(final String program, final long maxSteps) {
        final byte[] code = Assembler.assemble(VirtBoard.RAM_BASE, program).bytes();
        final BoardConfig board = RunConfig.withXpc(BoardConfig.DEFAULT.withMemory(BoardConfig.MIN_MEMORY));
        return new RunConfig(BootImages.of("program", code), board, maxSteps);
    }

    /** A console without a keyboard, that forgets. */
    public static HostConsole silent() {
        return new HostConsole() {
            @Override
            public void write(final int b) {}

            @Override
            public int poll() {
                return CLOSED;
            }
        };
    }
}
