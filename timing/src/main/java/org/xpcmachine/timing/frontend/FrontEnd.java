// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.frontend;

import java.util.HashMap;
import java.util.Map;
import org.xpcmachine.timing.CycleCause;
import org.xpcmachine.timing.config.FrontEndConfig;

/**
 * Fetch: from the program counter to the instruction in ID, with the L1I, the I-TLB and the branch predictors of one hart. The pipeline asks for
 * the instructions of the program in order, and says of each when it left ID.
 *
 * <p>What is right is what {@link SteppedFetch} does, cycle by cycle. This class remembers it: in a {@link FetchState} that has been before, an
 * event that has been before, with the same answers of the predictors and the caches, leads to the same state after as many cycles. So the cycles
 * are stepped only the first time; from then on a {@link FetchStep} is followed, once what it depends on has been compared. What is not
 * in a state or a step, such as a miss, is stepped every time.
 */
public final class FrontEnd {
    private static final int READY = 0;
    private static final int ISSUED = 1;
    private static final int CONTROL = 2;
    private static final int REPLAYED = 3;
    private static final int EVENT_BITS = 2;

    /** Instructions that must have been asked for at a place before what happens there is remembered. */
    private static final byte HOT = 8;

    private static final int PLACES = 1 << 12;

    /** States and steps that are remembered at most, some 60 MB; then all are forgotten. */
    private static final int MOST_STATES = 1 << 15;

    private static final int MOST_STEPS = 1 << 16;

    /** Steps from one state at most. */
    private static final int MOST_WAYS = 32;

    static final int MOST_HISTORIES = 32;

    private static final int MOST_IN_TRAIL = 256;

    /** To remember a step or a state takes as long as to step this many events or more; it must have been earned by as many. */
    private static final int LOWEST_COST = 64;

    /** The most that it costs where what is remembered is seldom used: then it is hardly tried. */
    private static final int HIGHEST_COST = 4096;

    /** After so many that were remembered it is seen whether they were worth it. */
    private static final int TRIAL = 1 << 14;

    /** They were if each was used so many times. */
    private static final int WORTH_USES = 256;

    private static final int MOST_CREDIT = TRIAL * LOWEST_COST;

    /** Instructions that are stepped before a known state is looked for again: more each time that the last one led nowhere. */
    private static final int SHORTEST_PAUSE = 8;

    private static final int LONGEST_PAUSE = 1 << 16;

    /** Events in a row that were known: then it was worth looking. */
    private static final int WORTH = 2048;

    private final SteppedFetch stepped;
    private final boolean remembers;
    private final Contents contents = new Contents();
    private final Recorder recorder = new Recorder();
    private final Predictors predictors;
    private final Image image = new Image();

    /** The histories of the present state, in the lower half. */
    private final int[] histories = new int[2 * MOST_HISTORIES];

    /** Likewise the numbers of the entries of the branch target buffer. */
    private final int[] entries = new int[2 * Entry.MOST];

    private final Map<FetchState, FetchState> states = new HashMap<>();
    private int steps;

    /** Of trails. */
    private final SharedArrays arrays = new SharedArrays();

    private int trails;

    private final byte[] heat = new byte[PLACES];
    private int credit = MOST_CREDIT;
    private int cost = LOWEST_COST;

    /** In the present trial: what was remembered, and the events that needed no stepping. */
    private int remembered;

    private long used;
    private int pause;
    private int nextPause = SHORTEST_PAUSE;

    /** Events since the last time that a known state was looked for. */
    private int followed;

    /** The present state, in {@link #cycle}; null while cycles are stepped. */
    private FetchState at;

    private long cycle;

    /** The steps made since {@link #beginTrail}, if nothing else was. */
    private final FetchStep[] trail = new FetchStep[MOST_IN_TRAIL];

    private int trailLength;
    private boolean trailing;
    private final long[] trailCycles = new long[MOST_IN_TRAIL];
    private long trailFrom;
    private FetchState trailState;
    private long trailChanges;

    public FrontEnd(
            final FrontEndConfig config, final InstructionMemory memory, final InstructionTranslation translation) {
        this(config, memory, translation, true);
    }

    /** If not {@code remembers}, every cycle is stepped, which takes longer and gives the same. */
    public FrontEnd(
            final FrontEndConfig config,
            final InstructionMemory memory,
            final InstructionTranslation translation,
            final boolean remembers) {
        stepped = new SteppedFetch(config, memory, translation, contents, recorder);
        this.remembers = remembers;
        predictors =
                new Predictors(contents, stepped.history(), stepped.targets(), stepped.returns(), histories, entries);
    }

