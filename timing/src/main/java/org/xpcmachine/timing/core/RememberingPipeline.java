// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.core;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.xpcmachine.isa.Decoded;
import org.xpcmachine.isa.Op;
import org.xpcmachine.machine.cycle.CycleModel;
import org.xpcmachine.machine.cycle.EngineAccess;
import org.xpcmachine.machine.hart.Hart;
import org.xpcmachine.timing.CycleAccount;
import org.xpcmachine.timing.CycleCause;
import org.xpcmachine.timing.CycleObserver;
import org.xpcmachine.timing.frontend.FrontEnd;
import org.xpcmachine.timing.frontend.SharedArrays;
import org.xpcmachine.timing.memory.DataPort;

/**
 * The {@link Pipeline}, which remembers. What is right is what that does, instruction by instruction. In a {@link PipelineState} that has been
 * before, instructions that have been executed before leave ID as many cycles later as they did, if their accesses to memory succeed at once and the
 * front end finds what it found. So a {@link Course} is followed as long as the instructions are the same; the data port is asked about every access, and
 * the front end about all at the end. Where something is different, the pipeline is put into the state in which the course began, told of the
 * instructions that were followed, and goes on by itself.
 */
public final class RememberingPipeline implements CycleModel {
    private static final Op[] OPS = Op.values();
    private static final CycleCause[] CAUSES = CycleCause.values();

    private static final int FENCE = Op.FENCE.ordinal();

    /** Jumps that must have gone to a place before what happens there is remembered. */
    private static final byte HOT = 8;

    private static final int PLACES = 1 << 12;

    /** States and ends that are remembered at most; then all are forgotten. */
    private static final int MOST_STATES = 1 << 15;

    private static final int MOST_ENDS = 1 << 16;

    /** Courses from one state at most. */
    private static final int MOST_WAYS = 32;

    /** Ends that are reached until it is seen how many of them were different. */
    private static final int TRIAL = 1 << 16;

    private static final int MOST_DIFFERENT = 1 << 11;

    /** Instructions that are followed exactly then. */
    private static final int REST = 1 << 23;

    private final Hart hart;
    private final Pipeline exact;
    private final FrontEnd frontEnd;
    private final DataPort data;
    private final CycleAccount account;
    private CycleObserver observer;

    private final Map<PipelineState, PipelineState> states = new HashMap<>();
    private final SharedArrays arrays = new SharedArrays();
    private int ends;

    /** The present trial, and what was reached in it. */
    private int trial = 1;

    private int reached;
    private int different;

    /** Courses are not followed further. */
    private boolean tooMany;

    private final byte[] heat = new byte[PLACES];

    /** The state that is gone on from, in cycle {@link #base}; null while the exact pipeline is told of every instruction. */
    private PipelineState at;

    private long base;

    /** What is followed from there, and how many instructions have been; null if there is nothing known. */
    private Course course;

    private int followed;

    private long now;
    private long lastAccess;

    /** What is being recorded: from where, and what. */
    private PipelineState from;

    private long fromPlace;

    /** What was followed from there at first; null for nothing. */
    private Course lost;

    private boolean recording;
    private int recorded;
    private final long[] instructions = new long[Course.LONGEST];
    private final int[] left = new int[Course.LONGEST];

    /** How many steps the front end had made, in all, when each had been executed. */
    private final int[] fetched = new int[Course.LONGEST];

    private final long[] charged = new long[CAUSES.length];

    public RememberingPipeline(
            final Hart hart,
            final Pipeline exact,
            final FrontEnd frontEnd,
            final DataPort data,
            final CycleAccount account) {
        this.hart = hart;
        this.exact = exact;
        this.frontEnd = frontEnd;
        this.data = data;
        this.account = account;
        now = exact.now();
    }

    /** Sends what every instruction takes to {@code newObserver}; null for none. */
    public void observe(final CycleObserver newObserver) {
        observer = newObserver;
        exact.observe(newObserver);
    }

