// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.isa.fp;

import static org.junit.jupiter.api.Assertions.fail;
import static org.xpcmachine.isa.fp.RoundingMode.RNE;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * In the mode that has a fast path, the operations that have one give the result and the flags of the exact
 * arithmetic.
 */
class FastPathTest {
    private static final long SEED = 0xfa57;
    private static final int CASES = 300_000;
    private static final long BOX = 0xffff_ffff_0000_0000L;

    private interface Fast {
        long apply(long[] operands, FpStatus s);
    }

    private interface Exact {
        long apply(Format format, long[] operands, FpStatus s);
    }

    private static final Exact ADD = (f, o, s) -> Arithmetic.add(f, o[0], o[1], RNE, s);
    private static final Exact MUL = (f, o, s) -> Arithmetic.mul(f, o[0], o[1], RNE, s);
    private static final Exact DIV = (f, o, s) -> Arithmetic.div(f, o[0], o[1], RNE, s);
    private static final Exact SQRT = (f, o, s) -> Arithmetic.sqrt(f, o[0], RNE, s);
    private static final Exact FMA = (f, o, s) -> Arithmetic.fma(f, o[0], o[1], o[2], RNE, s);

    @TestFactory
    Stream<DynamicTest> single() {
        return Stream.of(
                single("add", (o, s) -> Float32.add(o[0], o[1], RNE, s), ADD),
                single("mul", (o, s) -> Float32.mul(o[0], o[1], RNE, s), MUL),
                single("div", (o, s) -> Float32.div(o[0], o[1], RNE, s), DIV),
                single("sqrt", (o, s) -> Float32.sqrt(o[0], RNE, s), SQRT),
                single("madd", (o, s) -> Float32.madd(o[0], o[1], o[2], RNE, s), FMA));
    }

    @TestFactory
    Stream<DynamicTest> doublePrecision() {
        return Stream.of(
                wide("add", (o, s) -> Float64.add(o[0], o[1], RNE, s), ADD),
                wide("mul", (o, s) -> Float64.mul(o[0], o[1], RNE, s), MUL),
                wide("div", (o, s) -> Float64.div(o[0], o[1], RNE, s), DIV),
                wide("sqrt", (o, s) -> Float64.sqrt(o[0], RNE, s), SQRT),
                wide("madd", (o, s) -> Float64.madd(o[0], o[1], o[2], RNE, s), FMA));
    }

    private static DynamicTest single(final String name, final Fast fast, final Exact exact) {
        return test("Float32." + name, Reference.SINGLE, Format.SINGLE, BOX, fast, exact);
    }

    private static DynamicTest wide(final String name, final Fast fast, final Exact exact) {
        return test("Float64." + name, Reference.DOUBLE, Format.DOUBLE, 0, fast, exact);
    }

    private static DynamicTest test(
            final String name,
            final Reference reference,
            final Format format,
            final long box,
            final Fast fast,
            final Exact exact) {
        return DynamicTest.dynamicTest(name, () -> {
            final Operands operands = new Operands(reference, SEED);
            final FpStatus expected = new FpStatus();
            final FpStatus actual = new FpStatus();
            for (int i = 0; i < CASES; i++) {
                final long[] plain = operands.triple();
                final long[] boxed = {box | plain[0], box | plain[1], box | plain[2]};
                final int before = (i & 1) * FpStatus.NX;
                expected.flags = before;
                actual.flags = before;
                final long expectedBits = box | exact.apply(format, plain, expected);
                final long actualBits = fast.apply(boxed, actual);
                if (expectedBits != actualBits || expected.flags != actual.flags) {
                    fail("seed %d: %s, flags %x before: expected %x flags %x, but was %x flags %x"
                            .formatted(
                                    SEED,
                                    Arrays.stream(plain)
                                            .mapToObj(Long::toHexString)
                                            .toList(),
                                    before,
                                    expectedBits,
                                    expected.flags,
                                    actualBits,
                                    actual.flags));
                }
            }
        });
    }
}
