// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.lockstep;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import org.xpcmachine.isa.Assembler;
import org.xpcmachine.isa.Assembly;
import org.xpcmachine.isa.Encoder;
import org.xpcmachine.isa.Op;

/** The contents of RAM that a test program starts with, and a place in it where code is being emitted. */
final class Image {
    static final long BASE = 0x8000_0000L;

    private final ByteBuffer bytes;

    /** Makes {@code size} zero bytes from {@link #BASE} on. */
    Image(final int size) {
        bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Address of the next instruction. */
    long here() {
        return BASE + bytes.position();
    }

    void moveTo(final long address) {
        bytes.position(offset(address));
    }

    /** Emits an encoded instruction of either length. */
    void emit(final int raw) {
        if ((raw & 3) == 3) {
            bytes.putInt(raw);
        } else {
            bytes.putShort((short) raw);
        }
    }

    /** Emits a 32-bit instruction; operands as {@link Encoder#encode(Op, int, int, int, int)} takes them. */
    void emit(final Op op, final int rd, final int rs1, final int rs2, final int imm) {
        bytes.putInt(Encoder.encode(op, rd, rs1, rs2, imm));
    }

    /** Replaces the 32-bit instruction at {@code address}. */
    void patchWord(final long address, final int raw) {
        bytes.putInt(offset(address), raw);
    }

    /** Replaces the 16-bit instruction at {@code address}. */
    void patchHalf(final long address, final int raw) {
        bytes.putShort(offset(address), (short) raw);
    }

    /** Emits assembly text, after replacing the names in braces, and returns its labels. */
    Assembly emit(final String text, final Map<String, String> names) {
        String source = text;
        for (final Map.Entry<String, String> name : names.entrySet()) {
            source = source.replace("{" + name.getKey() + "}", name.getValue());
        }
        final Assembly assembly = Assembler.assemble(here(), source);
        bytes.put(assembly.bytes());
        return assembly;
    }

    void putLong(final long address, final long value) {
        bytes.putLong(offset(address), value);
    }

    /** The image up to the last byte that is not zero. */
    byte[] toBytes() {
        final byte[] all = bytes.array();
        int end = all.length;
        while (end > 0 && all[end - 1] == 0) {
            end--;
        }
        return Arrays.copyOf(all, end);
    }

    private static int offset(final long address) {
        return Math.toIntExact(address - BASE);
    }
}
