// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.xpcmachine.isa.Assembler;
import org.xpcmachine.isa.Encoder;
import org.xpcmachine.isa.Extension;
import org.xpcmachine.isa.Kind;
import org.xpcmachine.isa.Op;
import org.xpcmachine.isa.Operand;
import org.xpcmachine.machine.board.BoardConfig;
import org.xpcmachine.machine.board.BootImages;
import org.xpcmachine.machine.board.HostConsole;
import org.xpcmachine.machine.board.RocketBoard;
import org.xpcmachine.machine.board.StopReason;
import org.xpcmachine.machine.hart.Hart;

/**
 * A random program: arithmetic, memory, branches, traps, fences, address translation. It counts no cycles, so that what it computes must
 * not depend on time.
 */
final class RandomProgram {
    /** What a run left. */
    record Outcome(List<Long> registers, List<Long> status, long retired, int memory) {}

    private static final long BASE = RocketBoard.RAM_BASE;
    private static final int BODY = 600;
    private static final int DATA = 0x10000;
    private static final int DATA_SIZE = 0x8000;
    private static final int TABLES = 0x20000;
    private static final long MAX_STEPS = 3_000_000;

    /** Registers that bodies leave alone: data base, loop count, and x0's sink. */
    private static final int S0 = 8;

    private static final int S1 = 9;

    private static final String START = """
            la t0, handler
            csrw mtvec, t0
            li t0, -1
            csrw pmpaddr0, t0
            li t0, 0x1f
            csrw pmpcfg0, t0
            li t0, 0x6000
            csrs mstatus, t0
            li t0, %1$d
            csrw satp, t0
            sfence.vma
            li s0, %2$d
            li s1, 5
            la t0, body
            csrw mepc, t0
            li t0, 0x1800
            csrc mstatus, t0
            li t0, %3$d
            csrs mstatus, t0
            mret
            .align 6
        handler:                     # behind an exception; an ecall with t6 = 93 ends
            csrw mscratch, t0
            csrr t0, mcause
            addi t0, t0, -8
            sltiu t0, t0, 4
            beqz t0, on
            addi t0, t6, -93
            bnez t0, on
            li t0, 0x10001000
            sd zero, 0(t0)
        on: csrr t0, mepc
            addi t0, t0, 4
            csrw mepc, t0
            csrr t0, mscratch
            mret
            .align 6
        body:
        """;

    private static final String END = """
            addi s1, s1, -1
            beqz s1, 1f
            j body
        1:  li t6, 93
            ecall
        """;

    private static final List<Op> FREQUENT = ops(Kind.LOAD, Kind.STORE, Kind.RR, Kind.RI, Kind.BRANCH);
    private static final List<Op> OTHERS = ops(
            Kind.R,
            Kind.PC_IMM,
            Kind.FP_LOAD,
            Kind.FP_STORE,
            Kind.F_F,
            Kind.F_FF,
            Kind.F_FFF,
            Kind.X_F,
            Kind.X_FF,
            Kind.F_X,
            Kind.LR,
            Kind.SC,
            Kind.AMO,
            Kind.FENCE);
    private static final List<Op> MULTIPLY =
            Stream.of(Op.values()).filter(op -> op.extension() == Extension.M).toList();

    private final byte[] image;

    RandomProgram(final long seed) {
        final Random random = new Random(seed);
        final boolean translated = random.nextBoolean();
        final boolean user = random.nextBoolean();
        final long satp = translated ? 8L << 60 | (BASE + TABLES) >>> 12 : 0;
        final int mode = user ? 0 : translated ? 0x800 : 0x1800;
        final StringBuilder text = new StringBuilder(START.formatted(satp, BASE + DATA, mode));
        for (int i = 0; i < BODY; i++) {
            text.append(".word ").append(instruction(random, BODY - i)).append('\n');
        }
        text.append(END);
        image = new byte[TABLES + 3 * 4096];
        random.nextBytes(image);
        final byte[] code = Assembler.assemble(BASE, text.toString()).bytes();
        System.arraycopy(code, 0, image, 0, code.length);
        map(user);
    }

    private static List<Op> ops(final Kind... kinds) {
        final List<Kind> wanted = List.of(kinds);
        return Stream.of(Op.values()).filter(op -> wanted.contains(op.kind())).toList();
    }

