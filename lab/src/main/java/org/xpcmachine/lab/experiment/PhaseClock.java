// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.experiment;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.xpcmachine.timing.CycleCause;
import org.xpcmachine.timing.CycleObserver;
import org.xpcmachine.timing.RocketTiming;

/**
 * Takes the time between marked places in the code, each time they are passed in order. Nothing is added to the guest: the marks
 * are program counters. A passage that begins anew before it was complete is dropped; one may be on one hart only.
 */
final class PhaseClock implements CycleObserver {
    /** Tells whether a program counter is the mark's, and the machine is where it counts. */
    @FunctionalInterface
    interface Place {
        boolean at(int hart, long pc);
    }

    /** When a mark is passed: what the instruction there takes counts for the phase that begins, or for the one that ends. */
    enum Edge {
        BEFORE,
        AFTER
    }

    /** A border between two phases. */
    record Mark(Place place, Edge edge) {
        static Mark before(final Place place) {
            return new Mark(place, Edge.BEFORE);
        }

        static Mark after(final Place place) {
            return new Mark(place, Edge.AFTER);
        }
    }

    /**
     * One passage.
     *
     * @param cycles from each mark to the next
     * @param causes of the cycles, by phase
     */
    record Passage(List<Long> cycles, List<Map<CycleCause, Long>> causes) {
        long total() {
            return cycles.stream().mapToLong(Long::longValue).sum();
        }
    }

    private static final CycleCause[] CAUSES = CycleCause.values();

    private final RocketTiming timing;
    private final List<Mark> marks;
    private final List<Passage> passages;

    /** The mark to be passed next. */
    private int next;

    private int hart;
    private long last;
    private List<Long> cycles = new ArrayList<>();
    private List<Map<CycleCause, Long>> causes = new ArrayList<>();

    /** By cause: at the last mark, and behind the last instruction. */
    private long[] atMark = new long[CAUSES.length];

    private long[] now = new long[CAUSES.length];

    /**
     * A clock of {@code timing}'s board that knows so many marks and one phase less; the first mark is an {@code AFTER}.
     *
     * @param passages to which complete ones are added, in order
     */
    PhaseClock(final RocketTiming timing, final List<Mark> marks, final List<Passage> passages) {
        if (marks.getFirst().edge() != Edge.AFTER) {
            throw new IllegalArgumentException("the first mark must be passed with its instruction");
        }
        this.timing = timing;
        this.marks = List.copyOf(marks);
        this.passages = passages;
    }

    @Override
    public void spent(final int core, final long pc, final long from, final long to) {
        if (next > 0 && core != hart) {
            return;
        }
        final boolean passes = marks.get(next).place().at(core, pc);
        final boolean restarts = !passes && next > 0 && marks.getFirst().place().at(core, pc);
        if (restarts) {
            next = 0;
        }
        if (passes || restarts) {
            pass(core, from, to);
        } else if (next > 0) {
            look(core);
        }
    }

    private void pass(final int core, final long from, final long to) {
        final boolean before = marks.get(next).edge() == Edge.BEFORE;
        if (!before) {
            look(core);
        }
        final long time = before ? from : to;
        if (next == 0) {
            hart = core;
            cycles = new ArrayList<>();
            causes = new ArrayList<>();
        } else {
            cycles.add(time - last);
            causes.add(spentSinceMark());
        }
        last = time;
        atMark = now.clone();
        look(core);
        next++;
        if (next == marks.size()) {
            passages.add(new Passage(List.copyOf(cycles), List.copyOf(causes)));
            next = 0;
        }
    }

    private void look(final int core) {
        for (int i = 0; i < CAUSES.length; i++) {
            now[i] = timing.account(core).of(CAUSES[i]);
        }
    }

    private Map<CycleCause, Long> spentSinceMark() {
        final Map<CycleCause, Long> spent = new EnumMap<>(CycleCause.class);
        for (int i = 0; i < CAUSES.length; i++) {
            if (now[i] != atMark[i]) {
                spent.put(CAUSES[i], now[i] - atMark[i]);
            }
        }
        return spent;
    }
}
