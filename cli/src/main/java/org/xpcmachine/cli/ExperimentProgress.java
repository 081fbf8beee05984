// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.cli;

import org.xpcmachine.lab.experiment.Progress;

/** Says on standard error what takes long: on a terminal in one line that is written over, else in lines at least some seconds apart. */
final class ExperimentProgress implements Progress, AutoCloseable {
    private static final long PATIENCE = 2_000_000_000L;
    private static final String ERASE = "\r\033[K";
    private static final int WIDTH = 78;

    private final Streams streams;
    private final long start = System.nanoTime();
    private long last = start;
    private String experiment = "";
    private boolean shown;

    ExperimentProgress(final Streams streams) {
        this.streams = streams;
    }

    void experiment(final String name) {
        experiment = name;
    }

    @Override
    public void at(final String text) {
        final long now = System.nanoTime();
        if (now - last < PATIENCE && !(streams.terminal() && now - start > PATIENCE)) {
            return;
        }
        last = now;
        final String line = "%s (%d s): %s".formatted(experiment, (now - start) / 1_000_000_000L, text);
        final String cut = line.length() > WIDTH ? line.substring(0, WIDTH - 3) + "..." : line;
        if (streams.terminal()) {
            streams.err().print(ERASE + cut);
            shown = true;
        } else {
            streams.err().println("xpc: " + line);
        }
        streams.err().flush();
    }

    /** Makes room for output. */
    void clear() {
        if (shown) {
            streams.err().print(ERASE);
            streams.err().flush();
            shown = false;
        }
    }

    @Override
    public void close() {
        clear();
    }
}
