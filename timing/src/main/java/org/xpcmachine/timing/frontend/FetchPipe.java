// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.frontend;

import org.xpcmachine.timing.config.FrontEndConfig;

/**
 * The fetch pipeline, cycle by cycle: stage 0 chooses an address, stage 1 translates it, looks it up in the L1I, and
 * asks the predictors; stage 2 has the packet, looks for jumps that were not predicted, and puts it into the queue. A
 * packet that is not there when it reaches stage 2 is fetched again from stage 0, every other cycle until it is.
 *
 * <p>It fetches along the predicted path, right or wrong, and knows nothing of the program but what it fetches.
 */
final class FetchPipe {
    private static final int PACKET = 4;
    private static final long PAGE_MASK = 0xfff;
    private static final long NO_PAGE = 1;

    /** Repetitions after which the predictors' order of use has settled, too. */
    private static final int SETTLED = 4;

    /** What stage 2 has. */
    private enum Fetched {
        /** Nothing: stage 1 was empty, or the L1I was busy. */
        NOTHING,
        HIT,
        MISS,
        TLB_MISS,
        /** A fetch from there raises an exception. */
        FAULT
    }

    private final FetchQueue queue;
    private final InstructionCache cache;
    private final InstructionTranslation translation;
    private final BranchHistoryTable history;
    private final BranchTargetBuffer targets;
    private final ReturnStack returns;

    private boolean valid1;
    private boolean accepted1;
    private long pc1;

    private boolean valid2;
    private long pc2;
    private Fetched fetched2 = Fetched.NOTHING;
    private int word2;
    private boolean mayJump2;
    private long pa2;
    private boolean mayRefill2;
    private boolean mayWalk2;
    private boolean targetHit2;
    private boolean targetTaken2;
    private int targetHalf2;
    private int targetEntry2;
    private boolean branchTaken2;
    private int history2;

    /** Stage 0 could not take the packet that has to be fetched again; it is still due. */
    private boolean replayDue;

    /** The packet before ended in the first half of an instruction. */
    private boolean partial;

    private int partialHalf;
    private boolean partialMayJump;

    /** A jump to an unknown place was fetched: what follows must not change the predictors. */
    private boolean lost;

    private long pageVa = NO_PAGE;
    private long pagePa;
    private long walkEnds = Long.MIN_VALUE;

    /** Cycle in which stage 1 last made the TLB ask for a walk. */
    private long requested = Long.MIN_VALUE;

    /** In the present cycle: the history that stage 1 was predicted with, whether stage 0 may fetch, and what stage 2 has found. */
    private int history1;

    private boolean space;
    private boolean replay;
    private boolean redirected;

    private long nextPc;
    private boolean flushTargets;
    /** Cycles in which nothing but the same lookup has happened, since the queue is full. */
    private int full;

    /** Times that the same packet was looked for in vain while a refill is on its way. */
    private int vain;

    private long vainPc;

    /** What has held up the packets since this was last cleared: set by misses. */
    private boolean missed;

    private boolean walked;

    FetchPipe(
            final FrontEndConfig config,
            final FetchQueue queue,
            final InstructionCache cache,
            final InstructionTranslation translation) {
        this.queue = queue;
        this.cache = cache;
        this.translation = translation;
        returns = new ReturnStack(config.returnEntries());
        history = new BranchHistoryTable(config.historyEntries());
        targets = new BranchTargetBuffer(config.targetEntries(), config.targetPages(), returns);
    }

    BranchHistoryTable history() {
        return history;
    }

    BranchTargetBuffer targets() {
        return targets;
    }

    boolean missed() {
        return missed;
    }

    boolean walked() {
        return walked;
    }

    void clearDelays() {
        missed = false;
        walked = false;
    }

    /** Whether every cycle is like the one before until an instruction is taken from the queue. */
    boolean isFull() {
        return full >= SETTLED;
    }

    /**
     * Whether every cycle is like the last but one until the first beat of the refill, which {@link #firstBeat}
     * tells.
     */
    boolean isWaiting() {
        return vain >= SETTLED && !valid1 == valid2;
    }

    long firstBeat() {
        return cache.firstBeat();
    }

    /** The next lookup translates afresh. */
    void forgetPage() {
        pageVa = NO_PAGE;
    }

