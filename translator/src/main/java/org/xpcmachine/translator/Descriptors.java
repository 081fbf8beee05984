// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.translator;

import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;

/** Names of types in generated code. */
final class Descriptors {
    static final ClassDesc LONGS = ConstantDescs.CD_long.arrayType();

    private Descriptors() {}

    static ClassDesc of(final Class<?> type) {
        return type.describeConstable().orElseThrow();
    }

    /** The type of a method. */
    static MethodTypeDesc method(final Class<?> result, final Class<?>... parameters) {
        final ClassDesc[] types = new ClassDesc[parameters.length];
        for (int i = 0; i < types.length; i++) {
            types[i] = of(parameters[i]);
        }
        return MethodTypeDesc.of(of(result), types);
    }
}
