// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.bench;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a kernel printed after a repetition.
 *
 * @param number from 1
 * @param checksum of the result: equal for equal scales, wherever it ran
 * @param instructions by {@code minstret}, which QEMU does not count exactly
 * @param units of work: 1, or round trips
 */
public record Repetition(long number, long checksum, long instructions, long units) {
    private static final Pattern LINE = Pattern.compile("rep (\\d{1,18}) ([0-9a-f]{16}) (\\d{1,18}) (\\d{1,18})");

    /** Parses a line, if it is one of these. */
    public static Optional<Repetition> parse(final String line) {
        final Matcher fields = LINE.matcher(line.strip());
        return fields.matches()
                ? Optional.of(new Repetition(
                        Long.parseLong(fields.group(1)),
                        Long.parseUnsignedLong(fields.group(2), 16),
                        Long.parseLong(fields.group(3)),
                        Long.parseLong(fields.group(4))))
                : Optional.empty();
    }
}
