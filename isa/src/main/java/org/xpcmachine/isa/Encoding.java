// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.isa;

import java.util.ArrayList;
import java.util.List;

/**
 * An instruction's bit pattern, written as in the specification, most significant bit first. The parts, separated by
 * spaces, are
 * <ul>
 * <li>{@code 0110011}: constant bits; {@code ---}: bits that are ignored and encoded as zero,</li>
 * <li>{@code rd}, {@code rs1}, {@code rm}, {@code aq}, ...: a whole field, {@code rd'} one that names x8 to x15,</li>
 * <li>{@code imm[12|10:5]}: these bits of a field,</li>
 * <li>{@code rd!=0}, {@code rd!=2}: a field in which this value is reserved; a name that starts with {@code nz}
 * reserves zero.</li>
 * </ul>
 */
final class Encoding {
    private final int mask;
    private final int match;
    private final List<Field> fields = new ArrayList<>(6);

    /** Parses {@code pattern}, which must be {@code size} (16 or 32) bits long. */
    Encoding(final String pattern, final int size) {
        int constantMask = 0;
        int constant = 0;
        int position = size;
        final char[] text = pattern.toCharArray();
        for (int i = 0; i < text.length; i++) {
            final char c = text[i];
            if (c == '0' || c == '1') {
                position--;
                constantMask |= 1 << position;
                constant |= c - '0' << position;
            } else if (c == '-') {
                position--;
            } else if (c != ' ') {
                final int start = i;
                while (i < text.length && text[i] != ' ') {
                    i++;
                }
                position = addField(pattern.substring(start, i), position);
            }
        }
        if (position != 0) {
            throw new IllegalArgumentException("not " + size + " bits: " + pattern);
        }
        mask = constantMask;
        match = constant;
    }

    private int addField(final String part, final int end) {
        final int bracket = part.indexOf('[');
        if (bracket >= 0) {
            return addBits(fieldNamed(part.substring(0, bracket)), part, bracket + 1, end);
        }
        final int unequal = part.indexOf("!=");
        final String name = unequal < 0 ? part : part.substring(0, unequal);
        final int width = width(name);
        final Field field = fieldNamed(name);
        field.add(end - width, valuePosition(name), width);
        if (unequal >= 0) {
            field.exclude(part.charAt(unequal + 2) - '0');
        }
        return end - width;
    }

    /** Adds the bits of a list such as {@code 12|10:5]}, which begins at {@code start}. */
    private static int addBits(final Field field, final String part, final int start, final int end) {
        int position = end;
        int high = 0;
        int number = 0;
        boolean range = false;
        for (int i = start; i < part.length(); i++) {
            final char c = part.charAt(i);
            if (c == ':') {
                high = number;
                number = 0;
                range = true;
            } else if (c == '|' || c == ']') {
                final int width = range ? high - number + 1 : 1;
                position -= width;
                field.add(position, number, width);
                number = 0;
                range = false;
            } else {
                number = number * 10 + c - '0';
            }
        }
        return position;
    }

    private Field fieldNamed(final String name) {
        Field field = field(name);
        if (field == null) {
            field = new Field(name);
            fields.add(field);
            if (name.startsWith("nz")) {
                field.exclude(0);
            }
            if (name.equals("rm")) {
                field.exclude(5);
                field.exclude(6);
            }
        }
        return field;
    }

    private static int width(final String name) {
        return switch (name) {
            case "csr" -> 12;
            case "fm", "pred", "succ" -> 4;
            case "rm" -> 3;
            case "aq", "rl" -> 1;
            default -> name.endsWith("'") ? 3 : 5;
        };
    }

    /** Lowest bit of the field in its slot of a decoded instruction. */
    private static int valuePosition(final String name) {
        return switch (name) {
            case "fm" -> 8;
            case "pred" -> 4;
            case "aq" -> 1;
            default -> 0;
        };
    }

    /** The bits that are constant. */
    int mask() {
        return mask;
    }

    /** The constant bits. */
    int match() {
        return match;
    }

    List<Field> fields() {
        return fields;
    }

    /** The field of this name, or null. */
    Field field(final String name) {
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).name().equals(name)) {
                return fields.get(i);
            }
        }
        return null;
    }

    /** Whether {@code raw} is this instruction: constant bits agree and no field holds a reserved value. */
    boolean matches(final int raw) {
        if ((raw & mask) != match) {
            return false;
        }
        for (final Field field : fields) {
            if (!field.allows(raw)) {
                return false;
            }
        }
        return true;
    }
}
