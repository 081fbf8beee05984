// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.translator;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.xpcmachine.isa.Assembler;
import org.xpcmachine.isa.Encoder;
import org.xpcmachine.isa.Op;
import org.xpcmachine.machine.board.BoardConfig;
import org.xpcmachine.machine.board.VirtBoard;

/** Guests that try to make translated code miss something that the interpreter would not: by the relay segment, by PMP, by page tables. */
class HostileGuestTest {
    private static final TranslatorConfig EAGER = new TranslatorConfig(false, true, 100, 100);
    private static final TranslatorConfig HOT = new TranslatorConfig(false, false, 100, 100);
    private static final long BASE = VirtBoard.RAM_BASE;

    private static final String OPEN_PMP = """
                li   t4, -1
                csrw pmpaddr0, t4
                li   t4, 0x1f
                csrw pmpcfg0, t4
            """;

    private static final String EXIT = """
                li   t0, 0x100000
                li   t1, 0x5555
                sw   t1, 0(t0)
            end:
                j    end
            """;

    /** Sv39: 0x1000.. by leaves, RAM by a gigapage; s1 = leaves. Ends in S-mode at 0x1000. */
    private static final String TABLES = """
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
            """ + OPEN_PMP + """
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

    private static final String TABLE_SPACE = """
                .align 12
            root:
                .space 4096
            middle:
                .space 4096
            leaves:
                .space 4096
            """;

    /** U-mode code is changed through the relay segment. */
    @Test
    void codeChangedThroughTheWindow() {
        final String program = OPEN_PMP + """
                li   t4, 0x1800
                csrc mstatus, t4
                la   t4, user
                csrw mepc, t4
                la   t4, handler
                csrw mtvec, t4
                mret
                .align 2
            handler:
            """ + EXIT
                + """
                .align 12
            user:
                li   s0, 3000
                li   s1, 0x10000
                li   s2, %d
                li   s3, %d
            loop:
                xor  s2, s2, s3
                xor  s3, s2, s3
                xor  s2, s2, s3
                sw   s2, 0(s1)
                jal  t1, patched
                addi s0, s0, -1
                bnez s0, loop
                ecall
                .align 12
            patched:
                addi a0, a0, 1
                jr   t1
                .align 12
                .space 4096
            """.formatted(Encoder.encode(Op.ADDI, 10, 10, 0, 1), Encoder.encode(Op.ADDI, 10, 10, 0, 2));
        compare("window", EAGER, program, BASE + 0x2000, 5_000);
    }

    /** PMP forbids what the window's shortcut had found allowed, while MPRV is set. */
    @Test
    void pmpChangesUnderTheWindow() {
        compare("pmp", EAGER, OPEN_PMP + """
                la   t4, handler
                csrw mtvec, t4
                li   t4, 0x1800
                csrc mstatus, t4
                li   t4, 0x20000
                csrs mstatus, t4
                li   s1, 0x10000
                li   s0, 200
            loop:
                ld   a0, 0(s1)
                add  a1, a1, a0
                addi s0, s0, -1
                bnez s0, loop
                csrw pmpcfg0, zero
                li   s0, 200
                addi s5, s5, 1
                j    loop
                .align 2
            handler:
                mv   a4, s0
                mv   a5, s5
            """ + EXIT + ".align 12\n.space 8192\n", BASE + 0x1000, 300);
    }

    /** An atomic between accesses of a group evicts the page from the TLB, and has made its PTE invalid. */
    @Test
    void atomicBetweenMembersOfGroup() {
        final String code = TABLES + """
            loop:
                ld   a0, 0(s6)
                j    second_block
            second_block:
                ld   a1, 0(s6)
                amoswap.d t3, s5, (s7)
                ld   a2, 8(s6)
                addi s0, s0, -1
                bnez s0, loop
                mv   s5, zero
                li   s0, 1
                addi s4, s4, -1
                bnez s4, loop
            """ + EXIT + "    .align 12\nfirst:\n    .space 4096\nsecond:\n    .space 4096\n"
                + TABLE_SPACE;
        final byte[] once = Assembler.assemble(BASE, code).bytes();
        // leaves is the last page of the image.
        final int k = once.length / 4096 - 1;
        final String setup = """
                la   s7, leaves
                li   t4, %d
                add  s7, s7, t4
                la   t4, first
                srli s5, t4, 2
                ori  s5, s5, 0xcf
                sd   s5, 0(s7)
                li   s6, %d
                la   t4, handler
                csrw mtvec, t4
                j    start
                .align 2
            handler:
            """.formatted(8 * k, 4096 * k) + EXIT.replace("end", "end2") + "start:\n";
        compare("group", HOT, setup + code, 0, 3_000);
    }

    /** An AMO makes the walker set D in a PTE that is an instruction of the same region: jal x0, +512 becomes jal x1, +512. */
    @Test
    void walkerChangesCodeOfTheRegion() {
        final String code = TABLES + """
            loop:
                sd   s5, 0(s7)
                sfence.vma
                li   t5, 1500
            inner:
                sltiu a7, t5, 2
                jalr t1, -8(s7)
                add  a1, a1, ra
                mv   ra, zero
                addi t5, t5, -1
                bnez t5, inner
                addi s4, s4, -1
                bnez s4, loop
            """ + EXIT + """
                .align 12
            first:
                .space 4096
            second:
                .space 4096
            """ + TABLE_SPACE;
        final String setup = """
                li   s5, 0x2000006f
                li   s6, 0x10000
                la   s7, leaves
                addi s7, s7, 128
                li   t4, %d
                sw   t4, -8(s7)
                li   t4, %d
                sw   t4, -4(s7)
                li   t4, %d
                sw   t4, 512(s7)
                la   t4, handler
                csrw mtvec, t4
                j    start
                .align 2
            handler:
            """.formatted(
                                Encoder.encode(Op.BEQ, 0, 17, 0, 8),
                                Encoder.encode(Op.AMOADD_D, 0, 22, 0, 0),
                                Encoder.encode(Op.JALR, 0, 6, 0, 0))
                + EXIT.replace("end", "end2") + "start:\n";
        compare("walker", HOT, setup + code, 0, 3_000);
    }

    /** Whether a page with code and data in it stays code depends on translation; the guest sees it in an A bit. */
    @Test
    void pageBecomesDataOrNot() {
        final String code = TABLES + """
            loop:
                li   t0, 0x2000
                jalr t1, 0(t0)
                addi s0, s0, -1
                bgtz s0, loop
                li   t5, 3000
            inner:
                sd   zero, 0(s8)
                li   t0, 0x2000
                jalr t1, 0(t0)
                ld   a0, 16(s1)
                add  a1, a1, a0
                addi t5, t5, -1
                bnez t5, inner
                andi s2, s2, -65
                sd   s2, 16(s1)
                addi s4, s4, -1
                bnez s4, loop
            """ + EXIT + """
                .align 12
            first:
                addi a3, a3, 1
                jr   t1
                .space 4088
                .align 12
            second:
                .space 4096
            """ + TABLE_SPACE;
        final String setup = """
                la   s8, first
                addi s8, s8, 1024
                la   t4, handler
                csrw mtvec, t4
                j    start
                .align 2
            handler:
            """ + EXIT.replace("end", "end2") + "start:\n";
        compare("A bit", HOT, setup + code, 0, 3_000);
    }

    private static void compare(
            final String what,
            final TranslatorConfig config,
            final String program,
            final long window,
            final long step) {
        final byte[] image = Assembler.assemble(BASE, program).bytes();
        try (Twins twins = new Twins(BoardConfig.DEFAULT.withMemory(BoardConfig.MIN_MEMORY), config, image)) {
            if (window != 0) {
                for (final VirtBoard board : new VirtBoard[] {twins.interpreted(), twins.translated()}) {
                    board.machine().cores().getFirst().hart.mmu.setWindow(0x10000, window, 4096, 3);
                }
            }
            twins.runToEnd(what, new SplittableRandom(1), step);
        }
    }
}
