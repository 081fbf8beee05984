// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.validation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** A comparison as tables for people. */
public final class ValidationText {
    private final ValidationReport report;
    private final boolean byError;
    private final boolean repetitions;
    private final List<String> lines = new ArrayList<>();

    /**
     * Makes the text.
     *
     * @param byError whether the largest errors come first
     * @param repetitions whether the repetitions of benchmarks are shown
     */
    public ValidationText(final ValidationReport report, final boolean byError, final boolean repetitions) {
        this.report = report;
        this.byError = byError;
        this.repetitions = repetitions;
    }

    /** Returns the tables of all sets, and a summary of each. */
    public List<String> lines() {
        lines.clear();
        report.points().forEach(this::table);
        summary().forEach(lines::add);
        return lines;
    }

    private void table(final ValidationSet set, final List<Point> points) {
        if (points.isEmpty()) {
            return;
        }
        final int width =
                points.stream().mapToInt(point -> point.name().length()).max().orElseThrow();
        lines.add(title(set));
        lines.add(format(
                "  %-8s  %-" + width + "s  %-4s %9s %9s %9s %8s", "config", "", "", "theirs", "ours", "error", "%"));
        points.stream().sorted(order(set)).forEach(point -> row(set, point, width));
        lines.add("");
    }

    private Comparator<Point> order(final ValidationSet set) {
        if (!byError) {
            return (a, b) -> 0;
        }
        final Comparator<Point> least = set == ValidationSet.KERNELS
                ? Comparator.comparingDouble(point -> Math.abs(point.percent()))
                : Comparator.comparingDouble(point -> Math.abs(point.error()));
        return least.reversed();
    }

    private void row(final ValidationSet set, final Point point, final int width) {
        lines.add(format(
                        "%s %-8s  %-" + width + "s  %-4s %9s %9s %9s %7.1f%%  %s",
                        mark(set, point),
                        point.setup().label(),
                        point.name(),
                        point.kind(),
                        number(point.theirs()),
                        number(point.ours()),
                        (point.error() > 0 ? "+" : "") + number(point.error()),
                        point.percent(),
                        point.remark())
                .stripTrailing());
        if (repetitions
                && (set == ValidationSet.RAW || set == ValidationSet.TRAPS)
                && point.kind().equals("warm")) {
            final Series theirs = report.reference().measured(point.setup()).series(point.name());
            lines.add("            theirs " + all(theirs));
            lines.add(
                    "            ours   " + all(report.ours().get(point.setup()).series(point.name())));
        }
    }

    /** Points at what is too far away. */
    private static String mark(final ValidationSet set, final Point point) {
        final boolean good = set == ValidationSet.KERNELS ? Math.abs(point.percent()) <= 3 : point.withinOne();
        return good ? " " : point.withinSpread() && set != ValidationSet.KERNELS ? "~" : "!";
    }

    private static String all(final Series series) {
        return series.counted().stream()
                .map(counted -> format("%6d", counted - series.overhead()))
                .collect(Collectors.joining(" "));
    }

    /** Returns a line for each set, and one for each configuration if there are several. */
    public List<String> summary() {
        final List<String> summary = new ArrayList<>();
        report.points().forEach((set, points) -> {
            if (!points.isEmpty()) {
                summary.add(what(set) + ": " + figures(set, points));
                final Map<Setup, List<Point>> bySetup =
                        points.stream().collect(Collectors.groupingBy(Point::setup, TreeMap::new, Collectors.toList()));
                if (bySetup.size() > 1) {
                    bySetup.forEach(
                            (setup, some) -> summary.add(format("    %-9s %s", setup.label(), figures(set, some))));
                }
            }
        });
        if (summary.isEmpty()) {
            summary.add("nothing of that name was measured");
        }
        return summary;
    }

    private static String what(final ValidationSet set) {
        return switch (set) {
            case KERNELS -> "whole programs";
            case UNITS -> "unit costs";
            case RAW -> "benchmarks, cold and warm";
            case TRAPS -> "traps and switches, cold and warm";
        };
    }

    private static String figures(final ValidationSet set, final List<Point> points) {
        if (set != ValidationSet.KERNELS) {
            return format(
                    "within 1 cycle %s; within 1 cycle of some warm repetition %s",
                    share(points, Point::withinOne), share(points, Point::withinSpread));
        }
        final Point worst = points.stream()
                .max(Comparator.comparingDouble(point -> Math.abs(point.percent())))
                .orElseThrow();
        final double mean = points.stream()
                .mapToDouble(point -> Math.abs(point.percent()))
                .average()
                .orElseThrow();
        final long remarks =
                points.stream().filter(point -> !point.remark().isEmpty()).count();
        return format(
                        "%d regions, mean |error| %.2f %%, worst %.2f %% (%s %s, %s)",
                        points.size(),
                        mean,
                        worst.percent(),
                        worst.name(),
                        worst.kind(),
                        worst.setup().label())
                + (remarks == 0 ? "" : "; " + remarks + " that differ in more than cycles");
    }

    private static String share(final List<Point> points, final Predicate<Point> predicate) {
        final long count = points.stream().filter(predicate).count();
        return format("%d of %d (%.1f %%)", count, points.size(), 100.0 * count / points.size());
    }

    private static String title(final ValidationSet set) {
        return switch (set) {
            case KERNELS -> "Whole programs, cycles (! further away than 3 %)";
            case UNITS -> "Unit costs (! further away than 1 cycle; ~ but near some warm repetition)";
            case RAW -> "Benchmarks, cycles of a repetition (! further away than 1; ~ but near some warm repetition)";
            case TRAPS -> "Traps and switches, cycles (! further away than 1; ~ but near some warm repetition)";
        };
    }

    private static String number(final double value) {
        return value == Math.rint(value) ? format("%.0f", value) : format("%.2f", value);
    }

    private static String format(final String format, final Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
