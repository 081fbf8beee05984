// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.experiment;

import java.util.ArrayList;
import java.util.List;

/** A finding as lines of text for a terminal. */
public final class FindingText {
    private static final int WIDTH = 100;

    private FindingText() {}

    /** Returns the lines; sentences are wrapped, tables are as wide as they must be. */
    public static List<String> of(final Experiment experiment, final Finding finding) {
        final List<String> lines = new ArrayList<>();
        lines.add(experiment.title());
        lines.add("=".repeat(experiment.title().length()));
        wrap(lines, experiment.question(), "");
        lines.add("");
        for (final Table table : finding.tables()) {
            lines.add(table.title());
            if (table.isLong()) {
                lines.add("  (" + table.rows().size() + " rows, in " + table.name() + ".csv)");
            } else {
                TextTable.of(table).forEach(line -> lines.add("  " + line));
            }
            lines.add("");
        }
        section(lines, "Answer", finding.answers());
        section(lines, "How it was measured", finding.method());
        section(lines, "Where the set-ups differ", finding.differences());
        return lines;
    }

    private static void section(final List<String> lines, final String heading, final List<String> sentences) {
        if (sentences.isEmpty()) {
            return;
        }
        lines.add(heading);
        sentences.forEach(sentence -> wrap(lines, "- " + sentence, "  "));
        lines.add("");
    }

    private static void wrap(final List<String> lines, final String text, final String indent) {
        StringBuilder line = new StringBuilder();
        for (final String word : text.split(" ")) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > WIDTH) {
                lines.add(line.toString());
                line = new StringBuilder(indent);
            } else if (!line.isEmpty()) {
                line.append(' ');
            }
            line.append(word);
        }
        lines.add(line.toString());
    }
}