    /** Charges for all instructions that it has been told of. */
    public void settle() {
        lose();
        recording = false;
    }

    @Override
    public long now() {
        return now;
    }

    @Override
    public void idleUntil(final long cycle) {
        settle();
        exact.idleUntil(cycle);
        now = exact.now();
    }

    @Override
    public void integer(final long pc, final long d) {
        if (isNext(d)) {
            pass(pc);
            return;
        }
        lose();
        exact.integer(pc, d);
        executed(pc, d, ((int) d & 0x1ff) != FENCE);
    }

    @Override
    public void floating(final long pc, final long d) {
        if (isNext(d)) {
            pass(pc);
            return;
        }
        lose();
        exact.floating(pc, d);
        executed(pc, d, true);
    }

    @Override
    public void load(final long pc, final long d, final long va) {
        if (isNext(d)) {
            final long t = base + course.left[followed];
            final long succeeds = data.load(va, OPS[(int) d & 0x1ff].access().bytes(), t);
            if (accessed(pc, t, succeeds)) {
                return;
            }
            lose();
            exact.load(pc, d, va, succeeds);
        } else {
            lose();
            exact.load(pc, d, va);
        }
        executedAccess(pc, d);
    }

    @Override
    public void store(final long pc, final long d, final long va) {
        if (isNext(d)) {
            final long t = base + course.left[followed];
            final long succeeds = data.store(va, OPS[(int) d & 0x1ff].access().bytes(), t);
            if (accessed(pc, t, succeeds)) {
                return;
            }
            lose();
            exact.store(pc, d, va, succeeds);
        } else {
            lose();
            exact.store(pc, d, va);
        }
        executedAccess(pc, d);
    }

    @Override
    public void multiply(final long pc, final long d, final long rs1, final long rs2) {
        final long latency = MulDivUnit.latency(OPS[(int) d & 0x1ff], rs1, rs2);
        if (isNext(d) && ends(pc, latency)) {
            return;
        }
        lose();
        exact.multiply(pc, d, rs1, rs2);
        executedLast(pc, d, latency, exact.now(), frontEnd.trailLength(), pc + Decoded.length(d));
    }

    @Override
    public void floatingDivide(final long pc, final long d, final long a, final long b) {
        final long latency = Divider.cycles(OPS[(int) d & 0x1ff], a, b);
        if (isNext(d) && ends(pc, latency)) {
            return;
        }
        lose();
        exact.floatingDivide(pc, d, a, b);
        executedLast(pc, d, latency, exact.now(), frontEnd.trailLength(), pc + Decoded.length(d));
    }

    @Override
    public void control(final long pc, final long d, final long next) {
        if (isNext(d) && ends(pc, next)) {
            return;
        }
        lose();
        exact.control(pc, d, next);
        executedLast(pc, d, next, exact.now(), frontEnd.trailLength() - 1, next);
    }

    @Override
    public void atomic(final long pc, final long d, final long va) {
        cut();
        exact.atomic(pc, d, va);
        now = exact.now();
    }

    @Override
    public void systemBegins(final long pc, final long d) {
        cut();
        exact.systemBegins(pc, d);
        now = exact.now();
    }

    @Override
    public void systemEnds(final long pc, final long d, final long next) {
        exact.systemEnds(pc, d, next);
        now = exact.now();
    }

    @Override
    public void trap(final long pc, final long cause, final long tval) {
        settle();
        exact.trap(pc, cause, tval);
        now = exact.now();
    }

    @Override
    public void translationChanged() {
        settle();
        exact.translationChanged();
    }

    @Override
    public void engineLoad(final EngineAccess purpose, final long pa) {
        exact.engineLoad(purpose, pa);
    }

    @Override
    public void engineStore(final EngineAccess purpose, final long pa) {
        exact.engineStore(purpose, pa);
    }

    /** Whether the course that is followed goes on with {@code d}. */
    private boolean isNext(final long d) {
        return course != null && course.instructions[followed] == d;
    }

