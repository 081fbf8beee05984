// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.experiment;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.internal.chartpart.IChart;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws charts. */
final class ChartRenderer {
    private static final int WIDTH = 860;
    private static final int HEIGHT = 430;
    private static final int TALL = 560;

    /** Letters that fit below a chart, and as many as a line's or bar's symbol takes. */
    private static final int LEGEND_LINE = 96;

    private static final int LEGEND_SYMBOL = 6;

    /** Told apart by people who do not see colours alike, and on black as on white. */
    private static final Color[] OURS = {
        new Color(0x3b7dd8),
        new Color(0xe08a1e),
        new Color(0x2f9e74),
        new Color(0xa35fc0),
        new Color(0xc9504f),
        new Color(0x6b8e23),
        new Color(0x00a0b0)
    };

    private static final Color[] OTHERS = {
        new Color(0x8a8f98), new Color(0xb0a070), new Color(0x70a0a0), new Color(0xa88fb0)
    };

    private static final Marker[] MARKERS = {
        SeriesMarkers.CIRCLE,
        SeriesMarkers.SQUARE,
        SeriesMarkers.DIAMOND,
        SeriesMarkers.TRIANGLE_UP,
        SeriesMarkers.CROSS
    };

    private static final BasicStroke SOLID = new BasicStroke(2f);
    private static final BasicStroke DASHED =
            new BasicStroke(2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1f, new float[] {6f, 4f}, 0f);
    private static final BasicStroke GRID = new BasicStroke(0.6f);

