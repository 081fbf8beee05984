// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.validation;

import java.util.LinkedHashMap;
import java.util.Map;

/** What was measured on one machine, in the order in which it was. */
public final class Measurements {
    private final Map<String, Series> series = new LinkedHashMap<>();
    private final Map<String, ProgramRun> programs = new LinkedHashMap<>();

    Measurements() {}

    void add(final Series one) {
        series.put(one.name(), one);
    }

    void add(final ProgramRun one) {
        programs.put(one.name(), one);
    }

    void addAll(final Measurements others) {
        series.putAll(others.series);
        programs.putAll(others.programs);
    }

    /** Returns all benchmarks by name. */
    public Map<String, Series> series() {
        return series;
    }

    /** Returns all regions of programs by {@link ProgramRun#name}. */
    public Map<String, ProgramRun> programs() {
        return programs;
    }

    /** Returns a benchmark, which must have been measured. */
    Series series(final String name) {
        final Series found = series.get(name);
        if (found == null) {
            throw new IllegalArgumentException("not measured: " + name);
        }
        return found;
    }
}