    /** The next instruction of the course, at {@code pc}, has been executed as before. */
    private void pass(final long pc) {
        final Course passed = course;
        if (followed + 1 == passed.left.length) {
            if (!ends(pc, Course.PLAIN)) {
                final long d = passed.instructions[followed];
                lose();
                exact.repeat(pc, d);
                executed(pc, d, true);
            }
            return;
        }
        final long before = now;
        now = base + passed.left[followed++];
        if (observer != null) {
            observer.spent(hart.id, pc, before, now);
        }
    }

    /**
     * The next instruction of the course, at {@code pc}, is an access that has first left ID in {@code t}, and succeeds in {@code succeeds}. Returns
     * whether that is known.
     */
    private boolean accessed(final long pc, final long t, final long succeeds) {
        if (succeeds == t) {
            lastAccess = t;
            if (followed + 1 == course.left.length) {
                return ends(pc, Course.PLAIN);
            }
            pass(pc);
            return true;
        }
        if (ends(pc, exact.outcome(t, succeeds))) {
            lastAccess = now;
            return true;
        }
        return false;
    }

    /**
     * The next instruction of the course, at {@code pc}, has been executed, and with {@code key} it ends the course. Returns whether that is known.
     */
    private boolean ends(final long pc, final long key) {
        final Course.End end = course.end(followed, key, frontEnd);
        if (end == null) {
            return false;
        }
        final long before = now;
        frontEnd.make(end.fetch);
        account.charge(end.charges);
        now = base + end.left;
        base = now;
        note(end);
        goTo(end.to);
        if (observer != null) {
            observer.spent(hart.id, pc, before, now);
        }
        return true;
    }

    /** So many different ends are more than the host's caches hold: then to follow courses takes longer than not to. */
    private void note(final Course.End end) {
        if (end.noted != trial) {
            end.noted = trial;
            different++;
        }
        if (++reached < TRIAL) {
            return;
        }
        tooMany = different > MOST_DIFFERENT;
        trial++;
        reached = 0;
        different = 0;
    }

    /** The state is {@code state}, in the present cycle. If the front end does what it has done before, a course is followed from there. */
    private void goTo(final PipelineState state) {
        at = state;
        followed = 0;
        course = null;
        if (tooMany) {
            return;
        }
        Course before = null;
        for (Course known = state.courses; known != null; known = known.next) {
            if (frontEnd.allows(known.fetch)) {
                if (before != null) {
                    state.moveToFront(before, known);
                }
                course = known;
                return;
            }
            before = known;
        }
    }

    /** The exact pipeline goes on; what it does is recorded from the last known state on. */
    private void lose() {
        if (at == null) {
            return;
        }
        lost = course;
        from = at;
        at = null;
        course = null;
        if (lost != null) {
            fromPlace = lost.place;
        }
        exact.load(from, base, lastAccess);
        recording = from.longest() > 0;
        recorded = 0;
        account.copy(charged);
        frontEnd.beginTrail();
        exact.observe(null);
        long pc = fromPlace;
        for (int i = 0; i < followed; i++) {
            exact.repeat(pc, lost.instructions[i]);
            add(lost.instructions[i], exact.now());
            pc += Decoded.length(lost.instructions[i]);
        }
        followed = 0;
        exact.observe(observer);
        if (tooMany) {
            tooMany = false;
            recording = false;
            frontEnd.rest(REST);
        }
    }

    private void add(final long d, final long cycle) {
        instructions[recorded] = d;
        left[recorded] = (int) (cycle - base);
        fetched[recorded++] = frontEnd.trailLength();
    }

    /** The exact pipeline was told of {@code d}, at {@code pc}. */
    private void executed(final long pc, final long d, final boolean repeatable) {
        now = exact.now();
        if (!recording) {
            return;
        }
        recording = repeatable;
        if (repeatable) {
            begins(pc);
            add(d, now);
            if (recorded >= from.longest()) {
                finish(Course.PLAIN, frontEnd.trailLength());
            }
        }
    }

