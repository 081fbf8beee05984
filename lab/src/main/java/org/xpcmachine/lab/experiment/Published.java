// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.experiment;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Figures that others published or measured; they stand beside ours and are never taken for them. */
public final class Published {
    private static final String RESOURCE = "published.csv";
    private static final List<Figure> ALL = read();

    /**
     * A figure.
     *
     * @param experiment whose table it stands in
     * @param item what was measured
     * @param variant under which conditions
     * @param source where it is from
     */
    public record Figure(
            String experiment, String item, String variant, long value, String unit, Origin origin, String source) {}

    private Published() {}

    /** Returns the figures for an experiment, in the order of the file. */
    static List<Figure> of(final String experiment) {
        return ALL.stream()
                .filter(figure -> figure.experiment().equals(experiment))
                .toList();
    }

    /**
     * Returns a figure.
     *
     * @throws IllegalArgumentException if there is none
     */
    static Figure figure(final String experiment, final String item, final String variant) {
        return of(experiment).stream()
                .filter(figure -> figure.item().equals(item) && figure.variant().equals(variant))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "nothing published for " + experiment + ", " + item + ", " + variant));
    }

    private static List<Figure> read() {
        try (InputStream in = Published.class.getResourceAsStream(RESOURCE)) {
            final List<List<String>> lines = CsvText.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            return lines.stream().skip(1).map(Published::figure).toList();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Figure figure(final List<String> cells) {
        return new Figure(
                cells.get(0),
                cells.get(1),
                cells.get(2),
                Long.parseLong(cells.get(3)),
                cells.get(4),
                Origin.valueOf(cells.get(5)),
                cells.get(6));
    }
}
