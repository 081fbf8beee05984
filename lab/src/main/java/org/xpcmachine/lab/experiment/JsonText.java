// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.experiment;

import java.util.List;
import org.xpcmachine.lab.JsonWriter;

/** Findings as JSON: texts, and each table as an array of objects whose members are the columns. */
public final class JsonText {
    private JsonText() {}

    /** Returns the text of an object. */
    public static String of(final Experiment experiment, final Finding finding) {
        final StringBuilder text = new StringBuilder();
        final JsonWriter json = new JsonWriter(text, JsonWriter.Layout.INDENTED);
        json.beginObject().name("experiment").value(experiment.name());
        json.name("title").value(experiment.title());
        json.name("question").value(experiment.question());
        sentences(json, "method", finding.method());
        sentences(json, "answers", finding.answers());
        sentences(json, "differences", finding.differences());
        json.name("tables").beginObject();
        finding.tables().forEach(table -> write(json, table));
        json.endObject().endObject();
        return text.append('\n').toString();
    }

    /** Returns the text of an object whose members are tables. */
    public static String of(final List<Table> tables) {
        final StringBuilder text = new StringBuilder();
        final JsonWriter json = new JsonWriter(text, JsonWriter.Layout.INDENTED);
        json.beginObject();
        tables.forEach(table -> write(json, table));
        json.endObject();
        return text.append('\n').toString();
    }

    private static void sentences(final JsonWriter json, final String name, final List<String> sentences) {
        json.name(name).beginArray();
        sentences.forEach(json::value);
        json.endArray();
    }

    private static void write(final JsonWriter json, final Table table) {
        json.name(table.name()).beginArray();
        for (final List<Object> row : table.rows()) {
            json.beginObject();
            for (int i = 0; i < row.size(); i++) {
                json.name(table.columns().get(i).heading());
                switch (row.get(i)) {
                    case null -> json.value((String) null);
                    case Long number -> json.value(number);
                    case Double number -> json.value(number);
                    case Origin origin -> json.value(origin.text());
                    default -> json.value(row.get(i).toString());
                }
            }
            json.endObject();
        }
        json.endArray();
    }
}
