// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.board;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import org.xpcmachine.machine.loader.LoadException;

/** Reads a device tree in its flattened form, as {@link DeviceTreeBlob} writes it; whatever is damaged is refused. */
final class DeviceTreeReader {
    /** The Linux kernel reads no deeper trees. */
    private static final int DEEPEST = 64;

    private static final int NO_OPERATION = 4;
    private static final int STRUCTURE_OFFSET = 8;
    private static final int STRINGS_OFFSET = 12;
    private static final int COMPATIBLE_OFFSET = 24;

    private final String name;
    private final byte[] blob;

    DeviceTreeReader(final String name, final byte[] blob) {
        this.name = name;
        this.blob = blob;
    }

    void readInto(final DeviceTree.Node root) {
        final ByteBuffer bytes = ByteBuffer.wrap(blob);
        if (blob.length < DeviceTreeBlob.HEADER_SIZE || bytes.getInt(0) != DeviceTreeBlob.MAGIC) {
            throw new LoadException(name + ": not a device tree blob (dtc makes one of source text)");
        }
        if (bytes.getInt(COMPATIBLE_OFFSET) > DeviceTreeBlob.COMPATIBLE_VERSION) {
            throw new LoadException(
                    name + ": a device tree blob of version " + bytes.getInt(COMPATIBLE_OFFSET) + " is too new");
        }
        try {
            bytes.position(bytes.getInt(STRUCTURE_OFFSET));
            read(bytes, bytes.getInt(STRINGS_OFFSET), root);
        } catch (final BufferUnderflowException
                | IllegalArgumentException
                | IndexOutOfBoundsException
                | NegativeArraySizeException e) {
            throw damaged("it breaks off, or points outside");
        }
    }

    private void read(final ByteBuffer bytes, final int strings, final DeviceTree.Node root) {
        final Deque<DeviceTree.Node> open = new ArrayDeque<>();
        while (true) {
            final int token = bytes.getInt();
            switch (token) {
                case DeviceTreeBlob.BEGIN_NODE -> {
                    final String child = string(bytes.position());
                    skip(bytes, child.length() + 1);
                    if (open.size() == DEEPEST) {
                        throw damaged("it is deeper than " + DEEPEST + " nodes");
                    }
                    open.push(open.isEmpty() ? root : open.peek().node(child));
                }
                case DeviceTreeBlob.PROPERTY -> {
                    final byte[] value = new byte[Math.min(bytes.getInt(), blob.length)];
                    final String property = string(strings + bytes.getInt());
                    bytes.get(bytes.position(), value);
                    skip(bytes, value.length);
                    inside(open).bytes(property, value);
                }
                case DeviceTreeBlob.END_NODE -> {
                    inside(open);
                    open.pop();
                    if (open.isEmpty()) {
                        return;
                    }
                }
                case NO_OPERATION -> {}
                default -> throw damaged("token " + token + " is none");
            }
        }
    }

    private DeviceTree.Node inside(final Deque<DeviceTree.Node> open) {
        if (open.isEmpty()) {
            throw damaged("it does not begin with a node");
        }
        return open.peek();
    }

    /** Passes bytes that are filled up to a multiple of four. */
    private static void skip(final ByteBuffer bytes, final int length) {
        bytes.position(bytes.position() + length + 3 & -4);
    }

    private String string(final int start) {
        int end = start;
        while (blob[end] != 0) {
            end++;
        }
        return new String(blob, start, end - start, StandardCharsets.ISO_8859_1);
    }

    private LoadException damaged(final String problem) {
        return new LoadException(name + ": damaged device tree: " + problem);
    }
}
