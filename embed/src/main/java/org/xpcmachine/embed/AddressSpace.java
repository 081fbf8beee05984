// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.embed;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import java.util.function.LongFunction;
import org.xpcmachine.machine.board.VirtBoard;

/**
 * RAM, by physical address or as a hart sees it. Nothing else changes by looking: permissions do not matter, no page table gets an A
 * bit, and devices are not there. Little-endian; addresses need not be aligned.
 */
public final class AddressSpace {
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final VirtBoard board;
    private final LongFunction<OptionalLong> translation;
    private final Runnable check;

    /**
     * Makes a view.
     *
     * @param translation gives the physical address, if there is one
     * @param check throws if the caller must not look now
     */
    AddressSpace(final VirtBoard board, final LongFunction<OptionalLong> translation, final Runnable check) {
        this.board = board;
        this.translation = translation;
        this.check = check;
    }

    /**
     * Returns the bytes from an address on.
     *
     * @throws IllegalArgumentException if one of them is not in RAM
     */
    public byte[] read(final long address, final int length) {
        check.run();
        final byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) board.ram().read(place(address + i), 1);
        }
        return bytes;
    }

    /**
     * Writes all bytes, or none.
     *
     * @throws IllegalArgumentException if the place of one of them is not in RAM
     */
    public void write(final long address, final byte... bytes) {
        check.run();
        final long[] places = new long[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            places[i] = place(address + i);
        }
        for (int i = 0; i < bytes.length; i++) {
            board.ram().write(places[i], 1, bytes[i]);
            board.codeCache().written(places[i], 1);
        }
    }

    /** Returns 32 bits, sign-extended as by {@code lw} if widened; throws as {@link #read} does. */
    public int readInt(final long address) {
        return (int) INTS.get(read(address, Integer.BYTES), 0);
    }

    /** Returns 64 bits; throws as {@link #read} does. */
    public long readLong(final long address) {
        return (long) LONGS.get(read(address, Long.BYTES), 0);
    }

    /** Writes 32 bits; throws as {@link #write} does. */
    public void writeInt(final long address, final int value) {
        final byte[] bytes = new byte[Integer.BYTES];
        INTS.set(bytes, 0, value);
        write(address, bytes);
    }

    /** Writes 64 bits; throws as {@link #write} does. */
    public void writeLong(final long address, final long value) {
        final byte[] bytes = new byte[Long.BYTES];
        LONGS.set(bytes, 0, value);
        write(address, bytes);
    }

    /** Returns the text up to a NUL, of at most {@code limit} bytes; throws as {@link #read} does. */
    public String readString(final long address, final int limit) {
        check.run();
        int length = 0;
        while (length < limit && board.ram().read(place(address + length), 1) != 0) {
            length++;
        }
        return new String(read(address, length), StandardCharsets.UTF_8);
    }

    /** Whether there is RAM at an address. */
    public boolean contains(final long address) {
        check.run();
        final OptionalLong place = translation.apply(address);
        return place.isPresent() && board.ram().contains(place.getAsLong(), 1);
    }

    private long place(final long address) {
        final OptionalLong place = translation.apply(address);
        if (place.isEmpty()) {
            throw new IllegalArgumentException("no page is mapped at 0x" + Long.toHexString(address));
        }
        if (!board.ram().contains(place.getAsLong(), 1)) {
            throw new IllegalArgumentException("there is no RAM at 0x" + Long.toHexString(address));
        }
        return place.getAsLong();
    }
}
