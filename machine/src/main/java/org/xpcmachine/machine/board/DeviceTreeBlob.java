// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.board;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes a device tree in its flattened form (Devicetree specification 0.4, chapter 5): header, an empty memory
 * reservation block, the structure block, and the strings block with each property name once. Numbers are big-endian.
 */
final class DeviceTreeBlob {
    static final int MAGIC = 0xd00dfeed;
    private static final int VERSION = 17;
    static final int COMPATIBLE_VERSION = 16;
    static final int HEADER_SIZE = 40;
    private static final int RESERVATIONS_SIZE = 16;

    static final int BEGIN_NODE = 1;
    static final int END_NODE = 2;
    static final int PROPERTY = 3;
    static final int END = 9;

    private final ByteArrayOutputStream structure = new ByteArrayOutputStream();
    private final ByteArrayOutputStream strings = new ByteArrayOutputStream();
    private final Map<String, Integer> nameOffsets = new LinkedHashMap<>();

    byte[] write(final DeviceTree.Node root) {
        writeNode("", root);
        writeCell(END);
        final int structureOffset = HEADER_SIZE + RESERVATIONS_SIZE;
        final int stringsOffset = structureOffset + structure.size();
        final int total = stringsOffset + strings.size();
        return ByteBuffer.allocate(total)
                .putInt(MAGIC)
                .putInt(total)
                .putInt(structureOffset)
                .putInt(stringsOffset)
                .putInt(HEADER_SIZE)
                .putInt(VERSION)
                .putInt(COMPATIBLE_VERSION)
                .putInt(0) // boot hart
                .putInt(strings.size())
                .putInt(structure.size())
                .putLong(0)
                .putLong(0)
                .put(structure.toByteArray())
                .put(strings.toByteArray())
                .array();
    }

    private void writeNode(final String name, final DeviceTree.Node node) {
        writeCell(BEGIN_NODE);
        structure.writeBytes(DeviceTree.bytes(name));
        align();
        node.properties.forEach(this::writeProperty);
        node.children.forEach(this::writeNode);
        writeCell(END_NODE);
    }

    private void writeProperty(final String name, final DeviceTree.Value value) {
        final byte[] bytes = bytes(value);
        writeCell(PROPERTY);
        writeCell(bytes.length);
        writeCell(nameOffset(name));
        structure.writeBytes(bytes);
        align();
    }

    private static byte[] bytes(final DeviceTree.Value value) {
        switch (value) {
            case DeviceTree.Value.Cells(final var cells) -> {
                final ByteBuffer buffer = ByteBuffer.allocate(4 * cells.length);
                buffer.asIntBuffer().put(cells);
                return buffer.array();
            }
            case DeviceTree.Value.Strings(final var list) -> {
                final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                list.forEach(string -> bytes.writeBytes(DeviceTree.bytes(string)));
                return bytes.toByteArray();
            }
            case DeviceTree.Value.Bytes(final var bytes) -> {
                return bytes;
            }
        }
    }

    private int nameOffset(final String name) {
        return nameOffsets.computeIfAbsent(name, n -> {
            final int offset = strings.size();
            strings.writeBytes(DeviceTree.bytes(n));
            return offset;
        });
    }

    private void writeCell(final int cell) {
        structure.writeBytes(ByteBuffer.allocate(4).putInt(cell).array());
    }

    private void align() {
        while (structure.size() % 4 != 0) {
            structure.write(0);
        }
    }
}
