// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.demo;

import java.util.ArrayList;
import java.util.List;

/** Draws a chain of calls: a column for each process, an arrow for each call and return, time downwards. */
final class SequencePicture {
    private static final int WIDTH = 22;
    private static final int INDENT = 6;
    private static final long ASID = 0xffff;

    private final List<String> processes = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();

    private SequencePicture() {}

    static List<String> of(final CallChain chain) {
        final SequencePicture picture = new SequencePicture();
        picture.draw(chain);
        return picture.lines;
    }

    private void draw(final CallChain chain) {
        final StringBuilder names = new StringBuilder(" ".repeat(INDENT - 4));
        final StringBuilder spaces = new StringBuilder(" ".repeat(INDENT - 4));
        addColumn(chain.first(), names, spaces);
        chain.steps().forEach(step -> addColumn(step, names, spaces));
        lines.add((names + " instruction").stripTrailing());
        lines.add(spaces.toString().stripTrailing());
        lines.add(row(-1, -1, "", ""));
        int from = 0;
        for (final CallChain.Step step : chain.steps()) {
            final int to = processes.indexOf(step.process());
            final String label = step.kind() == CallChain.Kind.CALL ? "xcall " + step.entry() : "xret";
            lines.add(row(from, to, label, "%9d".formatted(step.instruction())));
            from = to;
        }
        lines.add(row(-1, -1, "", ""));
    }

    private void addColumn(final CallChain.Step step, final StringBuilder names, final StringBuilder spaces) {
        if (!processes.contains(step.process())) {
            processes.add(step.process());
            names.append("%-22s".formatted(step.process()));
            spaces.append("%-22s".formatted("(ASID " + (step.satp() >>> 44 & ASID) + ")"));
        }
    }

    /** One line: a bar for each process, and an arrow between two neighbours. */
    private String row(final int from, final int to, final String label, final String time) {
        final StringBuilder row = new StringBuilder(" ".repeat(INDENT));
        for (int i = 0; i < processes.size(); i++) {
            row.append('|');
            final boolean right = from == i && to == i + 1;
            final boolean left = to == i && from == i + 1;
            if (i < processes.size() - 1) {
                row.append(right ? "---- " + label + " " : left ? "<" : "");
                final String tail = right ? ">" : left ? " " + label + " ----" : "";
                final int used = row.length() - INDENT - i * WIDTH;
                row.append((right || left ? "-" : " ").repeat(WIDTH - used - tail.length()))
                        .append(tail);
            }
        }
        return (row + " ".repeat(WIDTH - 11) + time).stripTrailing();
    }
}
