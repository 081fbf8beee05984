// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing;

import java.util.Random;
import org.xpcmachine.isa.Assembler;
import org.xpcmachine.machine.board.RocketBoard;

/** Images that are executed anywhere, in U and S mode, under page tables of random bytes, from the base of RAM. */
final class HostileProgram {
    private static final int SIZE = 0x40000;

    /** Where random contents begin. */
    private static final int NOISE = 0x1000;

    /** Instructions that occur in programs: arithmetic, memory, loops, calls, returns, 16-bit ones. */
    private static final int[] PLAUSIBLE = {
        0x13,
        0x10001,
        0xa58593,
        0xfe000ee3,
        0x5b503,
        0xa5b023,
        0x8082,
        0x8067,
        0x2a58533,
        0x105,
        0xbfe5,
        0xf7fd,
        0xff5ff0ef,
        0x2b54533
    };

    /** The handler goes on anywhere in the image, in U or S mode; now and then it changes the translation. */
    private static final String START = """
            la t0, handler
            csrw mtvec, t0
            li t0, 0x200001ff        # this page: for M-mode alone
            csrw pmpaddr0, t0
            li t0, -1
            csrw pmpaddr1, t0
            li t0, 0x1f18
            csrw pmpcfg0, t0
            li t0, 0x80
            csrw mie, t0
            li gp, 88172645463325252
            csrw mscratch, gp
            .align 2
        handler:                     # a random number, kept where only M-mode can
            csrr gp, mscratch
            slli t0, gp, 13
            xor gp, gp, t0
            srli t0, gp, 7
            xor gp, gp, t0
            slli t0, gp, 17
            xor gp, gp, t0
            bnez gp, 1f
            li gp, 12345
        1:  csrw mscratch, gp
            li t0, 0x2004000        # a timer ends what goes round in circles
            csrr t1, time
            addi t1, t1, 20
            sd t1, 0(t0)
            li t0, 0x7800
            csrc mstatus, t0
            li t0, 0x0800
            and t0, t0, gp
            li t1, 0x6000
            or t0, t0, t1
            csrs mstatus, t0
            li t0, 0x3fffe
            and t0, t0, gp
            li t1, 0x80000000
            add t0, t0, t1
            csrw mepc, t0
            srli t0, gp, 20
            andi t1, t0, 7
            bnez t1, 2f
            srli t0, t0, 5
            andi t0, t0, 0x3f
            li t1, 0x8000000000080000
            add t0, t0, t1
            csrw satp, t0
        2:  andi t1, t0, 24
            bnez t1, 3f
            csrw satp, zero
        3:  srli t0, gp, 40
            andi t0, t0, 31
            bnez t0, 4f
            sfence.vma
            fence.i
        4:  la sp, handler
            mret
        """;

    private HostileProgram() {}

    /** Random bytes. */
    static byte[] noise(final Random random) {
        final byte[] image = new byte[SIZE];
        random.nextBytes(image);
        plausiblePageTables(image, random);
        final byte[] start = Assembler.assemble(RocketBoard.RAM_BASE, START).bytes();
        System.arraycopy(start, 0, image, 0, start.length);
        return image;
    }

    /** Three words in four are from {@link #PLAUSIBLE}, so that there are loops, and calls that return. */
    static byte[] plausible(final Random random) {
        final byte[] image = noise(random);
        for (int i = NOISE; i < SIZE; i += Integer.BYTES) {
            if (random.nextInt(4) != 0) {
                final int word = PLAUSIBLE[random.nextInt(PLAUSIBLE.length)];
                for (int b = 0; b < Integer.BYTES; b++) {
                    image[i + b] = (byte) (word >>> 8 * b);
                }
            }
        }
        return image;
    }

    /** Half of the double words look like PTEs that point into the image. */
    private static void plausiblePageTables(final byte[] image, final Random random) {
        for (int i = NOISE; i < image.length; i += Long.BYTES) {
            if (random.nextBoolean()) {
                final long page = 0x80000L + random.nextInt(SIZE / 4096);
                final long entry = page << 10 | random.nextInt(256) | 1;
                for (int b = 0; b < Long.BYTES; b++) {
                    image[i + b] = (byte) (entry >>> 8 * b);
                }
            }
        }
    }
}
