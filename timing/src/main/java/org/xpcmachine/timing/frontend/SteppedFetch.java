// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.frontend;

import org.xpcmachine.timing.CycleCause;
import org.xpcmachine.timing.config.FrontEndConfig;

/**
 * The {@link FrontEnd} as it is: followed cycle by cycle.
 *
 * <p>The pipeline asks for the instructions of the program in order, and says of each when it left ID. The fetch
 * pipeline is followed cycle by cycle behind that: it fetches what it predicts, and it may be ahead of the program,
 * or on a wrong path. That comes out, as in hardware, when the instruction before is in MEM, two cycles after it has
 * left ID: if what follows it in the pipeline is not what the program goes on with, or if nothing follows, then fetch
 * starts anew. What was fetched until then has had its effect on the caches and the predictors.
 */
final class SteppedFetch {
    private static final int TO_MEM = 2;
    private static final int TO_WB = 3;

    /** From stage 0 to ID. */
    private static final int TO_ID = 2;

    private static final int RESOLVING = 4;
    private static final int HALF = 2;

    /** A packet that is not there is looked for every other cycle. */
    private static final long PERIOD = 2;

    private static final int NO_CONTROL = -1;
    private static final int BRANCH = ControlKind.BRANCH.ordinal();

    private final FetchQueue queue = new FetchQueue();
    private final InstructionTranslation translation;
    private final InstructionCache cache;
    private final FetchPipe pipe;
    private final BranchHistoryTable history;
    private final BranchTargetBuffer targets;
    private final Recorder recorder;

    /** Cycle up to which fetch has been followed; the queue is as decode sees it in that cycle. */
    private long cycle;

    /** The last instruction: when it left ID, the prediction that came with it, and what it turned out to be. */
    private long issue = -TO_WB;

    private int prediction;
    private int kind = NO_CONTROL;
    private boolean taken;
    private long lastHalf;
    private long next;

    /** The instruction that {@link #ready} was last asked about. */
    private long wanted;

    private int wantedLength;
    private boolean started;

    /** The instruction has been in vain at the L1D. */
    private boolean sentBack;

    /**
     * An instruction that was fetched, but that the program does not execute then, left ID right behind the last one.
     */
    private boolean followed;

    private long follower;

    /** Branches that have not reached MEM: when they will, their counters, and their directions. */
    private final long[] resolveCycle = new long[RESOLVING];

    private final int[] resolvePlace = new int[RESOLVING];
    private final int[] resolveHistory = new int[RESOLVING];
    private final boolean[] resolveTaken = new boolean[RESOLVING];
    private int firstResolving;
    private int resolving;

    /** Whether the program did not go on as fetched since the last instruction. */
    private boolean mispredicted;

    /** What the instruction that was just issued does at its WB. */
    private boolean invalidates;

    private boolean flushes;
    private boolean probes;
    private long flushVa;
    private long flushAsid;

    SteppedFetch(
            final FrontEndConfig config,
            final InstructionMemory memory,
            final InstructionTranslation translation,
            final Contents contents,
            final Recorder recorder) {
        this.translation = translation;
        this.recorder = recorder;
        cache = new InstructionCache(config, memory, contents);
        pipe = new FetchPipe(config, queue, cache, translation, contents, recorder);
        history = pipe.history();
        targets = pipe.targets();
    }

    /** Returns the first cycle in which the instruction at {@code pc} can be in ID. {@code length} is in bytes. */
    long ready(final long pc, final int length) {
        wanted = pc;
        wantedLength = length;
        if (!started) {
            restart(pc, cycle + 1);
        }
        while (true) {
            if (!followed && queue.has(pc)) {
                final long arrives = Math.max(cycle, issue + 1);
                if (!queue.isReplay()) {
                    return arrives;
                }
                refetch(pc, arrives);
            } else if (cycle > issue + TO_MEM && queue.hasInstruction() && queue.address() != pc) {
                restartAt(pc, cycle + 1);
            } else {
                takeUnasked();
                skip(Long.MAX_VALUE);
                step();
            }
        }
    }

    /** Leaves out cycles, up to {@code last}, that would only repeat what has happened. */
    private void skip(final long last) {
        if (resolving == 0 && cycle > issue + TO_MEM) {
            if (pipe.isFull() && last != Long.MAX_VALUE) {
                recorder.steady(cycle + 1);
                cycle = Math.max(cycle, last);
            } else if (pipe.isWaiting()) {
                final long spare = Math.min(last, pipe.firstBeat() - PERIOD) - cycle;
                cycle += Math.max(spare & -PERIOD, 0);
            }
        }
    }

