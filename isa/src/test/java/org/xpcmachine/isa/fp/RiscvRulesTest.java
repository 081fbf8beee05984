// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.isa.fp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.xpcmachine.isa.fp.FpStatus.DZ;
import static org.xpcmachine.isa.fp.FpStatus.NV;
import static org.xpcmachine.isa.fp.FpStatus.NX;
import static org.xpcmachine.isa.fp.FpStatus.OF;
import static org.xpcmachine.isa.fp.FpStatus.UF;
import static org.xpcmachine.isa.fp.RoundingMode.RDN;
import static org.xpcmachine.isa.fp.RoundingMode.RMM;
import static org.xpcmachine.isa.fp.RoundingMode.RNE;
import static org.xpcmachine.isa.fp.RoundingMode.RTZ;
import static org.xpcmachine.isa.fp.RoundingMode.RUP;

import org.junit.jupiter.api.Test;

/** What the RISC-V specification decides where IEEE 754 leaves a choice, case by case. */
class RiscvRulesTest {
    private static final long BOX = 0xffff_ffff_0000_0000L;
    private static final long NAN_S = BOX | 0x7fc0_0000L;
    private static final long NAN_D = 0x7ff8_0000_0000_0000L;
    private static final long PAYLOAD_NAN_S = BOX | 0xffc0_1234L;
    private static final long PAYLOAD_NAN_D = 0xfff8_0000_1234_5678L;
    private static final long SIGNALLING_S = BOX | 0x7f80_0001L;
    private static final long SIGNALLING_D = 0x7ff0_0000_0000_0001L;
    /** The bits of 1.0f without NaN box. */
    private static final long UNBOXED_ONE = 0x3f80_0000L;

    private final FpStatus s = new FpStatus();

    private static long bits(final double value) {
        return Double.doubleToRawLongBits(value);
    }

    private static long bits(final float value) {
        return BOX | Float.floatToRawIntBits(value);
    }

    /** Checks the flags raised since the last check and clears them. */
    private void raised(final int flags) {
        assertThat(s.flags).isEqualTo(flags);
        s.flags = 0;
    }

    private void check(final long actual, final long expected, final int flags) {
        assertThat(actual)
                .withFailMessage("expected %x but was %x", expected, actual)
                .isEqualTo(expected);
        raised(flags);
    }

    @Test
    void nanResultsAreCanonicalAndPayloadsAreLost() {
        check(Float32.add(PAYLOAD_NAN_S, bits(1f), RNE, s), NAN_S, 0);
        check(Float64.add(PAYLOAD_NAN_D, bits(1.0), RNE, s), NAN_D, 0);
        check(Float64.sqrt(PAYLOAD_NAN_D, RNE, s), NAN_D, 0);
        check(Float64.fromSingle(PAYLOAD_NAN_S, RNE, s), NAN_D, 0);
        check(Float32.fromDouble(PAYLOAD_NAN_D, RNE, s), NAN_S, 0);
        check(Float32.fromDouble(SIGNALLING_D, RNE, s), NAN_S, NV);
        check(Float64.fromSingle(SIGNALLING_S, RNE, s), NAN_D, NV);
        check(Float64.mul(bits(1.0), SIGNALLING_D, RNE, s), NAN_D, NV);
        check(Float64.sqrt(bits(-1.0), RNE, s), NAN_D, NV);
        check(Float64.sub(bits(Double.POSITIVE_INFINITY), bits(Double.POSITIVE_INFINITY), RNE, s), NAN_D, NV);
    }

    @Test
    void singleThatIsNotBoxedCountsAsCanonicalNan() {
        check(Float32.add(UNBOXED_ONE, bits(1f), RNE, s), NAN_S, 0);
        check(Float32.madd(bits(1f), bits(1f), UNBOXED_ONE, RNE, s), NAN_S, 0);
        check(Float32.sgnj(UNBOXED_ONE, bits(-1f), RNE, s), BOX | 0xffc0_0000L, 0);
        check(Float32.sgnj(bits(-1f), UNBOXED_ONE | 0x8000_0000L, RNE, s), bits(1f), 0);
        check(Float32.max(UNBOXED_ONE, bits(-1f), RNE, s), bits(-1f), 0);
        check(Float32.eq(UNBOXED_ONE, UNBOXED_ONE, RNE, s), 0, 0);
        check(Float32.lt(UNBOXED_ONE, bits(2f), RNE, s), 0, NV);
        check(Float32.classify(UNBOXED_ONE, RNE, s), 1 << 9, 0);
        check(Float32.toW(UNBOXED_ONE, RTZ, s), Integer.MAX_VALUE, NV);
        check(Float64.fromSingle(UNBOXED_ONE, RNE, s), NAN_D, 0);
        check(Float32.add(0xffff_fffe_3f80_0000L, bits(1f), RNE, s), NAN_S, 0);
    }

