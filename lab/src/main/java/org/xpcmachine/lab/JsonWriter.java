// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Writes JSON (RFC 8259) as a stream: nothing is kept but the nesting. A failure of the target is thrown as
 * {@link UncheckedIOException}.
 */
public final class JsonWriter {
    /** How the text is laid out. */
    public enum Layout {
        /** Everything on one line. */
        COMPACT,
        /** Each member of the outermost value on a line of its own. */
        LINES,
        /** Each member on a line, indented by two blanks for each level. */
        INDENTED
    }

    private final Appendable out;
    private final Layout layout;
    private int depth;
    private boolean first = true;
    private boolean named;

    public JsonWriter(final Appendable out, final Layout layout) {
        this.out = out;
        this.layout = layout;
    }

    public JsonWriter beginObject() {
        return begin('{');
    }

    public JsonWriter endObject() {
        return end('}');
    }

    public JsonWriter beginArray() {
        return begin('[');
    }

    public JsonWriter endArray() {
        return end(']');
    }

    /** Writes the name of an object's next member; its value must follow. */
    public JsonWriter name(final String name) {
        separate();
        text(quote(name)).text(layout == Layout.INDENTED ? ": " : ":");
        named = true;
        return this;
    }

    public JsonWriter value(final String value) {
        return raw(value == null ? "null" : quote(value));
    }

    public JsonWriter value(final long value) {
        return raw(Long.toString(value));
    }

    public JsonWriter value(final boolean value) {
        return raw(Boolean.toString(value));
    }

    /** Writes a finite number with up to three digits behind the point. */
    public JsonWriter value(final double value) {
        return raw(BigDecimal.valueOf(value)
                .setScale(3, RoundingMode.HALF_EVEN)
                .stripTrailingZeros()
                .toPlainString());
    }

    /** Writes thousandths, for example -1234 as -1.234. */
    public JsonWriter thousandths(final long value) {
        final long size = Math.abs(value);
        return raw((value < 0 ? "-" : "") + size / 1000 + "." + String.format("%03d", size % 1000));
    }

    /** Writes a number as a string in hexadecimal, since not every reader of JSON has 64-bit integers. */
    public JsonWriter hex(final long value) {
        return value("0x" + Long.toHexString(value));
    }

    private JsonWriter raw(final String text) {
        separate();
        return text(text);
    }

    private JsonWriter begin(final char bracket) {
        separate();
        text(String.valueOf(bracket));
        depth++;
        first = true;
        return this;
    }

    private JsonWriter end(final char bracket) {
        depth--;
        if (!first) {
            newLine(0);
        }
        first = false;
        return text(String.valueOf(bracket));
    }

    private void separate() {
        if (named) {
            named = false;
            return;
        }
        if (!first) {
            text(",");
        }
        if (depth > 0) {
            newLine(1);
        }
        first = false;
    }

    private void newLine(final int outermost) {
        if (layout == Layout.INDENTED) {
            text("\n" + "  ".repeat(depth));
        } else if (layout == Layout.LINES && depth == outermost) {
            text("\n");
        }
    }

    private static String quote(final String value) {
        final StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < value.length(); i++) {
            final char c = value.charAt(i);
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                default -> {
                    if (c < ' ' || Character.isSurrogate(c) && !paired(value, i)) {
                        quoted.append(String.format("\\u%04x", (int) c));
                    } else {
                        quoted.append(c);
                    }
                }
            }
        }
        return quoted.append('"').toString();
    }

    /** Whether the surrogate at {@code i} is one half of a whole character. */
    private static boolean paired(final String value, final int i) {
        return Character.isHighSurrogate(value.charAt(i))
                ? i + 1 < value.length() && Character.isLowSurrogate(value.charAt(i + 1))
                : i > 0 && Character.isHighSurrogate(value.charAt(i - 1));
    }

    private JsonWriter text(final String text) {
        try {
            out.append(text);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }
}
