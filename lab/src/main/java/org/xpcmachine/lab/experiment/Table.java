// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.experiment;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** Rows of typed values. */
public final class Table {
    /** Shown where a value is missing. */
    private static final String MISSING = "-";

    private static final int MANY = 26;

    private final String name;
    private final String title;
    private final List<Column> columns;
    private final List<List<Object>> rows = new ArrayList<>();

    /**
     * A table without rows.
     *
     * @param name of the files it is written to: letters, digits and hyphens
     * @param title for people
     */
    public Table(final String name, final String title, final Column... columns) {
        if (!name.matches("[a-z0-9-]+")) {
            throw new IllegalArgumentException("'" + name + "' is not a table's name");
        }
        this.name = name;
        this.title = title;
        this.columns = List.of(columns);
        if (new HashSet<>(this.columns.stream().map(Column::name).toList()).size() != columns.length) {
            throw new IllegalArgumentException(name + ": two columns have the same name");
        }
    }

    /** Adds a row: a value for each column, of its type or null. */
    public void add(final Object... values) {
        if (values.length != columns.size()) {
            throw new IllegalArgumentException(
                    name + ": " + values.length + " values for " + columns.size() + " columns");
        }
        final List<Object> row = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            final Object value = values[i] instanceof Integer number ? Long.valueOf(number) : values[i];
            if (value != null && !columns.get(i).type().values.isInstance(value)) {
                throw new IllegalArgumentException(name + ", " + columns.get(i).name() + ": " + value + " is no "
                        + columns.get(i).type().name().toLowerCase(Locale.ROOT));
            }
            row.add(value);
        }
        rows.add(Collections.unmodifiableList(row));
    }

    public String name() {
        return name;
    }

    public String title() {
        return title;
    }

    public List<Column> columns() {
        return columns;
    }

    /** Returns the rows, each with a value or null for each column. */
    public List<List<Object>> rows() {
        return Collections.unmodifiableList(rows);
    }

    /** Whether it is too long to stand in the way of what comes after it. */
    boolean isLong() {
        return rows.size() > MANY;
    }

    /** Returns a value as it is shown: reals with one digit, or two if small. */
    static String show(final Object value) {
        return switch (value) {
            case null -> MISSING;
            case Double real -> String.format(Locale.ROOT, Math.abs(real) < 10 ? "%.2f" : "%.1f", real);
            case Origin origin -> origin.text();
            default -> Objects.toString(value);
        };
    }
}
