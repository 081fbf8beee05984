// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.validation;

import java.util.List;

/**
 * A cost that was published, and how it follows from benchmarks.
 *
 * @param published as printed: a number, several with slashes between them, or a rule in words
 * @param formulas one or several of which each has the published value
 * @param derivation in words
 * @param uncertainty in words
 */
record UnitCost(
        String section,
        String metric,
        String published,
        String unit,
        Setup setup,
        List<Formula> formulas,
        String derivation,
        String uncertainty) {}
