// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.validation;

import java.util.List;

/**
 * One comparison of cycles.
 *
 * @param name of the benchmark, program region or cost
 * @param kind {@code cold}, {@code warm}, or empty
 * @param theirs measured
 * @param ours modelled
 * @param least the least that the warm repetitions measured give; the same as {@code theirs} if they do not vary
 * @param most likewise the most
 * @param remark what else a reader should know; may be empty
 */
public record Point(
        Setup setup, String name, String kind, double theirs, double ours, double least, double most, String remark) {
    /** Makes a point without a spread. */
    static Point of(final Setup setup, final String name, final String kind, final double theirs, final double ours) {
        return new Point(setup, name, kind, theirs, ours, theirs, theirs, "");
    }

    /** Returns cycles too many. */
    public double error() {
        return ours - theirs;
    }

    /** Returns the error in percent of the measured value; 0 if both are 0. */
    public double percent() {
        return error() == 0 ? 0 : 100 * error() / Math.abs(theirs);
    }

    /** Whether ours is within a cycle of the measured value. */
    public boolean withinOne() {
        return Math.abs(error()) <= 1 + 1e-9;
    }

    /** Whether ours is within a cycle of what some warm repetition gave. */
    public boolean withinSpread() {
        return ours >= Math.min(theirs, least) - 1 - 1e-9 && ours <= Math.max(theirs, most) + 1 + 1e-9;
    }

    /** Returns the point of the largest error; the list is not empty. */
    static Point worst(final List<Point> points) {
        return points.stream()
                .max((a, b) -> Double.compare(Math.abs(a.error()), Math.abs(b.error())))
                .orElseThrow();
    }
}
