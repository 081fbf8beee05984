// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.demo;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.xpcmachine.lab.JsonWriter;

/**
 * What the guest's benchmark says about a round trip: instructions by {@code rdinstret} around the call, library
 * included, the fewest of many.
 *
 * @param way as in {@link RoundTrip}
 * @param bytes of the message
 */
record GuestFigure(String way, long bytes, long instructions) {
    /** Written by {@code guest/programs/bench.c}; "ipc" is the transfer alone. */
    private static final Pattern LINE =
            Pattern.compile("^demo: ipc (\\S+) (\\d+) B (\\d+) instructions\\r?$", Pattern.MULTILINE);

    /** Finds all figures in what the guest printed. */
    static List<GuestFigure> in(final String console) {
        return LINE.matcher(console).results().map(GuestFigure::of).toList();
    }

    private static GuestFigure of(final MatchResult line) {
        return new GuestFigure(line.group(1), Long.parseLong(line.group(2)), Long.parseLong(line.group(3)));
    }

    void writeTo(final JsonWriter json) {
        json.beginObject().name("way").value(way).name("bytes").value(bytes);
        json.name("instructions").value(instructions).endObject();
    }
}