    @Test
    void movesTransferBitsAsTheyAre() {
        check(Float32.moveToX(0x1234_5678_8000_0001L, RNE, s), 0xffff_ffff_8000_0001L, 0);
        check(Float32.moveFromX(0x1234_5678_7f80_0001L, RNE, s), SIGNALLING_S, 0);
        check(Float64.moveToX(SIGNALLING_D, RNE, s), SIGNALLING_D, 0);
        check(Float64.moveFromX(SIGNALLING_D, RNE, s), SIGNALLING_D, 0);
    }

    @Test
    void signInjectionKeepsNansAsTheyAre() {
        check(Float64.sgnj(SIGNALLING_D, bits(-0.0), RNE, s), SIGNALLING_D | Long.MIN_VALUE, 0);
        check(Float64.sgnjn(bits(3.0), bits(2.0), RNE, s), bits(-3.0), 0);
        check(Float64.sgnjx(bits(-3.0), bits(-2.0), RNE, s), bits(3.0), 0);
        check(Float32.sgnj(SIGNALLING_S, bits(-0f), RNE, s), SIGNALLING_S | 0x8000_0000L, 0);
        check(Float32.sgnjn(bits(3f), bits(2f), RNE, s), bits(-3f), 0);
        check(Float32.sgnjx(bits(-3f), bits(-2f), RNE, s), bits(3f), 0);
    }

    @Test
    void tininessIsDetectedAfterRounding() {
        // 2^-126 * (1 - 2^-46): with an unbounded exponent it rounds to the least normal value.
        check(Float32.mul(BOX | 0x3f80_0001L, BOX | 0x007f_ffffL, RNE, s), bits(Float.MIN_NORMAL), NX);
        // 2^-126 * (1 - 2^-24) is a single but for its exponent.
        check(Float32.mul(BOX | 0x3f7f_ffffL, bits(Float.MIN_NORMAL), RNE, s), bits(Float.MIN_NORMAL), UF | NX);
        check(Float64.mul(bits(1 + 0x1p-52), bits(0x0.fffffffffffffp-1022), RNE, s), bits(Double.MIN_NORMAL), NX);
        check(Float64.mul(bits(1 - 0x1p-53), bits(Double.MIN_NORMAL), RNE, s), bits(Double.MIN_NORMAL), UF | NX);
        check(Float64.mul(bits(0.5), bits(Double.MIN_NORMAL), RNE, s), bits(0x1p-1023), 0);
    }

    @Test
    void minimumAndMaximumPreferNumbersAndOrderZeros() {
        check(Float64.min(bits(0.0), bits(-0.0), RNE, s), bits(-0.0), 0);
        check(Float64.max(bits(-0.0), bits(0.0), RNE, s), bits(0.0), 0);
        check(Float32.min(bits(0f), bits(-0f), RNE, s), bits(-0f), 0);
        check(Float32.max(bits(-0f), bits(0f), RNE, s), bits(0f), 0);
        check(Float64.min(PAYLOAD_NAN_D, bits(1.0), RNE, s), bits(1.0), 0);
        check(Float64.max(bits(1.0), SIGNALLING_D, RNE, s), bits(1.0), NV);
        check(Float64.max(PAYLOAD_NAN_D, PAYLOAD_NAN_D, RNE, s), NAN_D, 0);
        check(Float32.min(PAYLOAD_NAN_S, SIGNALLING_S, RNE, s), NAN_S, NV);
    }

    @Test
    void onlyOrderComparisonsSignalQuietNans() {
        check(Float64.eq(NAN_D, bits(1.0), RNE, s), 0, 0);
        check(Float64.eq(SIGNALLING_D, bits(1.0), RNE, s), 0, NV);
        check(Float64.lt(NAN_D, bits(1.0), RNE, s), 0, NV);
        check(Float64.le(NAN_D, NAN_D, RNE, s), 0, NV);
        check(Float64.le(bits(0.0), bits(-0.0), RNE, s), 1, 0);
        check(Float64.lt(bits(-0.0), bits(0.0), RNE, s), 0, 0);
    }

