// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing;

import java.util.Random;
import org.xpcmachine.isa.Assembler;
import org.xpcmachine.machine.board.RocketBoard;

/**
 * A random program that goes round for ever in a few loops, whose branches, addresses and operands follow a random number in a register: so it is soon at
 * places where it has been, but what it finds there differs.
 */
final class LoopProgram {
    private static final int DATA = 0x8000;

    /** The bodies' instructions use these registers, and no others but s0 (data), s1 (the random number) and s2 (an address). */
    private static final String[] WORK = {"a0", "a1", "a2", "a3", "a4", "t3"};

    private static final String[] FLOATS = {"fa0", "fa1", "fa2", "fa3"};

    private static final String START = """
            li t0, 0x6000
            csrs mstatus, t0
            li s0, %d
            li s1, 88172645463325252
            mv s2, s0
            li a0, 3
            fcvt.d.l fa0, a0
            fcvt.d.l fa1, a0
            fcvt.d.l fa2, a0
            fcvt.d.l fa3, a0
        again:
        """;

    private static final String NEXT_RANDOM = """
            slli t0, s1, 13
            xor s1, s1, t0
            srli t0, s1, 7
            xor s1, s1, t0
            slli t0, s1, 17
            xor s1, s1, t0
        """;

    private final Random random;
    private final StringBuilder text = new StringBuilder();
    private int labels;

    private LoopProgram(final Random random) {
        this.random = random;
    }

    /** Returns the image, for the base of RAM. */
    static byte[] image(final Random random) {
        final LoopProgram program = new LoopProgram(random);
        program.write();
        final byte[] image = new byte[DATA + (1 << 18)];
        random.nextBytes(image);
        final byte[] code = Assembler.assemble(RocketBoard.RAM_BASE, program.text.toString())
                .bytes();
        System.arraycopy(code, 0, image, 0, code.length);
        return image;
    }

    private void write() {
        text.append(START.formatted(RocketBoard.RAM_BASE + DATA));
        final int loops = 2 + random.nextInt(4);
        for (int i = 0; i < loops; i++) {
            loop();
        }
        text.append("j again\nfunction:\n");
        block(4);
        text.append("ret\n");
    }

    private void loop() {
        final int label = labels++;
        text.append("li s3, ")
                .append(20 + random.nextInt(60))
                .append("\nloop")
                .append(label)
                .append(":\n");
        if (random.nextInt(3) != 0) {
            text.append(NEXT_RANDOM);
        }
        // 16 KB, which the L1D can hold, or up to 256 KB
        final int bits = 14 + random.nextInt(5);
        text.append("srli t0, s1, %d\nslli t0, t0, %d\nsrli t0, t0, %d\nadd s2, s0, t0\nandi s2, s2, -8\n"
                .formatted(random.nextInt(8), 64 - bits, 64 - bits));
        final int blocks = 1 + random.nextInt(5);
        for (int i = 0; i < blocks; i++) {
            block(1 + random.nextInt(10));
            jump();
        }
        text.append("addi s3, s3, -1\nbnez s3, loop").append(label).append('\n');
    }

    /** Over a few instructions, or not, as the random number says; or a call. */
    private void jump() {
        final int label = labels++;
        switch (random.nextInt(6)) {
            case 0 -> text.append("call function\n");
            case 1 -> text.append("jal t4, over%d\nover%d:\n".formatted(label, label));
            default -> {
                text.append("andi t0, s1, %d\n%s t0, over%d\n"
                        .formatted(1 << random.nextInt(5), random.nextBoolean() ? "beqz" : "bnez", label));
                block(random.nextInt(4));
                text.append("over").append(label).append(":\n");
            }
        }
    }

    private void block(final int length) {
        for (int i = 0; i < length; i++) {
            text.append(instruction()).append('\n');
        }
    }

    private String instruction() {
        final int offset = 8 * random.nextInt(24);
        return switch (random.nextInt(24)) {
            case 0, 1, 2, 3 -> "ld %s, %d(s2)".formatted(work(), offset);
            case 4 -> "lbu %s, %d(s2)".formatted(work(), offset + random.nextInt(8));
            case 5, 6, 7 -> "sd %s, %d(s2)".formatted(work(), offset);
            case 8 -> "sb %s, %d(s2)".formatted(work(), offset + random.nextInt(8));
            case 9 -> "mul %s, %s, %s".formatted(work(), work(), work());
            case 10 -> "divu %s, s1, %s".formatted(work(), work());
            case 11 -> "fld %s, %d(s2)".formatted(floating(), offset);
            case 12 -> "fsd %s, %d(s2)".formatted(floating(), offset);
            case 13 -> "fadd.d %s, %s, %s".formatted(floating(), floating(), floating());
            case 14 -> "fmul.d %s, %s, %s".formatted(floating(), floating(), floating());
            case 15 ->
                random.nextInt(4) == 0
                        ? "fdiv.d %s, %s, %s".formatted(floating(), floating(), floating())
                        : ".half 0x0505";
            case 16 -> "fcvt.l.d %s, %s".formatted(work(), floating());
            case 17, 18 -> ".half 0x0505";
            case 19 ->
                switch (random.nextInt(6)) {
                    case 0 -> "fence";
                    case 1 -> "amoadd.d %s, %s, (s2)".formatted(work(), work());
                    case 2 -> "csrr %s, mscratch".formatted(work());
                    default -> "add %s, %s, s1".formatted(work(), work());
                };
            case 20 -> "xor %s, %s, s1".formatted(work(), work());
            default -> "add %s, %s, %s".formatted(work(), work(), work());
        };
    }

    private String work() {
        return WORK[random.nextInt(WORK.length)];
    }

    private String floating() {
        return FLOATS[random.nextInt(FLOATS.length)];
    }
}
