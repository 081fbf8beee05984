// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.translator;

import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Names of types in generated code, each made once: to make them is much of the work of a translation. */
final class Descriptors {
    static final ClassDesc LONGS = ConstantDescs.CD_long.arrayType();

    private static final Map<Class<?>, ClassDesc> TYPES = new ConcurrentHashMap<>();
    private static final Map<List<Class<?>>, MethodTypeDesc> METHODS = new ConcurrentHashMap<>();

    private Descriptors() {}

    static ClassDesc of(final Class<?> type) {
        return TYPES.computeIfAbsent(type, any -> type.describeConstable().orElseThrow());
    }

    /** The type of a method. */
    static MethodTypeDesc method(final Class<?> result, final Class<?>... parameters) {
        final List<Class<?>> all = new ArrayList<>(parameters.length + 1);
        all.add(result);
        all.addAll(List.of(parameters));
        return METHODS.computeIfAbsent(all, any -> describe(result, parameters));
    }

    private static MethodTypeDesc describe(final Class<?> result, final Class<?>... parameters) {
        final ClassDesc[] types = new ClassDesc[parameters.length];
        for (int i = 0; i < types.length; i++) {
            types[i] = of(parameters[i]);
        }
        return MethodTypeDesc.of(of(result), types);
    }
}