    /** Decode goes on with what was fetched, whatever that is. */
    private void takeUnasked() {
        if (cycle > issue) {
            if (cycle == issue + 1 && queue.hasInstruction()) {
                followed = true;
                follower = queue.address();
            }
            queue.take();
        }
    }

    /** Says why {@link #ready} was later than the cycle after the previous instruction's. */
    CycleCause delay() {
        if (pipe.missed()) {
            return CycleCause.I_MISS;
        }
        if (pipe.walked()) {
            return CycleCause.I_TLB;
        }
        return mispredicted ? CycleCause.BRANCH : CycleCause.FETCH;
    }

    /** The instruction that {@link #ready} was asked about left ID in cycle {@code left}. */
    void issued(final long left) {
        if (sentBack) {
            recorder.exact();
            sentBack = false;
            failOnceMore(left);
        }
        while (cycle < left) {
            skip(left - 1);
            step();
        }
        prediction = queue.packet();
        queue.take();
        issue = left;
        kind = NO_CONTROL;
        lastHalf = wanted + wantedLength - HALF;
        next = wanted + wantedLength;
        followed = false;
        mispredicted = false;
        pipe.clearDelays();
    }

    /**
     * An instruction that the L1D has sent back is tried again as soon as it is back in ID. That the port is closed
     * comes out in EX, which sends it back once more; only from then on ID waits.
     */
    private void failOnceMore(final long left) {
        final long again = Math.max(cycle, issue + 1);
        if (left >= again + TO_WB + TO_ID) {
            refetch(wanted, again);
            ready(wanted, wantedLength);
        }
    }

    /** The instruction just issued is a branch or jump that went on at {@code target}. */
    void control(final ControlKind controlKind, final boolean wasTaken, final long target) {
        kind = controlKind.ordinal();
        taken = wasTaken;
        next = target;
        if (kind == BRANCH) {
            final int slot = firstResolving + resolving & RESOLVING - 1;
            resolveCycle[slot] = issue + TO_MEM;
            resolvePlace[slot] = history.place(lastHalf);
            resolveHistory[slot] = Packet.history(prediction);
            resolveTaken[slot] = wasTaken;
            resolving++;
        }
    }

    /**
     * The instruction that {@link #ready} was asked about left ID in cycle {@code left}, but could not be executed:
     * WB sends the front end back to it. It has to be asked for again.
     */
    void replayed(final long left) {
        refetch(wanted, left);
        sentBack = true;
    }

    private void refetch(final long pc, final long left) {
        issued(left);
        restartAt(pc, left + TO_WB);
    }

    /**
     * Whatever was fetched is dropped; the fetch of {@code pc} begins (stage 0) in cycle {@code from}, the WB of the
     * instruction just issued.
     */
    void restart(final long pc, final long from) {
        started = true;
        restartAt(pc, from);
        if (invalidates) {
            invalidates = false;
            cache.invalidate(cycle);
        }
        if (flushes) {
            flushes = false;
            translation.flush(flushVa, flushAsid);
        }
        probes = false;
        translation.adopt();
        pipe.forgetPage();
    }

    /** At most two instructions behind the last one leave ID before its WB. */
    private void restartAt(final long pc, final long from) {
        while (cycle < from - 1) {
            followUp();
            step();
        }
        followUp();
        cycle++;
        pipe.restart(cycle, pipe.deliver(cycle), pc);
        resolve();
        next = pc;
        followed = false;
    }

    private void followUp() {
        if (cycle < issue + TO_WB) {
            takeUnasked();
        }
    }

    /** fence.i, just issued: the L1I is empty after it. */
    void invalidate() {
        invalidates = true;
    }

    /**
     * sfence.vma, just issued: the arguments' registers hold {@code va}, {@code asid}; -1 if the register is x0. It is looked up like a jump's
     * target, in MEM.
     */
    void fenceTranslations(final long va, final long asid) {
        flushTranslations(va, asid);
        probes = true;
    }

    /** The I-TLB's entries for {@code va} in the space {@code asid}, -1 for all, are dropped at the following {@link #restart}. */
    void flushTranslations(final long va, final long asid) {
        flushes = true;
        flushVa = va;
        flushAsid = asid;
    }

    /** Privilege, satp, or a status bit that translation depends on may have changed. */
    void translationChanged() {
        pipe.forgetPage();
    }

