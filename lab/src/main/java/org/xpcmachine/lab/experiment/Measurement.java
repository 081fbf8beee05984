// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A line that a measuring program printed: {@code M NAME LABEL=VALUE .. cycles=N}.
 *
 * @param labels all of them but {@code cycles} and {@code rep}, in order
 */
public record Measurement(String name, Map<String, String> labels, long cycles) {
    private static final String MARK = "M ";
    private static final String CYCLES = "cycles";
    private static final String REPETITION = "rep";

    /**
     * Returns the measurements of a console's text; other lines are skipped.
     *
     * @throws IllegalStateException if a line begins as one and is none
     */
    public static List<Measurement> all(final String console) {
        final List<Measurement> all = new ArrayList<>();
        console.lines().filter(line -> line.startsWith(MARK)).forEach(line -> all.add(parse(line)));
        return all;
    }

    private static Measurement parse(final String line) {
        final String[] words = line.strip().split(" ");
        final Map<String, String> labels = new LinkedHashMap<>();
        for (int i = 2; i < words.length; i++) {
            final int equals = words[i].indexOf('=');
            if (equals <= 0) {
                throw malformed(line, null);
            }
            labels.put(words[i].substring(0, equals), words[i].substring(equals + 1));
        }
        labels.remove(REPETITION);
        try {
            return new Measurement(words[1], labels, Long.parseLong(String.valueOf(labels.remove(CYCLES))));
        } catch (final NumberFormatException e) {
            throw malformed(line, e);
        }
    }

    private static IllegalStateException malformed(final String line, final Exception cause) {
        return new IllegalStateException("the guest printed a measurement that is none: " + line, cause);
    }
}
