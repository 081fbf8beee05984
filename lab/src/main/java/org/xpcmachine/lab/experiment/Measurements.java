// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.experiment;

import java.util.List;

/** What a run measured. */
public final class Measurements {
    private final List<Measurement> all;

    Measurements(final List<Measurement> all) {
        this.all = List.copyOf(all);
    }

    public List<Measurement> all() {
        return all;
    }

    /**
     * Returns those of a name whose labels have the given values.
     *
     * @param labels in pairs: label, value
     */
    public Measurements of(final String name, final Object... labels) {
        return new Measurements(all.stream()
                .filter(m -> m.name().equals(name) && matches(m, labels))
                .toList());
    }

    private static boolean matches(final Measurement measurement, final Object... labels) {
        for (int i = 0; i < labels.length; i += 2) {
            if (!String.valueOf(labels[i + 1]).equals(measurement.labels().get(String.valueOf(labels[i])))) {
                return false;
            }
        }
        return true;
    }

    public boolean isEmpty() {
        return all.isEmpty();
    }

    /**
     * Returns how the cycles are distributed.
     *
     * @throws IllegalStateException if nothing was measured
     */
    public Distribution cycles() {
        if (all.isEmpty()) {
            throw new IllegalStateException("the guest printed nothing of what was to be measured");
        }
        return Distribution.of(all.stream().map(Measurement::cycles).toList());
    }

    /** Returns how the values of a label, which are numbers, are distributed. */
    public Distribution label(final String label) {
        return Distribution.of(
                all.stream().map(m -> Long.parseLong(m.labels().get(label))).toList());
    }
}
