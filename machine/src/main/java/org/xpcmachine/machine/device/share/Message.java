// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device.share;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The fields of a 9P message, one after the other; numbers are little-endian. */
final class Message {
    private final ByteBuffer bytes;

    /** For reading. */
    Message(final byte[] bytes, final int from, final int end) {
        this.bytes = ByteBuffer.wrap(bytes, from, end - from).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** For writing, at most {@code room} bytes. */
    Message(final int room) {
        bytes = ByteBuffer.allocate(room).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void require(final int length) throws Refusal {
        if (bytes.remaining() < length) {
            throw new Refusal(Refusal.EPROTO);
        }
    }

    int get8() throws Refusal {
        require(1);
        return bytes.get() & 0xff;
    }

    int get16() throws Refusal {
        require(2);
        return bytes.getShort() & 0xffff;
    }

    int get32() throws Refusal {
        require(4);
        return bytes.getInt();
    }

    long get64() throws Refusal {
        require(8);
        return bytes.getLong();
    }

    /** Reads a string, which must be UTF-8. */
    String getString() throws Refusal {
        final int length = get16();
        require(length);
        final ByteBuffer text = bytes.slice(bytes.position(), length);
        bytes.position(bytes.position() + length);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(text).toString();
        } catch (final CharacterCodingException e) {
            throw new Refusal(Refusal.EINVAL);
        }
    }

    /** Returns the next {@code length} bytes. */
    ByteBuffer getBytes(final int length) throws Refusal {
        if (length < 0) {
            throw new Refusal(Refusal.EPROTO);
        }
        require(length);
        final ByteBuffer slice = bytes.slice(bytes.position(), length);
        bytes.position(bytes.position() + length);
        return slice;
    }

    Message put8(final int value) {
        bytes.put((byte) value);
        return this;
    }

    Message put16(final int value) {
        bytes.putShort((short) value);
        return this;
    }

    Message put32(final int value) {
        bytes.putInt(value);
        return this;
    }

    Message put64(final long value) {
        bytes.putLong(value);
        return this;
    }

    Message putString(final String text) {
        final byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        if (encoded.length > 0xffff) {
            throw new BufferOverflowException();
        }
        put16(encoded.length);
        bytes.put(encoded);
        return this;
    }

    /** Sets a number at an earlier place. */
    void set32(final int at, final int value) {
        bytes.putInt(at, value);
    }

    void set16(final int at, final int value) {
        bytes.putShort(at, (short) value);
    }

    /** How many bytes have been read or written. */
    int position() {
        return bytes.position();
    }

    int remaining() {
        return bytes.remaining();
    }

    /** Returns room for {@code length} bytes, which count as written. */
    ByteBuffer room(final int length) {
        final ByteBuffer slice = bytes.slice(bytes.position(), length);
        bytes.position(bytes.position() + length);
        return slice;
    }

    /** Takes the last {@code length} bytes back. */
    void takeBack(final int length) {
        bytes.position(bytes.position() - length);
    }

    byte[] toBytes() {
        final byte[] all = new byte[bytes.position()];
        bytes.get(0, all);
        return all;
    }
}
