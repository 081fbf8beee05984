// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The page is complete in itself, and shows charts and tables whatever they contain. */
class PageTest {
    private static final Experiment EXPERIMENT = new Experiment() {
        @Override
        public String name() {
            return "sample";
        }

        @Override
        public String title() {
            return "A <sample> & more";
        }

        @Override
        public String question() {
            return "Is `a < b` so?";
        }

        @Override
        public Finding run(final Laboratory laboratory) {
            throw new UnsupportedOperationException();
        }
    };

    private static Finding finding() {
        final Table table = new Table("sample", "Rows", Column.text("what"), Column.cycles("median"), Column.origin());
        table.add("<b>", 21, Origin.OURS);
        final List<Chart.Series> lines =
                List.of(new Chart.Series("ours", Origin.OURS, List.of(1.0, 2.0), List.of(3.0, 4.0)));
        final List<Chart.Series> bars = List.of(new Chart.Series("ours", Origin.OURS, List.of(), List.of(3.0, 0.0)));
        return new Finding(
                List.of("How."),
                List.of("First.", "Second *really*."),
                List.of(),
                List.of(table),
                List.of(
                        Chart.lines("sample-lines", "Lines", "x", "y", true, lines),
                        Chart.bars("sample-bars", "Bars", "x", "y", List.of("a", "b"), bars),
                        Chart.stacked("sample-stack", "Stack", "x", "y", List.of("a", "b"), bars)));
    }

    @Test
    void needsNothingFromElsewhere() {
        final String page = HtmlPage.of(Map.of(EXPERIMENT, finding()), List.of("Set-up."));
        assertThat(page).doesNotContain("<script", "<link", "<img", "src=", "@import");
        assertThat(page.replaceAll("xmlns(:\\w+)?=\"[^\"]*\"", "")).doesNotContain("http://", "https://");
        assertThat(page)
                .contains("A &lt;sample&gt; &amp; more", "<code>a &lt; b</code>", "<em>really</em>", "&lt;b&gt;");
        assertThat(page.split("<svg", -1)).hasSize(4);
        assertThat(page).contains("currentColor", "prefers-color-scheme: dark", "@media print");
    }

    @Test
    void isTheSameEveryTime() {
        assertThat(HtmlPage.of(Map.of(EXPERIMENT, finding()), List.of()))
                .isEqualTo(HtmlPage.of(Map.of(EXPERIMENT, finding()), List.of()));
    }

    @Test
    void chartsAreFilesToo() {
        for (final Chart chart : finding().charts()) {
            assertThat(ChartRenderer.png(chart)).startsWith(0x89, 'P', 'N', 'G');
            assertThat(ChartRenderer.svg(chart).strip().endsWith("</svg>"))
                    .as(chart.name())
                    .isTrue();
        }
    }
}
