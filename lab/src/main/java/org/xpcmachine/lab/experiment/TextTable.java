// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.experiment;

import java.util.ArrayList;
import java.util.List;

/** A table as lines of text: columns aligned, numbers to the right. */
public final class TextTable {
    private static final String GAP = "  ";

    private TextTable() {}

    /** Returns the lines: names, units, a rule, the rows. */
    public static List<String> of(final Table table) {
        final List<List<String>> cells = new ArrayList<>();
        cells.add(table.columns().stream().map(Column::name).toList());
        final List<String> units = table.columns().stream().map(Column::unit).toList();
        if (units.stream().anyMatch(unit -> !unit.isEmpty())) {
            cells.add(units);
        }
        final int heading = cells.size();
        table.rows().forEach(row -> cells.add(row.stream().map(Table::show).toList()));
        final List<String> lines = new ArrayList<>();
        for (int i = 0; i < cells.size(); i++) {
            if (i == heading) {
                lines.add(rule(table, cells));
            }
            lines.add(line(table, cells, cells.get(i)));
        }
        return lines;
    }

    private static int width(final List<List<String>> cells, final int column) {
        return cells.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }

    private static String line(final Table table, final List<List<String>> cells, final List<String> row) {
        final StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.size(); i++) {
            final String blanks = " ".repeat(width(cells, i) - row.get(i).length());
            final boolean right = table.columns().get(i).type().isNumber();
            line.append(i == 0 ? "" : GAP).append(right ? blanks + row.get(i) : row.get(i) + blanks);
        }
        return line.toString().stripTrailing();
    }

    private static String rule(final Table table, final List<List<String>> cells) {
        final StringBuilder line = new StringBuilder();
        for (int i = 0; i < table.columns().size(); i++) {
            line.append(i == 0 ? "" : GAP).append("-".repeat(width(cells, i)));
        }
        return line.toString();
    }
}