    /** Follows fetch through the next cycle. Branches write their counters when all predictions of the cycle have been made. */
    private void step() {
        cycle++;
        if (cycle == issue + TO_MEM) {
            stepAtMem();
        } else {
            pipe.step(cycle);
        }
        if (resolving != 0) {
            resolve();
        }
    }

    private void stepAtMem() {
        final int outcome = pipe.deliver(cycle);
        if (isWrong()) {
            correct();
            pipe.restart(cycle, outcome, next);
        } else {
            pipe.advance(cycle, outcome);
        }
    }

    /**
     * The last instruction is in MEM: whether what follows it is not, or not known to be, what the program goes on
     * with.
     */
    private boolean isWrong() {
        if (probes) {
            probes = false;
            next = flushVa < 0 ? 0 : flushVa;
            return true;
        }
        return followed ? follower != next : !queue.knowsNext() || queue.address() != next;
    }

    /** Branches in MEM write their counters. */
    private void resolve() {
        if (resolving != 0 && resolveCycle[firstResolving] <= cycle) {
            history.resolve(resolvePlace[firstResolving], resolveHistory[firstResolving], resolveTaken[firstResolving]);
            firstResolving = firstResolving + 1 & RESOLVING - 1;
            resolving--;
        }
    }

    private void correct() {
        followed = false;
        final int past = Packet.history(prediction);
        if (kind == BRANCH) {
            history.restore(history.append(past, taken));
        } else {
            history.restore(past);
        }
        if (kind == NO_CONTROL) {
            targets.request(Packet.entry(prediction), false, BRANCH, lastHalf);
        } else {
            mispredicted = true;
            if (kind != BRANCH || taken) {
                targets.request(Packet.entry(prediction), true, kind, lastHalf);
            }
        }
    }

    long cycle() {
        return cycle;
    }

    BranchHistoryTable history() {
        return history;
    }

    BranchTargetBuffer targets() {
        return targets;
    }

    ReturnStack returns() {
        return pipe.returns();
    }

    /** Returns the state between two events, in which histories are {@code named}; null if it depends on what an {@link Image} does not hold. */
    FetchState save(final Image image, final boolean named) {
        if (!started || invalidates || flushes || probes || !pipe.canSave(cycle)) {
            return null;
        }
        image.clear(named);
        image.put(cycle - issue);
        image.put(Packet.save(prediction, image));
        image.put(kind & 0xff
                | (taken ? 1 << 8 : 0)
                | (sentBack ? 1 << 9 : 0)
                | (followed ? 1 << 10 : 0)
                | (mispredicted ? 1 << 11 : 0)
                | wantedLength << 12
                | resolving << 16);
        image.put(lastHalf);
        image.put(next);
        image.put(wanted);
        if (followed) {
            image.put(follower);
        }
        for (int i = firstResolving; i < firstResolving + resolving; i++) {
            final int slot = i & RESOLVING - 1;
            image.put(resolveCycle[slot] - cycle);
            image.put(resolvePlace[slot] << 1 | (resolveTaken[slot] ? 1 : 0));
            image.put(image.number(resolveHistory[slot]));
        }
        queue.save(image);
        pipe.save(image);
        return new FetchState(image.copy(), cycle - issue, mispredicted);
    }

    /** Goes on from a state, in cycle {@code now}. */
    void load(final Image image, final FetchState state, final int[] histories, final int[] entries, final long now) {
        image.open(state.image, histories, entries);
        cycle = now;
        issue = now - image.take();
        prediction = Packet.load(image.takeInt(), image);
        final int bits = image.takeInt();
        kind = (byte) bits;
        taken = (bits >> 8 & 1) != 0;
        sentBack = (bits >> 9 & 1) != 0;
        followed = (bits >> 10 & 1) != 0;
        mispredicted = (bits >> 11 & 1) != 0;
        wantedLength = bits >> 12 & 0xf;
        resolving = bits >> 16;
        firstResolving = 0;
        lastHalf = image.take();
        next = image.take();
        wanted = image.take();
        if (followed) {
            follower = image.take();
        }
        for (int i = 0; i < resolving; i++) {
            resolveCycle[i] = now + image.take();
            final int both = image.takeInt();
            resolvePlace[i] = both >> 1;
            resolveTaken[i] = (both & 1) != 0;
            resolveHistory[i] = image.named(image.takeInt());
        }
        queue.load(image);
        pipe.load(image);
    }
}
