// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.xpcmachine.timing.CycleCause;
import org.xpcmachine.timing.RocketTiming;

/** Cycles by cause, space and function as lines of text. */
public final class CycleProfileText {
    private static final int FUNCTIONS = 20;
    private static final int NAMED_CAUSES = 4;

    private CycleProfileText() {}

    /** Returns a line for each cause and one for their sum. */
    public static List<String> causes(final RocketTiming timing, final int harts) {
        final Map<CycleCause, Long> causes = CycleProfile.causes(timing, harts);
        final long all = CycleProfile.sum(causes);
        final List<String> lines = new ArrayList<>();
        lines.add("Cycles by cause" + (harts > 1 ? ", all harts:" : ":"));
        causes.forEach((cause, cycles) -> lines.add(line(cycles, all, CycleProfile.name(cause))));
        lines.add(line(all, all, "all"));
        return lines;
    }

    /** Returns the address spaces with their main causes, and the functions that took most. */
    public static List<String> of(final CycleProfile profile) {
        final Map<String, Map<CycleCause, Long>> spaces = profile.spaces();
        final long all = spaces.values().stream().mapToLong(CycleProfile::sum).sum();
        final List<String> lines = new ArrayList<>(List.of("Cycles by address space:"));
        spaces.forEach((name, causes) -> lines.add(line(CycleProfile.sum(causes), all, name + "  " + main(causes))));
        lines.add("Cycles by function:");
        profile.functions(FUNCTIONS).forEach(entry -> lines.add(line(entry.getValue(), all, entry.getKey())));
        return lines;
    }

    private static String main(final Map<CycleCause, Long> causes) {
        final long all = Math.max(1, CycleProfile.sum(causes));
        return causes.entrySet().stream()
                .sorted(Map.Entry.<CycleCause, Long>comparingByValue().reversed())
                .limit(NAMED_CAUSES)
                .map(entry -> CycleProfile.name(entry.getKey()) + " " + 100 * entry.getValue() / all + "%")
                .toList()
                .toString();
    }

    private static String line(final long cycles, final long all, final String what) {
        return String.format(Locale.ROOT, "  %14d  %5.1f%%  %s", cycles, 100.0 * cycles / Math.max(1, all), what);
    }
}
