// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.experiment;

import java.util.List;

/**
 * What an experiment found. Texts are sentences; {@code `code`} stands in backquotes, {@code *stress*} in asterisks.
 * The first answer is the one for those in a hurry.
 *
 * @param method what was measured, and how
 * @param answers to the experiment's question, from the figures of this run
 * @param differences between this set-up and the published ones
 */
public record Finding(
        List<String> method, List<String> answers, List<String> differences, List<Table> tables, List<Chart> charts) {
    public Finding {
        method = List.copyOf(method);
        answers = List.copyOf(answers);
        differences = List.copyOf(differences);
        tables = List.copyOf(tables);
        charts = List.copyOf(charts);
    }
}
