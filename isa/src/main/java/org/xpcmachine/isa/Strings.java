// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.isa;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Quoted characters and strings of assembly text. */
final class Strings {
    private Strings() {}

    /** The character at {@code position}, with escapes resolved, and the position after it. */
    static int[] character(final String text, final int position) {
        if (position >= text.length()) {
            throw new IllegalArgumentException("unfinished quotation in " + text);
        }
        final int c = text.codePointAt(position);
        if (c != '\\') {
            return new int[] {c, position + Character.charCount(c)};
        }
        if (position + 1 >= text.length()) {
            throw new IllegalArgumentException("unfinished quotation in " + text);
        }
        final int escaped = switch (text.charAt(position + 1)) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case '0' -> 0;
            case '\\', '\'', '"' -> text.charAt(position + 1);
            default -> throw new IllegalArgumentException("unknown escape \\" + text.charAt(position + 1));
        };
        return new int[] {escaped, position + 2};
    }

    /** The bytes, in UTF-8, of a string in double quotes. */
    static byte[] bytes(final String quoted) {
        if (quoted.length() < 2 || !quoted.startsWith("\"") || !quoted.endsWith("\"")) {
            throw new IllegalArgumentException("not a string in double quotes: " + quoted);
        }
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int position = 1;
        while (position < quoted.length() - 1) {
            final int[] next = character(quoted, position);
            bytes.writeBytes(Character.toString(next[0]).getBytes(StandardCharsets.UTF_8));
            position = next[1];
        }
        return bytes.toByteArray();
    }

    /** The line without its comment, which begins with {@code #} or {@code //} outside quotes. */
    static String withoutComment(final String line) {
        char quote = 0;
        for (int i = 0; i < line.length(); i++) {
            final char c = line.charAt(i);
            if (quote != 0) {
                if (c == '\\') {
                    i++;
                } else if (c == quote) {
                    quote = 0;
                }
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if (c == '#' || line.startsWith("//", i)) {
                return line.substring(0, i);
            }
        }
        return line;
    }
}
