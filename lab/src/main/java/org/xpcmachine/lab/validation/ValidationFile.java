// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.validation;

import java.util.List;
import java.util.Locale;
import org.xpcmachine.lab.JsonWriter;

/** A comparison as data. */
public final class ValidationFile {
    private static final String COLUMNS = "set,config,name,kind,theirs,ours,error,percent,least,most,remark\n";

    private ValidationFile() {}

    /** Returns a line for each point, below one of column names. */
    public static String csv(final ValidationReport report) {
        final StringBuilder csv = new StringBuilder(COLUMNS);
        report.points().forEach((set, points) -> points.forEach(point -> csv.append(row(set, point))));
        return csv.toString();
    }

    private static String row(final ValidationSet set, final Point point) {
        return String.join(
                        ",",
                        name(set),
                        point.setup().label(),
                        CsvTable.quote(point.name()),
                        point.kind(),
                        number(point.theirs()),
                        number(point.ours()),
                        number(point.error()),
                        number(point.percent()),
                        number(point.least()),
                        number(point.most()),
                        CsvTable.quote(point.remark()))
                + "\n";
    }

    /** Writes an object with a member for each set. */
    public static void json(final ValidationReport report, final JsonWriter json) {
        json.beginObject();
        json.name("checksumsCorrect").value(report.checksumsCorrect());
        report.points().forEach((set, points) -> {
            json.name(name(set));
            write(points, json);
        });
        json.endObject();
    }

    private static void write(final List<Point> points, final JsonWriter json) {
        json.beginArray();
        for (final Point point : points) {
            json.beginObject();
            json.name("config").value(point.setup().label());
            json.name("name").value(point.name());
            if (!point.kind().isEmpty()) {
                json.name("run").value(point.kind());
            }
            json.name("theirs").thousandths(Math.round(1000 * point.theirs()));
            json.name("ours").thousandths(Math.round(1000 * point.ours()));
            json.name("error").thousandths(Math.round(1000 * point.error()));
            if (!point.remark().isEmpty()) {
                json.name("remark").value(point.remark());
            }
            json.endObject();
        }
        json.endArray();
    }

    private static String name(final ValidationSet set) {
        return set.name().toLowerCase(Locale.ROOT);
    }

    private static String number(final double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : String.format(Locale.ROOT, "%.3f", value);
    }
}
