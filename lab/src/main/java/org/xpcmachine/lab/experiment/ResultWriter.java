// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.experiment;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes findings: {@code NAME.json}, a {@code .csv} for each table, a {@code .png} and {@code .svg} for each chart. */
public final class ResultWriter {
    private static final String PAGE = "report.html";

    private final ResultFolder folder;
    private final List<String> setUp;
    private final Map<Experiment, Finding> findings = new LinkedHashMap<>();

    /**
     * Writes into {@code folder}.
     *
     * @param setUp facts that hold for all experiments, for the page
     */
    public ResultWriter(final ResultFolder folder, final List<String> setUp) {
        this.folder = folder;
        this.setUp = List.copyOf(setUp);
    }

    /** Writes what one experiment found. */
    public void write(final Experiment experiment, final Finding finding) {
        findings.put(experiment, finding);
        folder.write(experiment.name() + ".json", JsonText.of(experiment, finding));
        finding.tables().forEach(table -> folder.write(table.name() + ".csv", CsvText.of(table)));
        for (final Chart chart : finding.charts()) {
            folder.write(chart.name() + ".png", ChartRenderer.png(chart));
            folder.write(chart.name() + ".svg", ChartRenderer.svg(chart));
        }
    }

    /**
     * Writes a page of everything written so far.
     *
     * @return the name of the file
     */
    public String writePage() {
        folder.write(PAGE, HtmlPage.of(findings, setUp));
        return PAGE;
    }
}
