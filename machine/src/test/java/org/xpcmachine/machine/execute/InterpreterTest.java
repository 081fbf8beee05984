// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.execute;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xpcmachine.isa.Decoded;
import org.xpcmachine.isa.Decoder;
import org.xpcmachine.isa.Encoder;
import org.xpcmachine.isa.Kind;
import org.xpcmachine.isa.Op;
import org.xpcmachine.isa.fp.FpStatus;
import org.xpcmachine.machine.board.BoardConfig;
import org.xpcmachine.machine.board.BootImages;
import org.xpcmachine.machine.board.HostConsole;
import org.xpcmachine.machine.board.VirtBoard;
import org.xpcmachine.machine.hart.Hart;
import org.xpcmachine.machine.hart.Status;

/**
 * Every instruction that the interpreter executes itself, one at a time with random operands: the right registers are read,
 * the result goes where it should, nothing else changes. What a meaning computes is tested in {@code isa}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InterpreterTest {
    private static final long SEED = Long.getLong("xpc.seed", 20261123L);
    private static final int TRIALS = 200;
    private static final long CODE = VirtBoard.RAM_BASE + 0x1000;
    private static final long DATA = VirtBoard.RAM_BASE + 0x4000;
    private static final int DYNAMIC = 7;

    private VirtBoard board;
    private Hart hart;

    @BeforeAll
    void build() {
        board = new VirtBoard(
                BoardConfig.DEFAULT.withMemory(BoardConfig.MIN_MEMORY),
                BootImages.of("test", new byte[4]),
                HostConsole.SILENT);
        hart = board.machine().cores().getFirst().hart;
    }

    @AfterAll
    void close() {
        board.close();
    }

    static Stream<Op> instructions() {
        return Arrays.stream(Op.values()).filter(op -> op.kind() != Kind.SYSTEM && op.kind() != Kind.CSR);
    }

    @ParameterizedTest
    @MethodSource("instructions")
    void doesWhatItsRowSays(final Op op) throws Throwable {
        final Random random = new Random(SEED + op.ordinal());
        for (int trial = 0; trial < TRIALS; trial++) {
            final Operands operands = operands(op, random);
            final State before = prepare(operands, random);
            final State expected = expect(op, operands, before);
            board.machine().run(1);
            assertThat(new State(hart, board).difference(expected))
                    .as("seed %d, trial %d: %s %s", SEED, trial, op.mnemonic(), operands)
                    .isEmpty();
        }
    }

    private record Operands(int rd, int rs1, int rs2, int rs3, int rm, int imm, int encoding) {}

    private static Operands operands(final Op op, final Random random) {
        final int rd = random.nextInt(32);
        // The base of an access is left alone by the others, so that it stays an address.
        final int rs1 = random.nextInt(1, 32);
        final int rs2 = random.nextInt(32);
        final int rs3 = random.nextInt(32);
        final int rm = op.usesRoundingMode() ? random.nextInt(6) == 5 ? DYNAMIC : random.nextInt(5) : 0;
        final int imm = immediate(op, rs3, random);
        final boolean second = hasSecond(op);
        final int encoding = op.usesRoundingMode()
                ? Encoder.encode(op, rd, rs1, second ? rs2 : 0, rm, imm)
                : Encoder.encode(op, hasDestination(op) ? rd : 0, rs1(op, rs1), second ? rs2 : 0, imm);
        return new Operands(rd, rs1(op, rs1), second ? rs2 : 0, rs3, rm, imm, encoding);
    }

    private static int rs1(final Op op, final int rs1) {
        return switch (op.kind()) {
            case JUMP, PC_IMM, FENCE -> 0;
            default -> rs1;
        };
    }

    private static boolean hasSecond(final Op op) {
        return switch (op.kind()) {
            case RR, BRANCH, STORE, FP_STORE, SC, AMO, F_FF, F_FFF, X_FF -> true;
            default -> false;
        };
    }

    private static boolean hasDestination(final Op op) {
        return op.kind().writesInteger() || op.kind().writesFloat();
    }

    private static int immediate(final Op op, final int rs3, final Random random) {
        return switch (op.kind()) {
            case RI ->
                shiftAmountBits(op) != 0 ? random.nextInt(1 << shiftAmountBits(op)) : random.nextInt(-2048, 2048);
            case PC_IMM -> random.nextInt() & ~0xfff;
            case JUMP -> random.nextInt(-500_000, 500_000) * 2;
            case BRANCH -> random.nextInt(-2048, 2048) * 2;
            case JUMP_REG, LOAD, STORE, FP_LOAD, FP_STORE -> random.nextInt(-2048, 2048);
            case F_FFF -> rs3;
            default -> 0;
        };
    }

    private static int shiftAmountBits(final Op op) {
        return switch (op) {
            case SLLI, SRLI, SRAI, SLLI_UW, RORI, BCLRI, BEXTI, BINVI, BSETI -> 6;
            case SLLIW, SRLIW, SRAIW, RORIW -> 5;
            default -> 0;
        };
    }

    /** Fills registers and memory at random; the base register points into the data area, at any alignment but for atomics. */
    private State prepare(final Operands operands, final Random random) {
        final Op op = Decoded.op(Decoder.decode(operands.encoding));
        for (int i = 1; i < 32; i++) {
            hart.x[i] = random.nextInt(4) == 0 ? random.nextInt(-3, 4) : random.nextLong();
        }
        for (int i = 0; i < 32; i++) {
            hart.f[i] = random.nextBoolean()
                    ? random.nextLong()
                    : 0xffff_ffff_0000_0000L | Float.floatToRawIntBits(random.nextFloat());
        }
        if (op.access() != null) {
            final boolean atomic = op.kind() == Kind.LR || op.kind() == Kind.SC || op.kind() == Kind.AMO;
            hart.x[operands.rs1] = DATA + random.nextInt(64) * (atomic ? 8 : 1);
        }
        hart.mstatus = Status.XL_64 | Status.FS;
        hart.fflags.flags = random.nextInt(32);
        hart.frm = random.nextInt(5);
        hart.reservation = random.nextBoolean() ? hart.x[operands.rs1] & -8 : -1;
        hart.pc = CODE;
        final byte[] data = new byte[0x2000];
        random.nextBytes(data);
        board.ram().copyIn(DATA - 0x1000, data, 0, data.length);
        board.ram().write(CODE, 4, operands.encoding);
        board.codeCache().written(CODE, 4);
        return new State(hart, board);
    }

    private State expect(final Op op, final Operands o, final State s) throws Throwable {
        final long a = s.x[o.rs1];
        final long b = s.x[o.rs2];
        final long address = a + o.imm;
        final int rm = o.rm == DYNAMIC ? hart.frm : o.rm;
        final FpStatus status = new FpStatus();
        status.flags = s.fflags;
        s.pc += 4;
        switch (op.kind()) {
            case RR -> s.set(o.rd, (long) meaning(op).invoke(a, b));
            case RI -> s.set(o.rd, (long) meaning(op).invoke(a, (long) o.imm));
            case R -> s.set(o.rd, (long) meaning(op).invoke(a));
            case PC_IMM -> s.set(o.rd, (op == Op.AUIPC ? CODE : 0) + o.imm);
            case JUMP -> {
                s.pc = CODE + o.imm;
                s.set(o.rd, CODE + 4);
            }
            case JUMP_REG -> {
                s.pc = address & ~1L;
                s.set(o.rd, CODE + 4);
            }
            case BRANCH -> s.pc = (boolean) meaning(op).invoke(a, b) ? CODE + o.imm : CODE + 4;
            case LOAD -> s.set(o.rd, s.load(op, address));
            case STORE -> s.store(op, address, b);
            case FP_LOAD ->
                s.f[o.rd] = op == Op.FLW ? 0xffff_ffff_0000_0000L | s.load(op, address) : s.load(op, address);
            case FP_STORE -> s.store(op, address, s.f[o.rs2]);
            case LR -> {
                s.reservation = a & -8;
                s.set(o.rd, s.load(op, a));
            }
            case SC -> {
                final boolean reserved = s.reservation == (a & -8);
                if (reserved) {
                    s.store(op, a, b);
                }
                s.reservation = -1;
                s.set(o.rd, reserved ? 0 : 1);
            }
            case AMO -> {
                final long old = s.load(op, a);
                s.store(op, a, (long) meaning(op).invoke(old, b));
                s.set(o.rd, old);
            }
            case F_F -> s.f[o.rd] = (long) meaning(op).invoke(s.f[o.rs1], rm, status);
            case F_FF -> s.f[o.rd] = (long) meaning(op).invoke(s.f[o.rs1], s.f[o.rs2], rm, status);
            case F_FFF -> s.f[o.rd] = (long) meaning(op).invoke(s.f[o.rs1], s.f[o.rs2], s.f[o.rs3], rm, status);
            case X_F -> s.set(o.rd, (long) meaning(op).invoke(s.f[o.rs1], rm, status));
            case X_FF -> s.set(o.rd, (long) meaning(op).invoke(s.f[o.rs1], s.f[o.rs2], rm, status));
            case F_X -> s.f[o.rd] = (long) meaning(op).invoke(a, rm, status);
            case FENCE -> {}
            default -> throw new AssertionError(op.kind());
        }
        s.fflags = status.flags;
        s.retired++;
        return s;
    }

    private static MethodHandle meaning(final Op op) throws IllegalAccessException {
        final Method method = Arrays.stream(op.meaningClass().getMethods())
                .filter(m -> m.getName().equals(op.meaningName()))
                .findFirst()
                .orElseThrow();
        return MethodHandles.publicLookup().unreflect(method);
    }

    /** What an instruction can change. */
    private static final class State {
        private final long[] x;
        private final long[] f;
        private final byte[] data = new byte[0x2000];
        private long pc;
        private int fflags;
        private long reservation;
        private long retired;

        State(final Hart hart, final VirtBoard board) {
            x = Arrays.copyOf(hart.x, 32);
            f = hart.f.clone();
            pc = hart.pc;
            fflags = hart.fflags.flags;
            reservation = hart.reservation;
            retired = hart.retired;
            board.ram().copyOut(DATA - 0x1000, data, 0, data.length);
        }

        /** Says where this differs from what was expected; empty if nowhere. */
        String difference(final State expected) {
            final StringBuilder text = new StringBuilder();
            for (int i = 0; i < 32; i++) {
                compare(text, "x" + i, x[i], expected.x[i]);
                compare(text, "f" + i, f[i], expected.f[i]);
            }
            compare(text, "pc", pc, expected.pc);
            compare(text, "fflags", fflags, expected.fflags);
            compare(text, "reservation", reservation, expected.reservation);
            compare(text, "retired", retired, expected.retired);
            compare(text, "first differing byte of memory", Arrays.mismatch(data, expected.data), -1);
            return text.toString();
        }

        private static void compare(final StringBuilder text, final String name, final long is, final long expected) {
            if (is != expected) {
                text.append("%s is %#x, not %#x; ".formatted(name, is, expected));
            }
        }

        void set(final int rd, final long value) {
            if (rd != 0) {
                x[rd] = value;
            }
        }

        long load(final Op op, final long address) {
            final ByteBuffer bytes = at(address);
            return switch (op.access()) {
                case B -> bytes.get();
                case BU -> bytes.get() & 0xff;
                case H -> bytes.getShort();
                case HU -> bytes.getShort() & 0xffff;
                case W -> op.kind() == Kind.FP_LOAD ? bytes.getInt() & 0xffff_ffffL : bytes.getInt();
                case WU -> bytes.getInt() & 0xffff_ffffL;
                case D -> bytes.getLong();
            };
        }

        void store(final Op op, final long address, final long value) {
            final ByteBuffer bytes = at(address);
            for (int i = 0; i < op.access().bytes(); i++) {
                bytes.put((byte) (value >>> 8 * i));
            }
        }

        private ByteBuffer at(final long address) {
            return ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN).position((int) (address - DATA + 0x1000));
        }
    }
}