    /**
     * First half of cycle {@code c}: stage 2 delivers its packet, if it has it, and stages 1 and 2 say where to go
     * on.
     */
    void deliver(final long c) {
        history.beginCycle();
        targets.lookUp(pc1, history);
        space = hasSpace();
        nextPc = targets.taken() ? targets.target() : (pc1 & -PACKET) + PACKET;
        redirected = false;
        flushTargets = false;
        history1 = history.history();
        boolean delivered = false;
        if (valid2) {
            if (fetched2 == Fetched.HIT) {
                deliverPacket();
                delivered = true;
            } else if (fetched2 == Fetched.FAULT) {
                queue.add(pc2, Packet.pack((int) pc2 >>> 1 & 1, 1, 0, false, targetEntry2, history2));
                partial = false;
                delivered = true;
            } else {
                fail(c);
            }
        }
        replay = valid2 && !delivered || replayDue;
    }

    private boolean hasSpace() {
        final int count = queue.count();
        return count < FetchQueue.CAPACITY - 2
                || count < FetchQueue.CAPACITY - 1 && !(valid1 && valid2)
                || count < FetchQueue.CAPACITY && !valid1 && !valid2;
    }

    private void fail(final long c) {
        if (fetched2 == Fetched.MISS) {
            missed = true;
            if (mayRefill2) {
                cache.refill(pa2, c);
                vain = 0;
            } else {
                vain = pc2 == vainPc ? vain + 1 : 0;
            }
            vainPc = pc2;
        } else if (fetched2 == Fetched.TLB_MISS) {
            walked = true;
            if (mayWalk2) {
                walkEnds = translation.walk(pc2, c);
            }
        }
    }

    private void deliverPacket() {
        final int start = (int) pc2 >>> 1 & 1;
        if (!mayJump2 && !(partial && partialMayJump) && !targetHit2) {
            queue.add(pc2, Packet.pack(start, 1, word2, false, targetEntry2, history2));
            final boolean lowBegins = start == 0 && !partial;
            final boolean highBegins = !(lowBegins && !Predecoder.isNarrow(word2));
            partialHalf = word2 >>> 16;
            partial = highBegins && !Predecoder.isNarrow(partialHalf);
            partialMayJump = false;
            return;
        }
        scan(start);
    }

    private void scan(final int start) {
        final int low = word2 & 0xffff;
        final int high = word2 >>> 16;
        final boolean lowBegins = start == 0 && !partial;
        final boolean lowNarrow = Predecoder.isNarrow(low);
        final boolean highBegins = !(lowBegins && !lowNarrow);
        final boolean highNarrow = Predecoder.isNarrow(high);
        final int lowBits = low << 16 | partialHalf;
        final int lowKind = partial ? Predecoder.wide(lowBits) : lowBegins ? Predecoder.narrow(low) : Predecoder.NONE;
        final int highKind = highBegins ? Predecoder.narrow(high) : Predecoder.wide(word2);
        final boolean lowTaken = isTaken(lowKind);
        final boolean taken = lowTaken || isTaken(highKind);
        final long base = pc2 & -PACKET;
        final int kind = lowTaken ? lowKind : highKind;
        if (targetHit2 && (targetHalf2 == 0 ? lowBegins && !lowNarrow : highBegins && !highNarrow)) {
            flushTargets = true;
        }
        final boolean known = kind == Predecoder.BRANCH
                || kind == Predecoder.JUMP
                || kind == Predecoder.CALL
                || kind == Predecoder.RETURN && !returns.isEmpty();
        if (taken && !targetTaken2) {
            redirected = true;
            if (kind == Predecoder.RETURN && known) {
                nextPc = returns.top();
            } else if (known) {
                nextPc = lowTaken
                        ? partial ? base - 2 + Predecoder.wideOffset(lowBits) : base + Predecoder.narrowOffset(low)
                        : highBegins ? base + 2 + Predecoder.narrowOffset(high) : base + Predecoder.wideOffset(word2);
            }
        }
        if (!lost) {
            if (lowKind == Predecoder.BRANCH || !lowTaken && highKind == Predecoder.BRANCH) {
                history.advance(branchTaken2);
            }
            if (taken && known && !targetHit2 && queue.count() < 2) {
                targets.request(targets.none(), true, controlKind(kind).ordinal(), base + (lowTaken ? 0 : 2));
            }
            if (kind == Predecoder.CALL || kind == Predecoder.INDIRECT_CALL) {
                returns.push(base + (lowTaken ? 2 : PACKET));
            } else if (kind == Predecoder.RETURN) {
                returns.pop();
            }
        }
        if (flushTargets || taken && !targetTaken2 && !known) {
            lost = true;
        }
        final int last = targetTaken2 ? targetHalf2 : taken && lowTaken ? 0 : 1;
        final int entry = taken && !targetTaken2 ? targets.none() : targetEntry2;
        queue.add(pc2, Packet.pack(start, Math.max(last, start), word2, flushTargets, entry, history2));
        partial = highBegins && !lowTaken && !highNarrow && !targetTaken2 && !taken;
        partialHalf = high;
        partialMayJump = partial && Predecoder.wide(high) != Predecoder.NONE;
    }