    /** Returns the first cycle in which the instruction at {@code pc} can be in ID. {@code length} is in bytes. */
    public long ready(final long pc, final int length) {
        if (at == null && !finds(pc)) {
            return stepped.ready(pc, length);
        }
        final int event = READY | length << EVENT_BITS;
        if (follows(event, pc, 0)) {
            return cycle + Math.max(0, 1 - at.sinceIssue);
        }
        final boolean records = begins();
        final long arrives = stepped.ready(pc, length);
        ends(records, event, pc, 0);
        return arrives;
    }

    /** Says why {@link #ready} was later than the cycle after the previous instruction's. */
    public CycleCause delay() {
        if (at == null) {
            return stepped.delay();
        }
        return at.mispredicted ? CycleCause.BRANCH : CycleCause.FETCH;
    }

    /** The instruction that {@link #ready} was asked about left ID in cycle {@code left}. */
    public void issued(final long left) {
        if (at == null) {
            stepped.issued(left);
        } else if (!follows(ISSUED, 0, left - cycle)) {
            final boolean records = begins();
            stepped.issued(left);
            ends(records, ISSUED, 0, left - cycle);
        }
    }

    /** The instruction just issued is a branch or jump that went on at {@code target}. */
    public void control(final ControlKind kind, final boolean taken, final long target) {
        if (at == null) {
            stepped.control(kind, taken, target);
            return;
        }
        final int event = CONTROL | (kind.ordinal() << 1 | (taken ? 1 : 0)) << EVENT_BITS;
        if (!follows(event, target, 0)) {
            final boolean records = begins();
            stepped.control(kind, taken, target);
            ends(records, event, target, 0);
        }
    }

    /**
     * The instruction that {@link #ready} was asked about left ID in cycle {@code left}, but could not be executed:
     * WB sends the front end back to it. It has to be asked for again.
     */
    public void replayed(final long left) {
        if (at == null) {
            stepped.replayed(left);
        } else if (!follows(REPLAYED, 0, left - cycle)) {
            final boolean records = begins();
            stepped.replayed(left);
            ends(records, REPLAYED, 0, left - cycle);
        }
    }

    /**
     * Whatever was fetched is dropped; the fetch of {@code pc} begins (stage 0) in cycle {@code from}, the WB of the
     * instruction just issued.
     */
    public void restart(final long pc, final long from) {
        leave();
        stepped.restart(pc, from);
    }

    /** fence.i, just issued: the L1I is empty after it. */
    public void invalidate() {
        leave();
        stepped.invalidate();
    }

    /**
     * sfence.vma, just issued: the arguments' registers hold {@code va}, {@code asid}; -1 if the register is x0. It is looked up like a jump's
     * target, in MEM.
     */
    public void fenceTranslations(final long va, final long asid) {
        leave();
        stepped.fenceTranslations(va, asid);
    }

    /** The I-TLB's entries for {@code va} in the space {@code asid}, -1 for all, are dropped at the following {@link #restart}. */
    public void flushTranslations(final long va, final long asid) {
        leave();
        stepped.flushTranslations(va, asid);
    }

    /** Privilege, satp, or a status bit that translation depends on may have changed. */
    public void translationChanged() {
        leave();
        stepped.translationChanged();
    }

    /** Cycles are stepped for so many instructions. */
    public void rest(final int instructions) {
        leave();
        pause = instructions;
    }

    /** Returns the present state; null if it is none that is remembered. */
    public FetchState state() {
        return at;
    }

    /** From here on, steps are noted. */
    public void beginTrail() {
        trailing = at != null;
        trailLength = 0;
        trailFrom = cycle;
        trailState = at;
        trailChanges = contents.changes();
    }

    /** Ends what {@link #beginTrail} began. Returns whether all that happened were steps, which can be repeated. */
    public boolean endTrail() {
        final boolean whole = trailing && at != null;
        trailing = false;
        return whole;
    }

    /** Returns the number of steps since {@link #beginTrail}. */
    public int trailLength() {
        return trailLength;
    }

    /** Returns how many of the steps, the first {@code count}, can be repeated as one. */
    public int trailFits(final int count) {
        return Composition.fit(trail, count);
    }

    /** Whether the steps from number {@code from} to {@code to}, which fit, can be made whatever else there is. */
    public boolean isFree(final int from, final int to) {
        for (int i = from; i < to; i++) {
            if (!trail[i].isFree()) {
                return false;
            }
        }
        return true;
    }

    /** Returns the first {@code count} steps, which fit. */
    public FetchTrail trail(final int count) {
        return trail(count, true);
    }

    /** Likewise, to be made only where a trail is allowed that depends on the same. */
    public FetchTrail trailAllowed(final int count) {
        return trail(count, false);
    }

    private FetchTrail trail(final int count, final boolean checks) {
        if (trails++ >= MOST_STEPS) {
            arrays.clear();
            trails = 0;
        }
        return FetchTrail.of(
                Composition.of(trail, count, trailChanges, contents),
                trailChanges,
                count == 0 ? trailState : trail[count - 1].to,
                count == 0 ? 0 : trailCycles[count - 1] - trailFrom,
                checks,
                predictors.history(),
                arrays);
    }

