// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.experiment;

import java.util.List;

/**
 * A picture of numbers.
 *
 * @param name of the files it is written to
 * @param categories one for each bar or group of bars; empty for lines
 */
public record Chart(
        String name,
        String title,
        String xLabel,
        String yLabel,
        Kind kind,
        boolean logarithmic,
        List<String> categories,
        List<Series> series) {
    /** How it is drawn. {@code logarithmic} means both axes of lines, and the y axis of bars. */
    public enum Kind {
        LINES,
        BARS,
        STACKED
    }

    /**
     * Some numbers under a name.
     *
     * @param x empty for bars
     */
    public record Series(String name, Origin origin, List<Double> x, List<Double> y) {
        public Series {
            x = List.copyOf(x);
            y = List.copyOf(y);
        }
    }

    public Chart {
        categories = List.copyOf(categories);
        series = List.copyOf(series);
        for (final Series one : series) {
            if (one.y().size() != (kind == Kind.LINES ? one.x().size() : categories.size())) {
                throw new IllegalArgumentException(name + ": " + one.name() + " has a wrong number of values");
            }
        }
    }

    static Chart lines(
            final String name,
            final String title,
            final String xLabel,
            final String yLabel,
            final boolean logarithmic,
            final List<Series> series) {
        return new Chart(name, title, xLabel, yLabel, Kind.LINES, logarithmic, List.of(), series);
    }

    static Chart bars(
            final String name,
            final String title,
            final String xLabel,
            final String yLabel,
            final List<String> categories,
            final List<Series> series) {
        return new Chart(name, title, xLabel, yLabel, Kind.BARS, false, categories, series);
    }

    static Chart stacked(
            final String name,
            final String title,
            final String xLabel,
            final String yLabel,
            final List<String> categories,
            final List<Series> series) {
        return new Chart(name, title, xLabel, yLabel, Kind.STACKED, false, categories, series);
    }
}
