// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.loader;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * The header of a Linux-style kernel {@code Image} for RISC-V (Linux, Documentation/arch/riscv/boot-image-header.rst).
 *
 * @param textOffset where the image goes, in bytes from the start of RAM; a multiple of 4096, or 0 if it does not say
 * @param size bytes that it takes in memory, those that are not in the file included; 0 if it does not say
 */
public record KernelHeader(long textOffset, long size) {
    private static final int LENGTH = 0x40;
    private static final int TEXT_OFFSET = 0x08;
    private static final int SIZE_OFFSET = 0x10;
    private static final int MAGIC_OFFSET = 0x38;

    /** "RSC" and 5. */
    private static final int MAGIC = 0x0543_5352;

    private static final long PAGE = 4096;

    /** Returns the header with which {@code bytes} begin, if they do. */
    public static Optional<KernelHeader> of(final byte[] bytes) {
        if (bytes.length < LENGTH) {
            return Optional.empty();
        }
        final ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        return header.getInt(MAGIC_OFFSET) == MAGIC
                ? Optional.of(new KernelHeader(header.getLong(TEXT_OFFSET), header.getLong(SIZE_OFFSET)))
                : Optional.empty();
    }

    /**
     * Checks the numbers.
     *
     * @param name of the file, for the message
     * @throws LoadException if no memory of 2^56 bytes has such a place
     */
    public void check(final String name) {
        if (textOffset < 0 || textOffset % PAGE != 0 || textOffset >> 56 != 0 || size < 0 || size >> 56 != 0) {
            throw new LoadException("%s: its header is damaged: it wants %#x bytes at offset %#x of RAM"
                    .formatted(name, size, textOffset));
        }
    }
}