    @Test
    void conversionToIntegerSaturates() {
        check(Float64.toW(NAN_D, RTZ, s), Integer.MAX_VALUE, NV);
        check(Float64.toW(bits(0x1p31), RTZ, s), Integer.MAX_VALUE, NV);
        check(Float64.toW(bits(Double.NEGATIVE_INFINITY), RTZ, s), Integer.MIN_VALUE, NV);
        check(Float64.toW(bits(-0x1p31 - 0.5), RTZ, s), Integer.MIN_VALUE, NX);
        check(Float64.toW(bits(-0x1p31 - 0.5), RDN, s), Integer.MIN_VALUE, NV);
        check(Float64.toL(PAYLOAD_NAN_D, RTZ, s), Long.MAX_VALUE, NV);
        check(Float64.toL(bits(0x1p63), RTZ, s), Long.MAX_VALUE, NV);
        check(Float64.toL(bits(-0x1p63), RTZ, s), Long.MIN_VALUE, 0);
        check(Float64.toLu(bits(0x1p64), RTZ, s), -1, NV);
        check(Float64.toLu(bits(0x1p63), RTZ, s), Long.MIN_VALUE, 0);
        check(Float64.toLu(bits(-1.0), RTZ, s), 0, NV);
        check(Float64.toLu(SIGNALLING_D, RTZ, s), -1, NV);
    }

    @Test
    void unsignedWordIsSignExtended() {
        check(Float64.toWu(bits(0x1p32 - 1), RTZ, s), -1, 0);
        check(Float64.toWu(bits(0x1p31), RTZ, s), Integer.MIN_VALUE, 0);
        check(Float32.toWu(bits(0x1p32f), RTZ, s), -1, NV);
        check(Float32.toWu(bits(-0.5f), RTZ, s), 0, NX);
        check(Float32.toWu(bits(-0.5f), RDN, s), 0, NV);
        check(Float32.toWu(NAN_S, RTZ, s), -1, NV);
    }

    @Test
    void conversionFromWordLooksAtTheLowWordOnly() {
        check(Float64.fromW(0x1234_5678_ffff_ffffL, RNE, s), bits(-1.0), 0);
        check(Float64.fromWu(0x1234_5678_ffff_ffffL, RNE, s), bits(4294967295.0), 0);
        check(Float32.fromWu(-1, RNE, s), bits(0x1p32f), NX);
        check(Float32.fromLu(-1, RTZ, s), bits(0x1.fffffep63f), NX);
        check(Float32.fromL(0, RDN, s), bits(0f), 0);
    }

    @Test
    void fusedInfinityTimesZeroIsInvalidEvenWithQuietNan() {
        check(Float64.madd(bits(Double.POSITIVE_INFINITY), bits(0.0), NAN_D, RNE, s), NAN_D, NV);
        check(Float64.nmsub(bits(-0.0), bits(Double.POSITIVE_INFINITY), bits(1.0), RNE, s), NAN_D, NV);
        check(Float32.msub(bits(0f), bits(Float.NEGATIVE_INFINITY), NAN_S, RNE, s), NAN_S, NV);
        check(Float64.madd(bits(1.0), bits(0.0), NAN_D, RNE, s), NAN_D, 0);
    }

    @Test
    void fusedVariantsNegateProductAndAddend() {
        check(Float64.madd(bits(2.0), bits(3.0), bits(1.0), RNE, s), bits(7.0), 0);
        check(Float64.msub(bits(2.0), bits(3.0), bits(1.0), RNE, s), bits(5.0), 0);
        check(Float64.nmsub(bits(2.0), bits(3.0), bits(1.0), RNE, s), bits(-5.0), 0);
        check(Float64.nmadd(bits(2.0), bits(3.0), bits(1.0), RNE, s), bits(-7.0), 0);
        check(Float64.nmadd(bits(1.0), bits(1.0), bits(-1.0), RNE, s), bits(0.0), 0);
        check(Float64.nmadd(bits(1.0), bits(1.0), bits(-1.0), RDN, s), bits(-0.0), 0);
    }

