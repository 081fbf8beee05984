// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab;

import java.util.ArrayList;
import java.util.List;
import org.xpcmachine.isa.Assembler;
import org.xpcmachine.machine.board.BoardConfig;
import org.xpcmachine.machine.board.BootImages;
import org.xpcmachine.machine.board.HostConsole;
import org.xpcmachine.machine.board.StopReason;
import org.xpcmachine.machine.board.VirtBoard;

/**
 * Speed of the interpreter on this host: guest instructions retired per second of host time, in an integer loop of thirteen
 * instructions that loads twice, stores once and branches twice an iteration.
 */
public final class InterpreterBenchmark {
    private static final int INSTRUCTIONS = 13;

    private static final String PROGRAM = """
                la   s0, buffer
                li   s1, %d
                li   a0, 0
                li   a3, 0
            loop:
                andi t0, a3, 0x7f8
                add  t1, s0, t0
                ld   t2, 0(t1)
                add  a0, a0, t2
                xor  a0, a0, a3
                sd   a0, 0(t1)
                lw   t3, 4(t1)
                slli t4, t3, 3
                bltz t3, negative
                addi a0, a0, 5
            negative:
                addi a3, a3, 8
                addi s1, s1, -1
                bnez s1, loop
                li   t0, 0x100000
                li   t1, 0x5555
                sw   t1, 0(t0)
            end:
                j    end
                .align 12
            buffer:
                .space 4096
            """;

    private InterpreterBenchmark() {}

    /**
     * Runs the loop once to warm up and then {@code runs} times.
     *
     * @param config the machine to run it on, functional or timed
     * @param instructions about how many instructions a run is to have, up to two thousand millions
     * @return millions of instructions per second of each run, by rising speed
     */
    public static List<Double> measure(final BoardConfig config, final int instructions, final int runs) {
        final String program = PROGRAM.formatted(instructions / INSTRUCTIONS);
        final byte[] image = Assembler.assemble(VirtBoard.RAM_BASE, program).bytes();
        run(config, image);
        final List<Double> speeds = new ArrayList<>();
        for (int i = 0; i < runs; i++) {
            speeds.add(run(config, image));
        }
        speeds.sort(null);
        return speeds;
    }

    private static double run(final BoardConfig config, final byte[] image) {
        try (VirtBoard board = new VirtBoard(config, BootImages.of("benchmark", image), HostConsole.SILENT)) {
            final long start = System.nanoTime();
            final StopReason reason = board.machine().run(Long.MAX_VALUE);
            final long nanoseconds = System.nanoTime() - start;
            if (reason != StopReason.EXIT) {
                throw new IllegalStateException("the benchmark ended by " + reason);
            }
            return 1e3 * board.machine().cores().getFirst().hart.retired / nanoseconds;
        }
    }
}
