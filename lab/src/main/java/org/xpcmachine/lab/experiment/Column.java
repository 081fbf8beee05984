// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.experiment;

/**
 * A column of a {@link Table}.
 *
 * @param name unique in its table
 * @param unit of the values; empty if they have none
 */
public record Column(String name, String unit, Type type) {
    /** What the values are; {@code null} stands for one that is missing in each. */
    public enum Type {
        TEXT(String.class),
        INTEGER(Long.class),
        REAL(Double.class),
        ORIGIN(Origin.class);

        final Class<?> values;

        Type(final Class<?> values) {
            this.values = values;
        }

        boolean isNumber() {
            return this == INTEGER || this == REAL;
        }
    }

    public static Column text(final String name) {
        return new Column(name, "", Type.TEXT);
    }

    public static Column integer(final String name, final String unit) {
        return new Column(name, unit, Type.INTEGER);
    }

    public static Column real(final String name, final String unit) {
        return new Column(name, unit, Type.REAL);
    }

    /** A count of cycles. */
    public static Column cycles(final String name) {
        return integer(name, "cycles");
    }

    /** The column that tells ours from published. */
    public static Column origin() {
        return new Column("origin", "", Type.ORIGIN);
    }

    /** Name and unit, as in {@code median [cycles]}. */
    public String heading() {
        return unit.isEmpty() ? name : name + " [" + unit + "]";
    }
}