    private void note(final FetchStep step) {
        if (trailLength == MOST_IN_TRAIL) {
            trailing = false;
        } else {
            trailCycles[trailLength] = cycle;
            trail[trailLength++] = step;
        }
    }

    /** Whether {@code steps}, which began in the present state, would be made again. */
    public boolean allows(final FetchTrail steps) {
        return steps.isAllowed(predictors);
    }

    /** Makes {@code steps}, which are allowed. */
    public void make(final FetchTrail steps) {
        steps.make(predictors);
        at = steps.to;
        cycle += steps.cycles;
        credit = Math.min(credit + 1, MOST_CREDIT);
        used++;
    }

    /** Makes the step of an event if it is known; {@code distance} is how many cycles after the present state the event comes. */
    private boolean follows(final int event, final long place, final long distance) {
        FetchStep before = null;
        for (FetchStep step = at.first; step != null; step = step.next) {
            if (step.isFor(event, place, distance) && step.isCurrent(predictors) && step.holds(predictors)) {
                if (before != null) {
                    at.moveToFront(before, step);
                }
                step.apply(predictors);
                goTo(step, distance);
                credit = Math.min(credit + 1, MOST_CREDIT);
                followed++;
                used++;
                return true;
            }
            before = step;
        }
        return false;
    }

    private void goTo(final FetchStep step, final long distance) {
        cycle += distance + step.cycles;
        at = step.to;
        if (trailing) {
            note(step);
        }
    }

    /** Whether there is a known state to go on from, or one that is worth to be known, at {@code pc}. */
    private boolean finds(final long pc) {
        trailing = false;
        credit = Math.min(credit + 1, MOST_CREDIT);
        if (pause > 0) {
            pause--;
            return false;
        }
        final int place = (int) (pc >>> 1) & PLACES - 1;
        if (heat[place] < HOT) {
            heat[place]++;
            return false;
        }
        final FetchState state = remembers ? known(stepped.save(image, false)) : null;
        if (state != null) {
            goOn(state);
        }
        return state != null;
    }

    /** Returns the state that is equal to {@code state}; null if there is none, and no credit for a new one. */
    private FetchState known(final FetchState state) {
        if (state == null) {
            return null;
        }
        final FetchState same = states.get(state);
        if (same != null) {
            return same;
        }
        if (credit < cost) {
            pause();
            return null;
        }
        pay();
        states.put(state, state);
        return state;
    }

    /** There is no credit for what is not known. */
    private void pause() {
        nextPause = followed >= WORTH ? SHORTEST_PAUSE : Math.min(2 * nextPause, LONGEST_PAUSE);
        followed = 0;
        pause = nextPause;
    }

    /** Something is remembered. It costs more or less the next time, as what was remembered is seldom or often used. */
    private void pay() {
        credit -= cost;
        remembered++;
        if (remembered == TRIAL) {
            final boolean worth = used > (long) TRIAL * WORTH_USES;
            cost = worth ? Math.max(cost / 2, LOWEST_COST) : Math.min(2 * cost, HIGHEST_COST);
            remembered = 0;
            used = 0;
        }
    }

    /** An event comes whose step is not known: it is stepped, and noted if there is credit for that. */
    private boolean begins() {
        enter();
        if (states.size() >= MOST_STATES || steps >= MOST_STEPS) {
            states.clear();
            steps = 0;
            return false;
        }
        if (credit < cost) {
            pause();
            return false;
        }
        pay();
        recorder.begin(cycle, contents.changes());
        return true;
    }

    private void ends(final boolean recorded, final int event, final long place, final long distance) {
        final FetchState from = at;
        at = null;
        if (!recorded || !recorder.end()) {
            return;
        }
        final FetchState to = known(stepped.save(image, true));
        if (to == null) {
            return;
        }
        final FetchStep step = recorder.step(event, place, distance, contents, image);
        step.to = to;
        step.cycles = (int) (stepped.cycle() - cycle - distance);
        from.add(step, MOST_WAYS);
        steps++;
        goOn(to);
        if (trailing) {
            note(step);
        }
    }

    /** The present state is the one that was saved last. */
    private void goOn(final FetchState state) {
        at = state;
        cycle = stepped.cycle();
        for (int i = 0; i < image.historyCount(); i++) {
            histories[i] = History.value(image.history(i));
        }
        for (int i = 0; i < image.entryCount(); i++) {
            entries[i] = Entry.number(image.entry(i));
        }
    }

    /** The stepped front end is to be in the present state, with histories and entries named by their places. */
    private void enter() {
        stepped.load(image, at, histories, entries, cycle);
    }

    /** From now on cycles are stepped. */
    private void leave() {
        if (at != null) {
            enter();
            at = null;
        }
    }
}