    /** 2^102 + 1 has factors of 52 bits; its last bit decides the tie with an addend whose half unit is 2^102. */
    @Test
    void fusedRoundsOnceHoweverFarTheLastBit() {
        final long a = bits(0x1p51 - 0x1p26 + 1);
        final long b = bits(0x1p51 + 0x1p26 + 1);
        final double unit = 0x1p103;
        check(Float64.madd(a, b, bits(0x1p155), RNE, s), bits(0x1p155 + unit), NX);
        check(Float64.madd(a, b, bits(0x1p155), RTZ, s), bits(0x1p155), NX);
        check(Float64.msub(a, b, bits(0x1p155 + unit), RNE, s), bits(-0x1p155), NX);
        check(Float64.msub(a, b, bits(0x1p155 + unit), RDN, s), bits(-0x1p155 - unit), NX);
        check(Arithmetic.fma(Format.DOUBLE, a, b, bits(0x1p155), RMM, s), bits(0x1p155 + unit), NX);
        check(Arithmetic.fma(Format.DOUBLE, a, b, bits(0x1p155), RNE, s), bits(0x1p155 + unit), NX);
    }

    @Test
    void everyModeRoundsTiesAndZeroSumsItsWay() {
        final long one = bits(1.0);
        final long half = bits(0x1p-53);
        check(Float64.add(one, half, RNE, s), one, NX);
        check(Float64.add(one, half, RTZ, s), one, NX);
        check(Float64.add(one, half, RDN, s), one, NX);
        check(Float64.add(one, half, RUP, s), bits(1 + 0x1p-52), NX);
        check(Float64.add(one, half, RMM, s), bits(1 + 0x1p-52), NX);
        check(Float64.sub(one, one, RNE, s), bits(0.0), 0);
        check(Float64.sub(one, one, RDN, s), bits(-0.0), 0);
        check(Float64.toL(bits(2.5), RNE, s), 2, NX);
        check(Float64.toL(bits(2.5), RMM, s), 3, NX);
        check(Float64.toL(bits(-2.5), RMM, s), -3, NX);
    }

    @Test
    void overflowGoesWhereTheModePoints() {
        final long max = bits(Double.MAX_VALUE);
        final long infinity = bits(Double.POSITIVE_INFINITY);
        check(Float64.add(max, max, RNE, s), infinity, OF | NX);
        check(Float64.add(max, max, RTZ, s), max, OF | NX);
        check(Float64.add(max, max, RDN, s), max, OF | NX);
        check(Float64.add(max, max, RUP, s), infinity, OF | NX);
        check(Float64.add(max, max, RMM, s), infinity, OF | NX);
    }

    @Test
    void divisionByZeroRaisesItsOwnFlag() {
        check(Float64.div(bits(-1.0), bits(0.0), RNE, s), bits(Double.NEGATIVE_INFINITY), DZ);
        check(Float64.div(bits(0.0), bits(0.0), RNE, s), NAN_D, NV);
        check(Float64.div(bits(Double.POSITIVE_INFINITY), bits(0.0), RNE, s), bits(Double.POSITIVE_INFINITY), 0);
        check(Float32.div(bits(1f), bits(-0f), RNE, s), bits(Float.NEGATIVE_INFINITY), DZ);
        check(Float64.sqrt(bits(-0.0), RNE, s), bits(-0.0), 0);
    }

    @Test
    void classIsOneBitOfTen() {
        final double[] doubles = {
            Double.NEGATIVE_INFINITY, -1, -Double.MIN_VALUE, -0.0, 0.0, Double.MIN_VALUE, 1, Double.POSITIVE_INFINITY
        };
        final float[] floats = {
            Float.NEGATIVE_INFINITY, -1, -Float.MIN_VALUE, -0f, 0f, Float.MIN_VALUE, 1, Float.POSITIVE_INFINITY
        };
        for (int i = 0; i < doubles.length; i++) {
            check(Float64.classify(bits(doubles[i]), RNE, s), 1 << i, 0);
            check(Float32.classify(bits(floats[i]), RNE, s), 1 << i, 0);
        }
        check(Float64.classify(SIGNALLING_D, RNE, s), 1 << 8, 0);
        check(Float64.classify(PAYLOAD_NAN_D, RNE, s), 1 << 9, 0);
        check(Float32.classify(SIGNALLING_S, RNE, s), 1 << 8, 0);
    }

    @Test
    void flagsAccrue() {
        s.flags = OF | DZ;
        Float64.div(bits(1.0), bits(3.0), RNE, s);
        Float64.add(bits(1.0), bits(1.0), RNE, s);
        raised(OF | DZ | NX);
    }
}
