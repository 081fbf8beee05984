// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.translator;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.xpcmachine.isa.Assembler;
import org.xpcmachine.isa.Encoder;
import org.xpcmachine.isa.Op;
import org.xpcmachine.machine.board.BoardConfig;
import org.xpcmachine.machine.board.VirtBoard;

/** Code that changes under execution is executed as it is, at once: as the interpreter does, whatever fence.i would allow. */
class SelfModifyingCodeTest {
    private static final TranslatorConfig EAGER = new TranslatorConfig(false, true, 100, 100);

    private static final String EXIT = """

                li   t0, 0x100000
                li   t1, 0x5555
                sw   t1, 0(t0)
            end:
                j    end
            """;

    private static void compare(final String what, final TranslatorConfig config, final String program) {
        final byte[] image =
                Assembler.assemble(VirtBoard.RAM_BASE, program + EXIT).bytes();
        try (Twins twins = new Twins(BoardConfig.DEFAULT.withMemory(BoardConfig.MIN_MEMORY), config, image)) {
            twins.runToEnd(what, new SplittableRandom(1), 5_000);
        }
    }

    /** Alternates between addi a0, a0, 1 and addi a0, a0, 2, in the middle of the loop that does it. */
    private static String patchBy(final String store) {
        return """
                li   s0, 2000
                la   s1, patched
                li   s2, %d
                li   s3, %d
            loop:
                xor  s2, s2, s3
                xor  s3, s2, s3
                xor  s2, s2, s3
                %s
            patched:
                addi a0, a0, 1
                addi s0, s0, -1
                bnez s0, loop
            """.formatted(Encoder.encode(Op.ADDI, 10, 10, 0, 1), Encoder.encode(Op.ADDI, 10, 10, 0, 2), store);
    }

    @Test
    void aStoreChangesTheNextInstruction() {
        compare("eager", EAGER, patchBy("sw s2, 0(s1)"));
    }

    @Test
    void anAtomicChangesTheNextInstruction() {
        compare("swap", EAGER, patchBy("amoswap.w t3, s2, (s1)"));
        compare("conditional", EAGER, patchBy("lr.w t3, (s1)\nsc.w t4, s2, (s1)"));
    }

    @Test
    void oneHalfwordChanges() {
        compare("halfword", EAGER, patchBy("srli t3, s2, 16\nsh t3, 2(s1)"));
    }

    @Test
    void codeThatWasHotForLongChanges() {
        compare("hot", new TranslatorConfig(false, false, 100, 100), """
                li   s4, 20
                la   s1, patched
                li   s2, %d
            again:
                li   s0, 1000
            loop:
            patched:
                addi a0, a0, 1
                addi s0, s0, -1
                bnez s0, loop
                sw   s2, 0(s1)
                li   t3, 0x100000
                add  s2, s2, t3
                addi s4, s4, -1
                bnez s4, again
            """.formatted(
                        Encoder.encode(Op.ADDI, 10, 10, 0, 2)));
    }

    /** A page that is written, executed and written again, as a guest's own translator does. */
    @Test
    void codeIsCopiedToOnePlaceAfterAnother() {
        compare("copied", EAGER, """
                li   s0, 300
                la   s1, buffer
            loop:
                la   t0, source
                la   t1, source_end
                mv   t2, s1
            copy:
                ld   t3, 0(t0)
                sd   t3, 0(t2)
                addi t0, t0, 8
                addi t2, t2, 8
                bltu t0, t1, copy
                andi t4, s0, 0x3f
                slli t4, t4, 20
                lw   t5, 0(s1)
                add  t5, t5, t4
                sw   t5, 0(s1)
                jalr s1
                jalr s1
                addi s1, s1, 64
                addi s0, s0, -1
                bnez s0, loop
                j    done
                .align 3
            source:
                addi a0, a0, 1
                xor  a1, a1, a0
                add  a2, a2, a1
                ret
            source_end:
                .align 12
            buffer:
                .space 24576
            done:
            """);
    }

    /** A loop through two pages, in the second of which an instruction changes. */
    @Test
    void codeInAnotherPageOfTheLoopChanges() {
        for (final TranslatorConfig config :
                new TranslatorConfig[] {EAGER, new TranslatorConfig(false, false, 100, 100)}) {
            compare("other page", config, """
                    li   s4, 20
                    la   s1, patched
                    li   s2, %d
                again:
                    li   s0, 3000
                loop:
                    addi a1, a1, 3
                    j    there
                back:
                    addi s0, s0, -1
                    bnez s0, loop
                    sw   s2, 0(s1)
                    li   t3, 0x100000
                    add  s2, s2, t3
                    addi s4, s4, -1
                    bnez s4, again
                    j    done
                    .align 12
                there:
                    xor  a2, a2, a1
                patched:
                    addi a0, a0, 1
                    j    back
                done:
                """.formatted(Encoder.encode(Op.ADDI, 10, 10, 0, 2)));
        }
    }
}