    private static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 13);

    /**
     * The colours of what is not data.
     *
     * @param ground null if what is below shines through
     */
    private record Paper(Color ground, Color ink, Color faint) {
        static final Paper WHITE = new Paper(Color.WHITE, new Color(0x222222), new Color(0xdddddd));

        /** Colours that nothing else has: {@link #inline} puts the page's own in their place. */
        static final Paper PAGE = new Paper(null, new Color(0x010203), new Color(0x7f8183));
    }

    private ChartRenderer() {}

    static {
        System.setProperty("java.awt.headless", "true");
    }

    static byte[] png(final Chart chart) {
        return encode(draw(chart, Paper.WHITE), "png");
    }

    static String svg(final Chart chart) {
        return vector(draw(chart, Paper.WHITE));
    }

    /** Returns an {@code svg} element to stand in a page: its text has the colour of the text around it. */
    static String inline(final Chart chart) {
        final String svg = vector(draw(chart, Paper.PAGE));
        return svg.substring(svg.indexOf("<svg"))
                .replace(rgb(Paper.PAGE.ink), "currentColor")
                .replace(rgb(Paper.PAGE.faint), "var(--grid)");
    }

    private static String rgb(final Color colour) {
        return "rgb(%d,%d,%d)".formatted(colour.getRed(), colour.getGreen(), colour.getBlue());
    }

    private static String vector(final IChart chart) {
        return new String(encode(chart, "svg"), StandardCharsets.UTF_8);
    }

    private static byte[] encode(final IChart chart, final String format) {
        try {
            return ChartEncoder.getBytes(chart, format);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static IChart draw(final Chart chart, final Paper paper) {
        return chart.kind() == Chart.Kind.LINES ? lines(chart, paper) : bars(chart, paper);
    }

    private static IChart lines(final Chart chart, final Paper paper) {
        final XYChart drawn = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(chart.title())
                .xAxisTitle(chart.xLabel())
                .yAxisTitle(chart.yLabel())
                .build();
        style(drawn.getStyler(), chart, paper);
        drawn.getStyler().setXAxisLogarithmic(chart.logarithmic()).setYAxisLogarithmic(chart.logarithmic());
        drawn.getStyler().setXAxisTickLabelsFormattingFunction(ChartRenderer::number);
        drawn.getStyler().setYAxisTickLabelsFormattingFunction(ChartRenderer::number);
        drawn.getStyler().setMarkerSize(7);
        int ours = 0;
        int others = 0;
        for (final Chart.Series series : chart.series()) {
            final boolean own = series.origin() == Origin.OURS;
            final XYSeries one = drawn.addSeries(series.name(), series.x(), series.y());
            final int index = own ? ours++ : others++;
            one.setLineStyle(own ? SOLID : DASHED);
            one.setMarker(MARKERS[index % MARKERS.length]);
            final Color colour = own ? OURS[index % OURS.length] : OTHERS[index % OTHERS.length];
            one.setLineColor(colour);
            one.setMarkerColor(colour);
        }
        return drawn;
    }

    /** Returns a tick's label: thousands apart, and no digits behind the point that say nothing. */
    private static String number(final double value) {
        return value == Math.rint(value) ? String.format(Locale.ROOT, "%,d", (long) value) : String.valueOf(value);
    }

    private static IChart bars(final Chart chart, final Paper paper) {
        final CategoryChart drawn = new CategoryChartBuilder()
                .width(WIDTH)
                .height(chart.kind() == Chart.Kind.STACKED ? TALL : HEIGHT)
                .title(chart.title())
                .xAxisTitle(chart.xLabel())
                .yAxisTitle(chart.yLabel())
                .build();
        style(drawn.getStyler(), chart, paper);
        drawn.getStyler().setStacked(chart.kind() == Chart.Kind.STACKED).setAvailableSpaceFill(0.7);
        drawn.getStyler().setLabelsVisible(true).setLabelsFont(TEXT.deriveFont(11f));
        drawn.getStyler().setLabelsFontColor(paper.ink).setLabelsFontColorAutomaticEnabled(false);
        drawn.getStyler().setShowStackSum(chart.kind() == Chart.Kind.STACKED);
        int ours = 0;
        int others = 0;
        for (final Chart.Series series : chart.series()) {
            final boolean own = series.origin() == Origin.OURS;
            final Color colour = own ? OURS[ours++ % OURS.length] : OTHERS[others++ % OTHERS.length];
            if (series.y().stream().anyMatch(value -> value != 0)) {
                drawn.addSeries(series.name(), chart.categories(), series.y()).setFillColor(colour);
            }
        }
        return drawn;
    }

    private static void style(final AxesChartStyler styler, final Chart chart, final Paper paper) {
        final Color ground = paper.ground == null ? new Color(0, 0, 0, 0) : paper.ground;
        styler.setChartBackgroundColor(ground)
                .setChartFontColor(paper.ink)
                .setPlotBackgroundColor(ground)
                .setPlotBorderVisible(false)
                .setLegendBackgroundColor(ground)
                .setLegendBorderColor(ground)
                .setChartTitleFont(TEXT.deriveFont(Font.BOLD, 15f))
                .setLegendFont(TEXT)
                .setLegendPosition(
                        legendLayout(chart) == Styler.LegendLayout.Vertical
                                ? Styler.LegendPosition.OutsideE
                                : Styler.LegendPosition.OutsideS)
                .setLegendLayout(legendLayout(chart))
                .setChartPadding(8)
                .setLocale(Locale.ROOT)
                .setXAxisTitleColor(paper.ink)
                .setYAxisTitleColor(paper.ink);
        styler.setAxisTitleFont(TEXT)
                .setAxisTickLabelsFont(TEXT.deriveFont(12f))
                .setAxisTickLabelsColor(paper.ink)
                .setAxisTickMarksColor(paper.faint)
                .setPlotGridLinesColor(paper.faint)
                .setPlotGridLinesStroke(GRID)
                .setPlotGridVerticalLinesVisible(chart.kind() == Chart.Kind.LINES);
        styler.setChartTitleVisible(true);
    }

    /** In one line below, if it fits; else beside the chart. */
    private static Styler.LegendLayout legendLayout(final Chart chart) {
        final int letters = chart.series().stream()
                .mapToInt(series -> series.name().length() + LEGEND_SYMBOL)
                .sum();
        return letters > LEGEND_LINE ? Styler.LegendLayout.Vertical : Styler.LegendLayout.Horizontal;
    }
}