    /** Likewise, of an access to memory. */
    private void executedAccess(final long pc, final long d) {
        final long outcome = exact.outcome();
        if (outcome == Course.PLAIN) {
            executed(pc, d, true);
        } else {
            executedLast(pc, d, outcome, exact.tried(), exact.triedSteps(), pc + Decoded.length(d));
        }
    }

    /**
     * Likewise, of one that first left ID in {@code cycle} and is the last of a course, with its key; the front end has made so many {@code steps} before
     * what that depends on was known. The next is at {@code place}.
     */
    private void executedLast(
            final long pc, final long d, final long key, final long cycle, final int steps, final long place) {
        now = exact.now();
        if (recording) {
            begins(pc);
            add(d, cycle);
            finish(key, steps);
        } else {
            find(place);
        }
    }

    private void begins(final long pc) {
        if (recorded == 0) {
            fromPlace = pc;
        }
    }

    /** What comes next ends a course, and is not part of it. */
    private void cut() {
        if (recording && recorded > 0) {
            finish(Course.PLAIN, frontEnd.trailLength());
        }
        settle();
    }

    /**
     * What was recorded is remembered, if it can be. Of the front end's steps, the first {@code steps} were made before it was known what the last
     * instruction leads to.
     */
    private void finish(final long key, final int steps) {
        recording = false;
        final int all = frontEnd.trailLength();
        if (!frontEnd.endTrail()) {
            return;
        }
        final int fitting = frontEnd.trailFits(all);
        if (fitting < all) {
            from.shorten(recordedWithin(fitting));
            return;
        }
        final PipelineState to = known(exact.save());
        if (to == null) {
            return;
        }
        final Course of = course(steps);
        final boolean conditional = !frontEnd.isFree(Math.min(of.steps, steps), all);
        of.add(new Course.End(
                recorded - 1,
                key,
                (int) (now - base),
                arrays.shared(account.chargedSince(charged)),
                conditional ? frontEnd.trail(all) : frontEnd.trailAllowed(all),
                conditional,
                to));
        ends++;
        goOn(to);
    }

    /** Returns the course of what was recorded: the one that was lost, if that is still the same, or a new one. */
    private Course course(final int steps) {
        if (lost != null && lost.beginsWith(instructions, recorded)) {
            return lost;
        }
        final Course longer = new Course(
                fromPlace,
                arrays.shared(Arrays.copyOf(instructions, recorded)),
                arrays.shared(Arrays.copyOf(left, recorded)),
                steps,
                frontEnd.trail(steps));
        if (lost != null && lost.beginsLike(longer)) {
            longer.addAll(lost);
            from.remove(lost);
        }
        from.add(longer, MOST_WAYS);
        return longer;
    }

    /** Returns how many of the instructions took no more than the first {@code steps} of the front end. */
    private int recordedWithin(final int steps) {
        int count = 0;
        while (count < recorded && fetched[count] <= steps) {
            count++;
        }
        return count;
    }

    /** Nothing is recorded. If the pipeline is in a state that is known, or worth to be, it is gone on from. */
    private void find(final long pc) {
        final int place = (int) (pc >>> 1) & PLACES - 1;
        if (heat[place] < HOT) {
            heat[place]++;
            return;
        }
        final PipelineState state = known(exact.save());
        if (state != null) {
            goOn(state);
        }
    }

    /** Returns the one state that is equal to {@code state}. */
    private PipelineState known(final PipelineState state) {
        if (state == null) {
            return null;
        }
        if (states.size() >= MOST_STATES || ends >= MOST_ENDS) {
            states.clear();
            arrays.clear();
            ends = 0;
        }
        final PipelineState same = states.putIfAbsent(state, state);
        return same == null ? state : same;
    }

    private void goOn(final PipelineState state) {
        at = state;
        base = now;
        lastAccess = exact.lastAccess();
        goTo(state);
    }
}
