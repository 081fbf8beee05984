// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.isa.fp;

import static org.junit.jupiter.api.Assertions.fail;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every operation, in every rounding mode, agrees with the definition of IEEE 754: result and flags, bit for bit. */
class ReferenceTest {
    private static final long SEED = 0x754;
    private static final int CASES = 8_000;
    private static final long BOX = 0xffff_ffff_0000_0000L;

    private interface Definition {
        Reference.Result apply(Reference format, long[] operands, int rm);
    }

    private enum Form {
        FLOAT_TO_FLOAT,
        FLOAT_TO_INTEGER,
        INTEGER_TO_FLOAT
    }

    private record Operation(String name, Form form, int arity, Definition definition) {}

    private static Operation compute(final String name, final int arity, final Definition definition) {
        return new Operation(name, Form.FLOAT_TO_FLOAT, arity, definition);
    }

    private static Operation toInteger(final String name, final int arity, final Definition definition) {
        return new Operation(name, Form.FLOAT_TO_INTEGER, arity, definition);
    }

    private static Operation fromInteger(final String name, final Definition definition) {
        return new Operation(name, Form.INTEGER_TO_FLOAT, 1, definition);
    }

    private static final List<Operation> OPERATIONS = List.of(
            compute("add", 2, (f, o, rm) -> f.add(o[0], o[1], rm)),
            compute("sub", 2, (f, o, rm) -> f.sub(o[0], o[1], rm)),
            compute("mul", 2, (f, o, rm) -> f.mul(o[0], o[1], rm)),
            compute("div", 2, (f, o, rm) -> f.div(o[0], o[1], rm)),
            compute("sqrt", 1, (f, o, rm) -> f.sqrt(o[0], rm)),
            compute("madd", 3, (f, o, rm) -> f.fma(false, false, o, rm)),
            compute("msub", 3, (f, o, rm) -> f.fma(false, true, o, rm)),
            compute("nmsub", 3, (f, o, rm) -> f.fma(true, false, o, rm)),
            compute("nmadd", 3, (f, o, rm) -> f.fma(true, true, o, rm)),
            compute("min", 2, (f, o, rm) -> f.min(o[0], o[1])),
            compute("max", 2, (f, o, rm) -> f.max(o[0], o[1])),
            toInteger("eq", 2, (f, o, rm) -> f.eq(o[0], o[1])),
            toInteger("lt", 2, (f, o, rm) -> f.lt(o[0], o[1])),
            toInteger("le", 2, (f, o, rm) -> f.le(o[0], o[1])),
            toInteger("toW", 1, (f, o, rm) -> f.toInteger(32, true, o[0], rm)),
            toInteger("toWu", 1, (f, o, rm) -> f.toInteger(32, false, o[0], rm)),
            toInteger("toL", 1, (f, o, rm) -> f.toInteger(64, true, o[0], rm)),
            toInteger("toLu", 1, (f, o, rm) -> f.toInteger(64, false, o[0], rm)),
            fromInteger("fromW", (f, o, rm) -> f.fromInteger(32, true, o[0], rm)),
            fromInteger("fromWu", (f, o, rm) -> f.fromInteger(32, false, o[0], rm)),
            fromInteger("fromL", (f, o, rm) -> f.fromInteger(64, true, o[0], rm)),
            fromInteger("fromLu", (f, o, rm) -> f.fromInteger(64, false, o[0], rm)));

    private static final Operation FROM_DOUBLE =
            compute("fromDouble", 1, (f, o, rm) -> Reference.SINGLE.from(Reference.DOUBLE, o[0], rm));
    private static final Operation FROM_SINGLE =
            compute("fromSingle", 1, (f, o, rm) -> Reference.DOUBLE.from(Reference.SINGLE, o[0], rm));

    @TestFactory
    Stream<DynamicTest> single() {
        return OPERATIONS.stream().map(operation -> test(Float32.class, operation, Reference.SINGLE, BOX, BOX));
    }

    @TestFactory
    Stream<DynamicTest> doublePrecision() {
        return OPERATIONS.stream().map(operation -> test(Float64.class, operation, Reference.DOUBLE, 0, 0));
    }

    @TestFactory
    Stream<DynamicTest> betweenFormats() {
        return Stream.of(
                test(Float32.class, FROM_DOUBLE, Reference.DOUBLE, 0, BOX),
                test(Float64.class, FROM_SINGLE, Reference.SINGLE, BOX, 0));
    }

    /**
     * @param format the format of the operands
     * @param box what boxing adds to a floating-point operand
     * @param boxResult what it adds to a floating-point result
     */
    private static DynamicTest test(
            final Class<?> type,
            final Operation operation,
            final Reference format,
            final long box,
            final long boxResult) {
        final boolean fromInteger = operation.form == Form.INTEGER_TO_FLOAT;
        return DynamicTest.dynamicTest(type.getSimpleName() + "." + operation.name, () -> {
            final MethodHandle method = method(type, operation);
            final Operands operands = new Operands(format, SEED);
            for (int i = 0; i < CASES; i++) {
                final long[] plain = fromInteger ? new long[] {operands.integer()} : operands.triple();
                final long[] boxed = Arrays.stream(plain)
                        .limit(operation.arity)
                        .map(bits -> fromInteger ? bits : box | bits)
                        .toArray();
                for (int rm = RoundingMode.RNE; rm <= RoundingMode.RMM; rm++) {
                    final FpStatus status = new FpStatus();
                    status.flags = operands.chance() ? FpStatus.NX : 0;
                    check(
                            operation,
                            method,
                            boxed,
                            rm,
                            status,
                            operation.definition.apply(format, plain, rm),
                            operation.form == Form.FLOAT_TO_INTEGER ? 0 : boxResult);
                }
            }
        });
    }

    private static void check(
            final Operation operation,
            final MethodHandle method,
            final long[] operands,
            final int rm,
            final FpStatus status,
            final Reference.Result expected,
            final long boxResult)
            throws Throwable {
        final int before = status.flags;
        final long actual = (long) method.invokeExact(operands, rm, status);
        if (actual != (expected.bits() | boxResult) || status.flags != (expected.flags() | before)) {
            fail("seed %d: %s%s rm %d, flags %x before: expected %s, but was %s"
                    .formatted(
                            SEED,
                            operation.name,
                            Arrays.stream(operands).mapToObj(Long::toHexString).toList(),
                            rm,
                            before,
                            expected,
                            new Reference.Result(actual, status.flags)));
        }
    }

    /** The method as one that takes the operands in an array. */
    private static MethodHandle method(final Class<?> type, final Operation operation)
            throws ReflectiveOperationException {
        final MethodType signature = MethodType.methodType(long.class, int.class, FpStatus.class)
                .insertParameterTypes(0, Collections.nCopies(operation.arity, long.class));
        return MethodHandles.lookup()
                .findStatic(type, operation.name, signature)
                .asSpreader(0, long[].class, operation.arity);
    }
}
