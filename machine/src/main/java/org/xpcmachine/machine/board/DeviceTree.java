// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.board;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A device tree (Devicetree specification 0.4): built node by node, and written as the flattened blob that a kernel
 * is given or as source text for people. Nodes and properties keep the order in which they were added.
 */
public final class DeviceTree {
    private final Node root = new Node();
    private int lastPhandle;

    /** Makes a tree with an empty root. */
    public DeviceTree() {}

    /** The value of a property. */
    sealed interface Value {
        /** Big-endian 32-bit cells; none for a property that is only present or absent. */
        record Cells(int[] cells) implements Value {}

        /** One or more strings. */
        record Strings(List<String> strings) implements Value {}

        /** Bytes as they were read: a blob does not say what they mean. */
        record Bytes(byte[] bytes) implements Value {}
    }

    /** A node: properties and child nodes. */
    public final class Node {
        final Map<String, Value> properties = new LinkedHashMap<>();
        final Map<String, Node> children = new LinkedHashMap<>();
        private int phandle;

        private Node() {}

        /** Returns the child of that name ({@code serial@10000000}), which is added if it does not exist. */
        public Node node(final String name) {
            if (name.isEmpty() || name.indexOf('/') >= 0) {
                throw new IllegalArgumentException("node name: \"" + name + "\"");
            }
            return children.computeIfAbsent(checked(name), n -> new Node());
        }

        /** Returns the child of that name, if it exists. */
        public Optional<Node> find(final String name) {
            return Optional.ofNullable(children.get(name));
        }

        /** Sets a property that is true by being present. */
        public Node flag(final String name) {
            return u32(name);
        }

        /** Sets a property of 32-bit cells. */
        public Node u32(final String name, final int... cells) {
            return set(name, new Value.Cells(cells.clone()));
        }

        /** Sets a property of 64-bit numbers, each of two cells. */
        public Node u64(final String name, final long... numbers) {
            final int[] cells = new int[2 * numbers.length];
            for (int i = 0; i < numbers.length; i++) {
                cells[2 * i] = (int) (numbers[i] >>> 32);
                cells[2 * i + 1] = (int) numbers[i];
            }
            return set(name, new Value.Cells(cells));
        }

        /** Sets a property of one or more strings. */
        public Node strings(final String name, final String... strings) {
            Arrays.stream(strings).forEach(DeviceTree::checked);
            return set(name, new Value.Strings(List.of(strings)));
        }

        Node bytes(final String name, final byte[] bytes) {
            return set(name, new Value.Bytes(bytes));
        }

        /** Returns the number by which other nodes refer to this one; its {@code phandle} property is set. */
        public int phandle() {
            if (phandle == 0) {
                phandle = ++lastPhandle;
                u32("phandle", phandle);
            }
            return phandle;
        }

        private Node set(final String name, final Value value) {
            properties.put(checked(name), value);
            return this;
        }
    }

    /**
     * Reads a flattened blob. Numbers by which nodes refer to others stay as they are; reserved memory is not kept.
     *
     * @param name of the file, for messages
     * @throws org.xpcmachine.machine.loader.LoadException if it is none, or damaged
     */
    static DeviceTree read(final String name, final byte[] blob) {
        final DeviceTree tree = new DeviceTree();
        new DeviceTreeReader(name, blob).readInto(tree.root);
        return tree;
    }

    /** Returns the root node. */
    public Node root() {
        return root;
    }

    /** Returns the flattened blob, version 17, compatible with 16. */
    public byte[] toBytes() {
        return new DeviceTreeBlob().write(root);
    }

    /** Returns the tree as source text. */
    public String toText() {
        final StringBuilder text = new StringBuilder("/dts-v1/;\n\n");
        append(text, "/", root, "");
        return text.toString();
    }

    private static void append(final StringBuilder text, final String name, final Node node, final String indent) {
        text.append(indent).append(name).append(" {\n");
        final String inner = indent + "\t";
        node.properties.forEach((key, value) ->
                text.append(inner).append(key).append(text(value)).append(";\n"));
        node.children.forEach((key, child) -> {
            text.append('\n');
            append(text, key, child, inner);
        });
        text.append(indent).append("};\n");
    }

    private static String text(final Value value) {
        final List<String> parts = new ArrayList<>();
        switch (value) {
            case Value.Cells(final int[] cells) -> {
                Arrays.stream(cells).forEach(cell -> parts.add("0x" + Integer.toHexString(cell)));
                return parts.isEmpty() ? "" : " = <" + String.join(" ", parts) + ">";
            }
            case Value.Strings(final List<String> strings) -> {
                strings.forEach(s -> parts.add('"' + s.replace("\\", "\\\\").replace("\"", "\\\"") + '"'));
                return " = " + String.join(", ", parts);
            }
            case Value.Bytes(final byte[] bytes) -> {
                return bytes.length == 0
                        ? ""
                        : " = [" + HexFormat.ofDelimiter(" ").formatHex(bytes) + "]";
            }
        }
    }

    static byte[] bytes(final String string) {
        return (string + '\0').getBytes(StandardCharsets.UTF_8);
    }

    private static String checked(final String string) {
        if (string.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a device tree's strings cannot hold NUL: \"" + string + "\"");
        }
        return string;
    }
}
