// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.memory;

import java.lang.reflect.Field;
import java.nio.ByteOrder;

/**
 * Host memory by address, little-endian, with no check at all: one host instruction an access, and little work for the JVM's
 * compilers, which is what translated code spends its first seconds on. Only for addresses that come from an entry of a TLB, whose
 * filling is checked, or lie in it. Whoever uses another address can crash the host.
 */
@SuppressWarnings("removal")
public final class RawMemory {
    private static final sun.misc.Unsafe UNSAFE = find();

    private RawMemory() {}

    private static sun.misc.Unsafe find() {
        if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
            throw new UnsupportedOperationException(
                    "this host is big-endian; guest memory must be laid out as the host's");
        }
        try {
            final Field field = sun.misc.Unsafe.class.getDeclaredField("theUnsafe");
            field.setAccessible(true);
            return (sun.misc.Unsafe) field.get(null);
        } catch (final ReflectiveOperationException e) {
            throw new UnsupportedOperationException("no access to memory by address", e);
        }
    }

    public static byte getByte(final long address) {
        return UNSAFE.getByte(address);
    }

    public static short getShort(final long address) {
        return UNSAFE.getShort(address);
    }

    public static int getInt(final long address) {
        return UNSAFE.getInt(address);
    }

    public static long getLong(final long address) {
        return UNSAFE.getLong(address);
    }

    public static void putByte(final long address, final byte value) {
        UNSAFE.putByte(address, value);
    }

    public static void putShort(final long address, final short value) {
        UNSAFE.putShort(address, value);
    }

    public static void putInt(final long address, final int value) {
        UNSAFE.putInt(address, value);
    }

    public static void putLong(final long address, final long value) {
        UNSAFE.putLong(address, value);
    }
}
