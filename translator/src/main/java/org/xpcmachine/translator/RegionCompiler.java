// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.translator;

import java.lang.classfile.ClassFile;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import org.xpcmachine.machine.mmu.CodePage;

/** Makes a class of a plan. */
final class RegionCompiler {
    private static final ClassDesc REGION = Descriptors.of(Region.class);
    private static final ClassDesc GENERATED = ClassDesc.of(Region.class.getPackageName() + ".Translated");
    private static final MethodTypeDesc CONSTRUCTOR =
            Descriptors.method(void.class, long[].class, CodePage[].class, int.class);
    private static final MethodTypeDesc RUN = Descriptors.method(long.class, Passage.class, long.class, int.class);
    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
    private static final ClassFile CLASS_FILE = ClassFile.of();

    /** HotSpot compiles no method with more bytes of bytecode. */
    private static final int LARGEST = 8000;

    private RegionCompiler() {}

    /** Returns the region, or null if it would be too large to be compiled by the JVM. */
    static Region compile(final RegionPlan plan, final CodeWindow window) {
        final List<Long> places = new ArrayList<>();
        final byte[] bytes = CLASS_FILE.build(
                GENERATED,
                type -> type.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER)
                        .withSuperclass(REGION)
                        .withMethodBody(
                                ConstantDescs.INIT_NAME,
                                CONSTRUCTOR,
                                0,
                                code -> code.aload(0)
                                        .aload(1)
                                        .aload(2)
                                        .iload(3)
                                        .invokespecial(REGION, ConstantDescs.INIT_NAME, CONSTRUCTOR)
                                        .return_())
                        .withMethodBody("run", RUN, 0, code -> {
                            places.clear();
                            places.addAll(Emission.emit(code, plan));
                        }));
        if (bytes.length > 2 * LARGEST || codeLength(bytes) > LARGEST) {
            return null;
        }
        try {
            final MethodHandles.Lookup defined = LOOKUP.defineHiddenClass(bytes, false);
            return (Region) defined.findConstructor(
                            defined.lookupClass(),
                            MethodType.methodType(void.class, long[].class, CodePage[].class, int.class))
                    .invoke(
                            places.stream().mapToLong(Long::longValue).toArray(),
                            plan.pages().stream().map(window::page).toArray(CodePage[]::new),
                            plan.need(0));
        } catch (final Throwable e) {
            throw new IllegalStateException("generated code was refused", e);
        }
    }

    private static int codeLength(final byte[] bytes) {
        return CLASS_FILE.parse(bytes).methods().stream()
                .filter(method -> method.methodName().equalsString("run"))
                .mapToInt(method -> method.code()
                        .map(code -> ((CodeAttribute) code).codeLength())
                        .orElse(0))
                .sum();
    }
}
