// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Tables as comma separated values (RFC 4180): a line of names with units, then the rows; missing values are empty. */
public final class CsvText {
    private CsvText() {}

    /** Returns the text of a table; lines end with a line feed. */
    public static String of(final Table table) {
        final StringBuilder text = new StringBuilder();
        text.append(line(table.columns().stream().map(Column::heading).toList()));
        for (final List<Object> row : table.rows()) {
            text.append(line(row.stream().map(CsvText::cell).toList()));
        }
        return text.toString();
    }

    private static String cell(final Object value) {
        return switch (value) {
            case null -> "";
            case Double real -> String.format(Locale.ROOT, "%.3f", real);
            case Origin origin -> origin.text();
            default -> value.toString();
        };
    }

    private static String line(final List<String> cells) {
        return cells.stream().map(CsvText::quote).collect(Collectors.joining(",", "", "\n"));
    }

    private static String quote(final String cell) {
        final boolean plain = cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? cell : '"' + cell.replace("\"", "\"\"") + '"';
    }

    /** Returns the cells of each line of a text in this format, the first line included. */
    static List<List<String>> parse(final String text) {
        final List<List<String>> lines = new ArrayList<>();
        List<String> cells = new ArrayList<>();
        final StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            final char c = text.charAt(i);
            if (c == '"' && quoted && i + 1 < text.length() && text.charAt(i + 1) == '"') {
                cell.append(c);
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (quoted || c != ',' && c != '\n') {
                cell.append(c);
            } else {
                cells.add(cell.toString());
                cell.setLength(0);
                if (c == '\n') {
                    lines.add(cells);
                    cells = new ArrayList<>();
                }
            }
        }
        return lines;
    }
}
