// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.validation;

import java.util.List;
import java.util.Map;

/**
 * Ours against theirs.
 *
 * @param points of each set that was compared, in the order of the tables; of a unit cost with several formulas the
 *     worst
 * @param ours everything that was run, by configuration, for a look at single repetitions
 * @param reference what was measured
 * @param checksumsCorrect whether every program computed what it should
 */
public record ValidationReport(
        Map<ValidationSet, List<Point>> points,
        Map<Setup, Measurements> ours,
        Reference reference,
        boolean checksumsCorrect) {}
