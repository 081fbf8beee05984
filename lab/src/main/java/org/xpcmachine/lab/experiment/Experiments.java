// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.experiment;

import java.util.List;
import java.util.Optional;

/** All experiments, in the order of the page. */
public final class Experiments {
    private static final List<Experiment> ALL = List.of(
            new Table1(),
            new Figure5(),
            new Figure6(),
            new Instructions(),
            new RadixTree(),
            new Prefetch(),
            new Probe());

    private Experiments() {}

    public static List<Experiment> all() {
        return ALL;
    }

    /** Returns the experiment of a name. */
    public static Optional<Experiment> named(final String name) {
        return ALL.stream().filter(experiment -> experiment.name().equals(name)).findFirst();
    }

    public static List<String> names() {
        return ALL.stream().map(Experiment::name).toList();
    }
}
