// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.validation;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A table of comma-separated values (RFC 4180) with a line of column names; no value has more than one line. */
final class CsvTable {
    private final List<Map<String, String>> rows = new ArrayList<>();

    private CsvTable(final List<String> lines) {
        final List<String> names = split(lines.getFirst());
        for (final String line : lines.subList(1, lines.size())) {
            final List<String> values = split(line);
            if (values.size() != names.size()) {
                throw new IllegalStateException("not a value for each column: " + line);
            }
            final Map<String, String> row = new HashMap<>();
            for (int i = 0; i < names.size(); i++) {
                row.put(names.get(i), values.get(i));
            }
            rows.add(row);
        }
    }

    /** Reads one of this package's tables. */
    static List<Map<String, String>> resource(final String name) {
        try (InputStream in = CsvTable.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("missing resource: " + name);
            }
            final String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return new CsvTable(text.lines().toList()).rows;
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> split(final String line) {
        final List<String> values = new ArrayList<>();
        final StringBuilder value = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            final char c = line.charAt(i);
            if (c == '"') {
                if (quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                    value.append(c);
                    i++;
                } else {
                    quoted = !quoted;
                }
            } else if (c == ',' && !quoted) {
                values.add(value.toString());
                value.setLength(0);
            } else {
                value.append(c);
            }
        }
        values.add(value.toString());
        return values;
    }

    /** Writes one value so that {@link #split} gives it back. */
    static String quote(final String value) {
        final boolean plain = value.indexOf(',') < 0 && value.indexOf('"') < 0 && value.indexOf('\n') < 0;
        return plain ? value : '"' + value.replace("\"", "\"\"") + '"';
    }
}
