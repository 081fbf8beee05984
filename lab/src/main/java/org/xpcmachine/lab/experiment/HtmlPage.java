// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.experiment;

import java.util.List;
import java.util.Map;

/** One page, complete in itself, of what experiments found. The same findings give the same page, byte for byte. */
final class HtmlPage {
    private final StringBuilder html = new StringBuilder();

    private HtmlPage() {}

    /**
     * Returns the page.
     *
     * @param findings in the order in which they are shown
     * @param setUp facts that hold for all of them
     */
    static String of(final Map<Experiment, Finding> findings, final List<String> setUp) {
        final HtmlPage page = new HtmlPage();
        page.head();
        page.overview(findings, setUp);
        findings.forEach(page::section);
        page.html.append("</main>\n</body>\n</html>\n");
        return page.html.toString();
    }

    private void head() {
        html.append("""
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="color-scheme" content="light dark">
                <title>XPC, measured again</title>
                <style>
                """).append(HtmlStyle.CSS).append("</style>\n</head>\n<body>\n<main>\n");
    }

    private void overview(final Map<Experiment, Finding> findings, final List<String> setUp) {
        html.append("<header>\n<h1>XPC, measured again</h1>\n");
        html.append(
                "<p class=\"lead\">What a cross process call costs on this machine, beside what was published.</p>\n");
        setUp.forEach(this::paragraph);
        html.append("</header>\n<nav aria-label=\"Experiments\">\n<h2>In short</h2>\n<dl>\n");
        findings.forEach((experiment, finding) -> {
            html.append("<dt><a href=\"#").append(experiment.name()).append("\">");
            html.append(inline(experiment.title())).append("</a></dt>\n");
            finding.answers().stream()
                    .limit(1)
                    .forEach(
                            answer -> html.append("<dd>").append(inline(answer)).append("</dd>\n"));
        });
        html.append("</dl>\n</nav>\n");
    }

    private void section(final Experiment experiment, final Finding finding) {
        html.append("<section id=\"").append(experiment.name()).append("\">\n<h2>");
        html.append(inline(experiment.title())).append("</h2>\n<p class=\"question\">");
        html.append(inline(experiment.question())).append("</p>\n");
        finding.answers().stream().limit(1).forEach(this::paragraph);
        items(finding.answers().stream().skip(1).toList());
        for (final Chart chart : finding.charts()) {
            html.append("<figure role=\"img\" aria-label=\"")
                    .append(escape(chart.title()))
                    .append("\">\n");
            html.append(ChartRenderer.inline(chart)).append("\n</figure>\n");
        }
        finding.tables().forEach(this::table);
        list("Where the set-ups differ", finding.differences());
        list("How it was measured", finding.method());
        html.append("<p class=\"again\">To repeat it: <code>./xpc reproduce ").append(experiment.name());
        html.append("</code></p>\n</section>\n");
    }

    private void table(final Table table) {
        if (table.isLong()) {
            html.append("<details><summary>").append(inline(table.title())).append(" (");
            html.append(table.rows().size()).append(" rows)</summary>\n");
            rows(table);
            html.append("</details>\n");
        } else {
            rows(table);
        }
    }

    private void rows(final Table table) {
        html.append("<div class=\"table\"><table>\n<caption>")
                .append(inline(table.title()))
                .append("</caption>\n<thead><tr>");
        for (final Column column : table.columns()) {
            html.append("<th scope=\"col\"").append(column.type().isNumber() ? " class=\"n\">" : ">");
            html.append(escape(column.name()));
            if (!column.unit().isEmpty()) {
                html.append(" <small>").append(escape(column.unit())).append("</small>");
            }
            html.append("</th>");
        }
        html.append("</tr></thead>\n<tbody>\n");
        table.rows().forEach(row -> row(table, row));
        html.append("</tbody>\n</table></div>\n");
    }

    private void row(final Table table, final List<Object> row) {
        html.append(row.contains(Origin.OURS) ? "<tr class=\"ours\">" : "<tr>");
        for (int i = 0; i < row.size(); i++) {
            html.append(table.columns().get(i).type().isNumber() ? "<td class=\"n\">" : "<td>");
            html.append(escape(Table.show(row.get(i)))).append("</td>");
        }
        html.append("</tr>\n");
    }

    private void list(final String heading, final List<String> sentences) {
        if (sentences.isEmpty()) {
            return;
        }
        html.append("<h3>").append(heading).append("</h3>\n");
        items(sentences);
    }

    private void items(final List<String> sentences) {
        if (!sentences.isEmpty()) {
            html.append("<ul>\n");
            sentences.forEach(
                    sentence -> html.append("<li>").append(inline(sentence)).append("</li>\n"));
            html.append("</ul>\n");
        }
    }

    private void paragraph(final String text) {
        html.append("<p>").append(inline(text)).append("</p>\n");
    }

    /** Text in which backquotes enclose code, and asterisks what is stressed. */
    private static String inline(final String text) {
        return escape(text).replaceAll("`([^`]*)`", "<code>$1</code>").replaceAll("\\*([^*<>]+)\\*", "<em>$1</em>");
    }

    private static String escape(final String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
