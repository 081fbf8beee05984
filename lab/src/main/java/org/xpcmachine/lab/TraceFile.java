// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab;

import java.util.function.Consumer;

/**
 * Writes the trace event format of Chrome, which the Perfetto viewer (ui.perfetto.dev) opens: slices that begin and
 * end, and instants, on tracks in groups. Times are steps; a step is a nanosecond of guest time. Nothing is kept.
 */
final class TraceFile {
    private final JsonWriter json;
    private long events;

    /** A row of the picture: group and number within. */
    record Track(int group, int number) {}

    TraceFile(final Appendable out) {
        json = new JsonWriter(out, JsonWriter.Layout.LINES);
        json.beginArray();
    }

    /** Returns how many slices have begun and instants have been written. */
    long events() {
        return events;
    }

    void nameGroup(final int group, final String name) {
        metadata("process_name", new Track(group, 0), name);
    }

    void nameTrack(final Track track, final String name) {
        metadata("thread_name", track, name);
    }

    private void metadata(final String kind, final Track track, final String name) {
        begin("M", track)
                .name("name")
                .value(kind)
                .name("args")
                .beginObject()
                .name("name")
                .value(name)
                .endObject()
                .endObject();
    }

    /** Begins a slice; {@code arguments} writes the members that the viewer shows with it. */
    void begin(final Track track, final long time, final String name, final Consumer<JsonWriter> arguments) {
        events++;
        begin("B", track)
                .name("ts")
                .thousandths(time)
                .name("name")
                .value(name)
                .name("args")
                .beginObject();
        arguments.accept(json);
        json.endObject().endObject();
    }

    /** Ends the slice that began last on the track. */
    void end(final Track track, final long time) {
        begin("E", track).name("ts").thousandths(time).endObject();
    }

    void instant(final Track track, final long time, final String name, final Consumer<JsonWriter> arguments) {
        events++;
        begin("i", track)
                .name("ts")
                .thousandths(time)
                .name("s")
                .value("t")
                .name("name")
                .value(name)
                .name("args")
                .beginObject();
        arguments.accept(json);
        json.endObject().endObject();
    }

    private JsonWriter begin(final String phase, final Track track) {
        return json.beginObject()
                .name("ph")
                .value(phase)
                .name("pid")
                .value(track.group())
                .name("tid")
                .value(track.number());
    }

    /** Ends the file. */
    void finish() {
        json.endArray();
    }
}
