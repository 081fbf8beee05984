// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.isa;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every integer meaning agrees with the specification's arithmetic, spelled out here in unbounded integers. */
class IntegerMeaningTest {
    private static final long SEED = 4;
    private static final int RANDOM_PAIRS = 200;
    private static final long[] EDGES = {
        0,
        1,
        2,
        -1,
        -2,
        31,
        32,
        63,
        64,
        0x7f,
        0x80,
        0xff00,
        0x7fffffffL,
        0x80000000L,
        0xffffffffL,
        0x100000000L,
        -0x80000000L,
        -0x80000001L,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        0x0102030405060708L
    };
    private static final BigInteger MINUS_ONE = BigInteger.ONE.negate();

    static Stream<Op> integerOps() {
        return Arrays.stream(Op.values()).filter(op -> switch (op.kind()) {
            case RR, RI, R, PC_IMM, BRANCH, AMO -> true;
            default -> false;
        });
    }

    @ParameterizedTest
    @MethodSource("integerOps")
    void agreesWithUnboundedArithmetic(final Op op) throws ReflectiveOperationException {
        for (final long a : EDGES) {
            for (final long b : EDGES) {
                check(op, a, b);
            }
        }
        final SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < RANDOM_PAIRS; i++) {
            check(op, random.nextLong() >> random.nextInt(64), random.nextLong() >> random.nextInt(64));
        }
    }

    private static void check(final Op op, final long first, final long second) throws ReflectiveOperationException {
        final long a = op.kind() == Kind.AMO && op.access() == Access.W ? (int) first : first;
        final long b = op.kind() == Kind.RI ? immediate(op, second) : second;
        final Object actual = op.kind() == Kind.R
                ? method(op, long.class).invoke(null, a)
                : method(op, long.class, long.class).invoke(null, a, b);
        final BigInteger expected = switch (op.kind()) {
            case BRANCH -> branch(op, a, b) ? BigInteger.ONE : BigInteger.ZERO;
            case AMO -> atomic(op, a, b);
            case R -> unary(op, a);
            default -> binary(op, a, b);
        };
        final boolean word = op.access() == Access.W;
        final long result = actual instanceof Boolean taken ? taken ? 1 : 0 : (Long) actual;
        assertThat(word ? (int) result : result)
                .as("seed %d: %s %#x, %#x", SEED, op.mnemonic(), a, b)
                .isEqualTo(word ? expected.intValue() : expected.longValue());
    }

    private static Method method(final Op op, final Class<?>... parameters) throws ReflectiveOperationException {
        return op.meaningClass().getMethod(op.meaningName(), parameters);
    }

    /** What the instruction's immediate field can hold, made from the bits of {@code value}. */
    private static long immediate(final Op op, final long value) {
        final Field shamt = op.encoding().field("shamt");
        return shamt == null ? value << 52 >> 52 : value & (1 << shamt.bits()) - 1;
    }

    private static BigInteger s(final long value) {
        return BigInteger.valueOf(value);
    }

    private static BigInteger u(final long value) {
        return low(s(value), 64);
    }

    private static BigInteger uw(final long value) {
        return low(s(value), 32);
    }

    private static BigInteger sw(final BigInteger value) {
        final BigInteger word = low(value, 32);
        return word.testBit(31) ? word.subtract(BigInteger.ONE.shiftLeft(32)) : word;
    }

    private static BigInteger sw(final long value) {
        return sw(s(value));
    }

    private static BigInteger low(final BigInteger value, final int bits) {
        return value.and(BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE));
    }

    private static BigInteger flag(final boolean condition) {
        return condition ? BigInteger.ONE : BigInteger.ZERO;
    }

    private static boolean branch(final Op op, final long a, final long b) {
        return switch (op) {
            case BEQ -> s(a).equals(s(b));
            case BNE -> !s(a).equals(s(b));
            case BLT -> s(a).compareTo(s(b)) < 0;
            case BGE -> s(a).compareTo(s(b)) >= 0;
            case BLTU -> u(a).compareTo(u(b)) < 0;
            case BGEU -> u(a).compareTo(u(b)) >= 0;
            default -> throw new AssertionError(op);
        };
    }

    private static BigInteger atomic(final Op op, final long memory, final long b) {
        return switch (op) {
            case AMOSWAP_W, AMOSWAP_D -> s(b);
            case AMOADD_W, AMOADD_D -> s(memory).add(s(b));
            case AMOXOR_W, AMOXOR_D -> s(memory).xor(s(b));
            case AMOAND_W, AMOAND_D -> s(memory).and(s(b));
            case AMOOR_W, AMOOR_D -> s(memory).or(s(b));
            case AMOMIN_W -> sw(memory).min(sw(b));
            case AMOMAX_W -> sw(memory).max(sw(b));
            case AMOMINU_W -> uw(memory).min(uw(b));
            case AMOMAXU_W -> uw(memory).max(uw(b));
            case AMOMIN_D -> s(memory).min(s(b));
            case AMOMAX_D -> s(memory).max(s(b));
            case AMOMINU_D -> u(memory).min(u(b));
            case AMOMAXU_D -> u(memory).max(u(b));
            default -> throw new AssertionError(op);
        };
    }

    private static BigInteger unary(final Op op, final long a) {
        return switch (op) {
            case CLZ -> s(64 - u(a).bitLength());
            case CTZ -> s(a == 0 ? 64 : u(a).getLowestSetBit());
            case CPOP -> s(u(a).bitCount());
            case CLZW -> s(32 - uw(a).bitLength());
            case CTZW -> s(uw(a).signum() == 0 ? 32 : uw(a).getLowestSetBit());
            case CPOPW -> s(uw(a).bitCount());
            case SEXT_B -> sw(low(s(a), 8).shiftLeft(24)).shiftRight(24);
            case SEXT_H -> sw(low(s(a), 16).shiftLeft(16)).shiftRight(16);
            case ZEXT_H -> s(a).mod(s(65536));
            case ORC_B -> eachByte(a, value -> value == 0 ? 0 : 0xff, false);
            case REV8 -> eachByte(a, value -> value, true);
            default -> throw new AssertionError(op);
        };
    }

    private static BigInteger eachByte(final long a, final IntUnaryOperator function, final boolean reversed) {
        BigInteger result = BigInteger.ZERO;
        for (int i = 0; i < 8; i++) {
            final int value = function.applyAsInt(low(u(a).shiftRight(8 * i), 8).intValue());
            result = result.add(s(value).shiftLeft(8 * (reversed ? 7 - i : i)));
        }
        return result;
    }

    private static BigInteger binary(final Op op, final long a, final long b) {
        return switch (op.extension()) {
            case I -> base(op, a, b);
            case M -> mulDiv(op, a, b);
            default -> bitmanip(op, a, b);
        };
    }

    private static BigInteger base(final Op op, final long a, final long b) {
        final int shift = (int) Math.floorMod(b, 64L);
        final int wordShift = (int) Math.floorMod(b, 32L);
        return switch (op) {
            case LUI -> s(b);
            case AUIPC, ADD, ADDI -> s(a).add(s(b));
            case SUB -> s(a).subtract(s(b));
            case SLT, SLTI -> flag(s(a).compareTo(s(b)) < 0);
            case SLTU, SLTIU -> flag(u(a).compareTo(u(b)) < 0);
            case XOR, XORI -> s(a).xor(s(b));
            case OR, ORI -> s(a).or(s(b));
            case AND, ANDI -> s(a).and(s(b));
            case SLL, SLLI -> s(a).shiftLeft(shift);
            case SRL, SRLI -> u(a).shiftRight(shift);
            case SRA, SRAI -> s(a).shiftRight(shift);
            case ADDW, ADDIW -> sw(s(a).add(s(b)));
            case SUBW -> sw(s(a).subtract(s(b)));
            case SLLW, SLLIW -> sw(s(a).shiftLeft(wordShift));
            case SRLW, SRLIW -> sw(uw(a).shiftRight(wordShift));
            case SRAW, SRAIW -> sw(a).shiftRight(wordShift);
            default -> throw new AssertionError(op);
        };
    }

    private static BigInteger mulDiv(final Op op, final long a, final long b) {
        return switch (op) {
            case MUL -> s(a).multiply(s(b));
            case MULH -> s(a).multiply(s(b)).shiftRight(64);
            case MULHSU -> s(a).multiply(u(b)).shiftRight(64);
            case MULHU -> u(a).multiply(u(b)).shiftRight(64);
            case MULW -> sw(s(a).multiply(s(b)));
            case DIV -> quotient(s(a), s(b));
            case DIVU -> quotient(u(a), u(b));
            case REM -> remainder(s(a), s(b));
            case REMU -> remainder(u(a), u(b));
            case DIVW -> sw(quotient(sw(a), sw(b)));
            case DIVUW -> sw(quotient(uw(a), uw(b)));
            case REMW -> sw(remainder(sw(a), sw(b)));
            case REMUW -> sw(remainder(uw(a), uw(b)));
            default -> throw new AssertionError(op);
        };
    }

    private static BigInteger quotient(final BigInteger a, final BigInteger b) {
        return b.signum() == 0 ? MINUS_ONE : a.divide(b);
    }

    private static BigInteger remainder(final BigInteger a, final BigInteger b) {
        return b.signum() == 0 ? a : a.remainder(b);
    }

    private static BigInteger bitmanip(final Op op, final long a, final long b) {
        final int index = (int) Math.floorMod(b, 64L);
        final int wordIndex = (int) Math.floorMod(b, 32L);
        return switch (op) {
            case ADD_UW -> uw(a).add(s(b));
            case SH1ADD -> s(a).multiply(s(2)).add(s(b));
            case SH2ADD -> s(a).multiply(s(4)).add(s(b));
            case SH3ADD -> s(a).multiply(s(8)).add(s(b));
            case SH1ADD_UW -> uw(a).multiply(s(2)).add(s(b));
            case SH2ADD_UW -> uw(a).multiply(s(4)).add(s(b));
            case SH3ADD_UW -> uw(a).multiply(s(8)).add(s(b));
            case SLLI_UW -> uw(a).shiftLeft(index);
            case ANDN -> s(a).andNot(s(b));
            case ORN -> s(a).or(s(b).not());
            case XNOR -> s(a).xor(s(b)).not();
            case MIN -> s(a).min(s(b));
            case MINU -> u(a).min(u(b));
            case MAX -> s(a).max(s(b));
            case MAXU -> u(a).max(u(b));
            case ROL -> u(a).shiftLeft(index).or(u(a).shiftRight(64 - index));
            case ROR, RORI -> u(a).shiftRight(index).or(u(a).shiftLeft(64 - index));
            case ROLW -> sw(uw(a).shiftLeft(wordIndex).or(uw(a).shiftRight(32 - wordIndex)));
            case RORW, RORIW -> sw(uw(a).shiftRight(wordIndex).or(uw(a).shiftLeft(32 - wordIndex)));
            case BCLR, BCLRI -> u(a).clearBit(index);
            case BEXT, BEXTI -> flag(u(a).testBit(index));
            case BINV, BINVI -> u(a).flipBit(index);
            case BSET, BSETI -> u(a).setBit(index);
            default -> throw new AssertionError(op);
        };
    }

    /** "Semantics for division by zero and division overflow", as the specification's table gives them. */
    @Test
    void divisionByZeroAndOverflow() {
        final long minimum = Long.MIN_VALUE;
        assertThat(MulDiv.div(7, 0)).isEqualTo(-1);
        assertThat(MulDiv.divu(7, 0)).isEqualTo(-1);
        assertThat(MulDiv.rem(-7, 0)).isEqualTo(-7);
        assertThat(MulDiv.remu(-7, 0)).isEqualTo(-7);
        assertThat(MulDiv.div(minimum, -1)).isEqualTo(minimum);
        assertThat(MulDiv.rem(minimum, -1)).isZero();
        assertThat(MulDiv.divw(Integer.MIN_VALUE, -1)).isEqualTo(Integer.MIN_VALUE);
        assertThat(MulDiv.remw(Integer.MIN_VALUE, -1)).isZero();
        assertThat(MulDiv.divuw(0xffff_ffffL, 1)).isEqualTo(-1);
        assertThat(MulDiv.remuw(0x8000_0000L, 0)).isEqualTo(-0x8000_0000L);
        assertThat(MulDiv.divw(0x1_0000_0007L, 0x2_0000_0000L)).isEqualTo(-1);
    }

    @Test
    void bitManipulationExamples() {
        assertThat(Bitmanip.orcB(0x0100_8000_0000_10ffL)).isEqualTo(0xff00_ff00_0000_ffffL);
        assertThat(Bitmanip.rev8(0x0102_0304_0506_0708L)).isEqualTo(0x0807_0605_0403_0201L);
        assertThat(Bitmanip.sextB(0x17f)).isEqualTo(0x7f);
        assertThat(Bitmanip.sextB(0x80)).isEqualTo(-0x80);
        assertThat(Bitmanip.clz(0)).isEqualTo(64);
        assertThat(Bitmanip.ctzw(0)).isEqualTo(32);
        assertThat(Bitmanip.rolw(0x8000_0001L, 1)).isEqualTo(3);
        assertThat(Bitmanip.slliUw(-1, 4)).isEqualTo(0xf_ffff_fff0L);
    }
}