    private static String instruction(final Random random, final int left) {
        final int choice = random.nextInt(100);
        if (choice < 3) {
            return hex(Encoder.encode(random.nextBoolean() ? Op.ECALL : Op.SFENCE_VMA, 0, 0, 0, 0));
        }
        if (choice < 4) {
            return hex(Encoder.encode(Op.FENCE_I, 0, 0, 0, 0));
        }
        final List<Op> from = choice < 10 ? MULTIPLY : choice < 75 ? FREQUENT : OTHERS;
        final Op op = from.get(random.nextInt(from.size()));
        final List<Operand> operands = op.operands();
        final boolean memory = operands.contains(Operand.OFFSET_BASE) || operands.contains(Operand.BASE);
        final int rd =
                has(operands, Operand.RD) ? register(random) : has(operands, Operand.FD) ? random.nextInt(32) : 0;
        final boolean reads = has(operands, Operand.RS1) || has(operands, Operand.FS1);
        final int rs1 = memory ? S0 : reads ? register(random) : 0;
        final int rs2 = has(operands, Operand.RS2) || has(operands, Operand.FS2) ? random.nextInt(32) : 0;
        final int rm = has(operands, Operand.RM) ? 7 : 0;
        return hex(Encoder.encode(op, rd, rs1, rs2, rm, immediate(op, random, left)));
    }

    private static boolean has(final List<Operand> operands, final Operand operand) {
        return operands.contains(operand);
    }

    private static int immediate(final Op op, final Random random, final int left) {
        final int near = random.nextInt(DATA_SIZE / 16) & -8;
        return switch (op.kind()) {
            case LOAD, STORE, FP_LOAD, FP_STORE -> random.nextInt(20) == 0 ? near + 3 : near;
            case LR, SC, AMO -> random.nextInt(4);
            case BRANCH -> 4 * (1 + random.nextInt(Math.min(left, 6)));
            case RI -> random.nextInt(32);
            case F_FFF -> random.nextInt(32);
            case PC_IMM -> random.nextInt(1 << 19) << 12;
            case FENCE -> 0xff;
            default -> 0;
        };
    }

    private static int register(final Random random) {
        final int register = random.nextInt(32);
        return register == S0 || register == S1 ? 0 : register;
    }

    private static String hex(final int bits) {
        return "0x" + Integer.toHexString(bits);
    }

    /** Identity for the first 2 MiB, in pages; the rest of that gigabyte in superpages. */
    private void map(final boolean user) {
        final ByteBuffer memory = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
        final long flags = user ? 0xdf : 0xcf;
        final long root = BASE + TABLES;
        for (int i = 0; i < 512; i++) {
            final long superpage = i << 9;
            memory.putLong(TABLES + 8 * i, i == 2 ? root + 4096 >>> 2 | 1 : 0);
            memory.putLong(
                    TABLES + 4096 + 8 * i, i == 0 ? root + 8192 >>> 2 | 1 : BASE >>> 2 | superpage << 10 | flags);
            memory.putLong(TABLES + 8192 + 8 * i, BASE >>> 2 | (long) i << 10 | flags);
        }
    }

    /** Runs it to its end. */
    Outcome run(final BoardConfig config) {
        try (RocketBoard board = new RocketBoard(config, new BootImages.Image("random", image), HostConsole.SILENT)) {
            final StopReason reason = board.machine().run(MAX_STEPS);
            if (reason != StopReason.EXIT) {
                throw new IllegalStateException("the program ended by " + reason);
            }
            final Hart hart = board.machine().cores().getFirst().hart;
            final long[] registers = new long[64];
            System.arraycopy(hart.x, 0, registers, 0, 32);
            System.arraycopy(hart.f, 0, registers, 32, 32);
            int hash = 0;
            for (int i = 0; i < image.length; i += 8) {
                hash = 31 * hash + Long.hashCode(board.ram().readLong(BASE + i));
            }
            return new Outcome(
                    Arrays.stream(registers).boxed().toList(),
                    List.of(hart.pc, hart.mstatus, hart.mcause, hart.mepc, hart.mtval, (long) hart.fflags.flags),
                    hart.retired,
                    hash);
        }
    }
}
