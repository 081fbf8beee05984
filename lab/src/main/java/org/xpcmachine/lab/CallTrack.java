// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab;

import java.util.function.Consumer;

/** One thread's cross process calls as nested slices. */
final class CallTrack {
    private final TraceFile file;
    private final TraceFile.Track track;
    private int open;

    CallTrack(final TraceFile file, final TraceFile.Track track) {
        this.file = file;
        this.track = track;
    }

    /**
     * Begins a call.
     *
     * @param depth calls open, this one included, as the link stack tells: calls that the kernel took back end here
     */
    void call(final int depth, final long time, final String name, final Consumer<JsonWriter> arguments) {
        endTo(depth - 1, time);
        file.begin(track, time, name, arguments);
        open++;
    }

    /** Ends calls until {@code depth} are open. */
    void ret(final int depth, final long time) {
        endTo(depth, time);
    }

    void instant(final long time, final String name, final Consumer<JsonWriter> arguments) {
        file.instant(track, time, name, arguments);
    }

    void endAll(final long time) {
        endTo(0, time);
    }

    private void endTo(final int depth, final long time) {
        while (open > depth) {
            file.end(track, time);
            open--;
        }
    }
}
