// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.validation;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads what the measured images print:
 *
 * <pre>
 * R benchmark operations cycles...
 * R program region cold|warm cycles instructions checksum OK|BAD
 * T trap entry cycles... exit cycles... total cycles...
 * P switch A->B cycles... B->A cycles...
 * </pre>
 */
final class ConsoleLog {
    /** Cycles between two reads of the counter with nothing between them. */
    static final int READ_OVERHEAD = 1;

    private ConsoleLog() {}

    static Measurements parse(final List<String> lines) {
        final Measurements measured = new Measurements();
        for (final String line : lines) {
            final List<String> words = List.of(line.split(" "));
            switch (words.getFirst()) {
                case "R" -> addResult(measured, words);
                case "T" -> addParts(measured, words.get(1), words);
                case "P" -> addParts(measured, "switch_" + words.get(1), words);
                case "BADTRAP" -> throw new IllegalStateException("the program met an exception: " + line);
                default -> {
                    // a remark
                }
            }
        }
        return measured;
    }

    private static void addResult(final Measurements measured, final List<String> words) {
        if (isNumber(words.get(2))) {
            final List<Long> cycles =
                    words.stream().skip(3).map(Long::parseLong).toList();
            measured.add(new Series(words.get(1), "", Integer.parseInt(words.get(2)), cycles, READ_OVERHEAD));
        } else {
            measured.add(new ProgramRun(
                    words.get(1),
                    words.get(2),
                    words.get(3),
                    Long.parseLong(words.get(4)),
                    Long.parseLong(words.get(5)),
                    words.get(6),
                    words.get(7).equals("OK")));
        }
    }

    /** A line with several named series. */
    private static void addParts(final Measurements measured, final String kind, final List<String> words) {
        String part = null;
        final List<Long> cycles = new ArrayList<>();
        for (final String word : words.subList(2, words.size())) {
            if (isNumber(word)) {
                cycles.add(Long.parseLong(word));
            } else {
                addPart(measured, kind, part, cycles);
                part = word;
                cycles.clear();
            }
        }
        addPart(measured, kind, part, cycles);
    }

    private static void addPart(
            final Measurements measured, final String kind, final String part, final List<Long> cycles) {
        if (part != null) {
            measured.add(new Series(kind + "." + partName(part), "", 1, cycles, 0));
        }
    }

    private static String partName(final String part) {
        return switch (part) {
            case "total" -> "round_trip";
            case "A->B" -> "A_to_B";
            case "B->A" -> "B_to_A";
            default -> part;
        };
    }

    private static boolean isNumber(final String word) {
        return !word.isEmpty() && word.chars().allMatch(Character::isDigit);
    }
}