    private boolean isTaken(final int kind) {
        return kind != Predecoder.NONE && (kind != Predecoder.BRANCH || branchTaken2);
    }

    private static ControlKind controlKind(final int kind) {
        return switch (kind) {
            case Predecoder.BRANCH -> ControlKind.BRANCH;
            case Predecoder.CALL, Predecoder.INDIRECT_CALL -> ControlKind.CALL;
            case Predecoder.RETURN -> ControlKind.RETURN;
            default -> ControlKind.JUMP;
        };
    }

    /**
     * Second half of cycle {@code c}: everything moves on a stage.
     *
     * @param request whether the pipeline sends the front end to {@code to}: whatever is on its way is dropped
     */
    void advance(final long c, final boolean request, final long to) {
        final long next = request ? to : replay ? pc2 : nextPc;
        final boolean drop = request || redirected;
        final boolean valid0 = request || space;
        if (targets.isBusy()) {
            targets.endCycle(pc1);
        }
        if (flushTargets) {
            targets.flush();
        }
        if (request) {
            queue.clear();
            partial = false;
            lost = false;
        }
        if (replay) {
            valid2 = false;
        } else {
            pc2 = pc1;
            valid2 = !drop;
            if (valid2) {
                fetch(c);
            } else if (valid1) {
                ask(c);
            }
        }
        replayDue = replay && !valid0;
        full = replayDue && !valid1 && !valid2 && pc2 == next && !targets.isWriting() ? full + 1 : 0;
        if (request) {
            vain = 0;
        }
        accepted1 = valid0 && !cache.isBusy(c);
        valid1 = valid0;
        pc1 = next;
    }

    /** Stage 1 hands over to stage 2. */
    private void fetch(final long c) {
        targetHit2 = targets.hit();
        targetTaken2 = targets.taken();
        targetHalf2 = targets.half();
        targetEntry2 = targets.entry();
        history2 = history1;
        if (!valid1) {
            fetched2 = Fetched.NOTHING;
            return;
        }
        final long page = pc1 & ~PAGE_MASK;
        if (page != pageVa && !translate(page, c)) {
            return;
        }
        if (!accepted1) {
            fetched2 = Fetched.NOTHING;
            return;
        }
        final long pa = pagePa | pc1 & PAGE_MASK;
        final int place = cache.find(pa, c);
        if (place >= 0) {
            fetched2 = Fetched.HIT;
            word2 = cache.word(place);
            mayJump2 = cache.mayJump(place);
            branchTaken2 = (mayJump2 || partial || targetHit2) && history.predictedBefore(pc1, history1);
        } else {
            fetched2 = Fetched.MISS;
            pa2 = pa;
            mayRefill2 = !cache.isRefilling(c);
        }
    }

    /** Stage 1 is dropped; but if it misses the TLB, the TLB has begun to ask for a walk. */
    private void ask(final long c) {
        final long page = pc1 & ~PAGE_MASK;
        if (page != pageVa && c > walkEnds && translation.translate(page) == InstructionTranslation.MISS) {
            request(c);
        }
    }

    /** A miss asks for a walk, unless one asked in the cycle before: that keeps the TLB busy for a cycle, even if it is dropped. */
    private boolean request(final long c) {
        final boolean accepted = c != requested + 1;
        if (accepted) {
            requested = c;
        }
        return accepted;
    }

    private boolean translate(final long page, final long c) {
        pageVa = NO_PAGE;
        mayWalk2 = false;
        if (c <= walkEnds) {
            fetched2 = Fetched.TLB_MISS;
            return false;
        }
        final long pa = translation.translate(page);
        if (pa == InstructionTranslation.MISS) {
            mayWalk2 = request(c);
            fetched2 = Fetched.TLB_MISS;
            return false;
        }
        if (pa == InstructionTranslation.FAULT || !cache.reaches(pa)) {
            fetched2 = Fetched.FAULT;
            return false;
        }
        pageVa = page;
        pagePa = pa;
        return true;
    }
}
