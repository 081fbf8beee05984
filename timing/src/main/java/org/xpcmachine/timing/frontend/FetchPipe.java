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

    /** The L1I puts out zeros if it misses; they look like narrow instructions. */
    private static final int NO_WORD = Packet.NARROW;

    /** What stage 2 has: nothing, because stage 1 was empty or the L1I was busy; */
    private static final int NOTHING = 0;

    /** a packet; */
    private static final int HIT = 1;

    private static final int MISS = 2;
    private static final int TLB_MISS = 3;

    /** or a place from which a fetch raises an exception. */
    private static final int FAULT = 4;

    /** What the first half of a cycle tells the second: stage 0 may fetch; */
    private static final int SPACE = 1;

    /** stage 2 does not have its packet, which is fetched again; */
    private static final int REPLAY = 1 << 1;

    /** {@link #nextPc} is where to go on; */
    private static final int ELSEWHERE = 1 << 2;

    /** what stage 1 has is dropped; */
    private static final int REDIRECTED = 1 << 3;

    /** the branch target buffer has named what is no branch; */
    private static final int FLUSH_TARGETS = 1 << 4;

    /** and, from this bit on, the history that stage 1 was predicted with. */
    private static final int HISTORY_SHIFT = 8;

    /** In the image of stage 2: what it has, and whether a branch is taken. */
    private static final int STAGE_BITS = 4;

    private final FetchQueue queue;
    private final InstructionCache cache;
    private final InstructionTranslation translation;
    private final BranchHistoryTable history;
    private final BranchTargetBuffer targets;
    private final ReturnStack returns;
    private final Recorder recorder;

    /** Whether the stages are taken: 0 or 1. */
    private int valid1;

    private int valid2;

    private boolean accepted1;
    private long pc1;

    private long pc2;
    private int fetched2 = NOTHING;
    private int word2;

    /** {@link WordFacts} of the word. */
    private int facts2;

    /**
     * {@link WordFacts} of what the L1I put out last: they stay until stage 1 reads again, also if stage 2 has gone on to a packet that stage 1
     * did not read.
     */
    private int output;

    private long pa2;
    private boolean mayRefill2;
    private boolean mayWalk2;

    /** What the branch target buffer found. */
    private int target2;

    private boolean branchTaken2;
    private int history2;

    /** Stage 0 could not take the packet that has to be fetched again; it is still due. */
    private boolean replayDue;

    /** The packet before ended in the first half of an instruction. */
    private boolean partial;

    private int partialHalf;

    /** That instruction may be a jump or branch; only if {@link #partial}. */
    private boolean partialMayJump;

    /** A jump to an unknown place was fetched: what follows must not change the predictors. */
    private boolean lost;

    private long pageVa = NO_PAGE;
    private long pagePa;
    private long walkEnds = Long.MIN_VALUE;

    /** Cycle in which stage 1 last made the TLB ask for a walk. */
    private long requested = Long.MIN_VALUE;

    private long nextPc;

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
            final InstructionTranslation translation,
            final Contents contents,
            final Recorder recorder) {
        this.recorder = recorder;
        this.queue = queue;
        this.cache = cache;
        this.translation = translation;
        returns = new ReturnStack(config.returnEntries(), recorder);
        history = new BranchHistoryTable(config.historyEntries(), recorder);
        targets = new BranchTargetBuffer(config.targetEntries(), config.targetPages(), returns, contents, recorder);
    }

    BranchHistoryTable history() {
        return history;
    }

    BranchTargetBuffer targets() {
        return targets;
    }

    ReturnStack returns() {
        return returns;
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
        return full >= SETTLED || full > 0 && targets.isIdle(pc1);
    }

    /**
     * Whether every cycle is like the last but one until the first beat of the refill, which {@link #firstBeat}
     * tells.
     */
    boolean isWaiting() {
        return vain >= SETTLED && valid1 != valid2;
    }

    long firstBeat() {
        return cache.firstBeat();
    }

    /** The next lookup translates afresh. */
    void forgetPage() {
        pageVa = NO_PAGE;
    }

    /** A cycle in which the pipeline asks for nothing. */
    void step(final long c) {
        advance(c, deliver(c));
    }

    /**
     * First half of cycle {@code c}: stage 2 delivers its packet, if it has it, and stages 1 and 2 say where to go
     * on. Returns what {@link #advance} has to know.
     */
    int deliver(final long c) {
        if (recorder.on) {
            recorder.lookUp(pc1, targets);
        }
        int outcome = history.history() << HISTORY_SHIFT;
        if (queue.count() + valid1 + valid2 < FetchQueue.CAPACITY) {
            outcome |= SPACE;
        }
        if (!targets.isIdle(pc1) && BranchTargetBuffer.isTaken(targets.lookUp(pc1, history))) {
            nextPc = targets.target();
            outcome |= ELSEWHERE;
        }
        if (replayDue) {
            outcome |= REPLAY;
        }
        if (valid2 == 0) {
            return outcome;
        }
        return outcome | (fetched2 == HIT ? deliverPacket() : deliverNone(c));
    }

    private int deliverNone(final long c) {
        if (fetched2 == NOTHING) {
            if (target2 == 0 || !isInsideWide(output)) {
                return REPLAY;
            }
            lost = true;
            return REPLAY | FLUSH_TARGETS;
        }
        recorder.spoil();
        if (fetched2 == FAULT) {
            final int entry = BranchTargetBuffer.entry(target2);
            queue.add(pc2, Packet.pack(start(), 1, Packet.narrow(0), false, entry, history2));
            partial = false;
            partialMayJump = false;
            return 0;
        }
        if (fetched2 == MISS) {
            missed = true;
            if (mayRefill2) {
                cache.refill(pa2, c);
                vain = 0;
            } else {
                vain = pc2 == vainPc ? vain + 1 : 0;
            }
            vainPc = pc2;
        } else if (fetched2 == TLB_MISS) {
            walked = true;
            if (mayWalk2) {
                walkEnds = translation.walk(pc2, c);
            }
        }
        return REPLAY;
    }

    /**
     * Whether the branch that the target buffer has named would end in the first half of a four-byte instruction, if the word of stage 2 were that
     * of {@code facts}.
     */
    private boolean isInsideWide(final int facts) {
        if (!BranchTargetBuffer.isHit(target2)) {
            return false;
        }
        final boolean lowBegins = start() == 0 && !partial;
        if (BranchTargetBuffer.half(target2) == 0) {
            return lowBegins && !WordFacts.lowIsNarrow(facts);
        }
        return (!lowBegins || WordFacts.lowIsNarrow(facts)) && !WordFacts.highIsNarrow(facts);
    }

    /** Which half of the packet in stage 2 is its first. */
    private int start() {
        return (int) pc2 >>> 1 & 1;
    }

    private int deliverPacket() {
        final int facts = facts2;
        final int start = start();
        if (WordFacts.mayJump(facts) || partialMayJump || target2 != 0) {
            return scan(start);
        }
        queue.add(pc2, Packet.plain(start, WordFacts.narrow(facts), history2));
        final boolean lowBegins = start == 0 && !partial;
        final boolean highBegins = !lowBegins || WordFacts.lowIsNarrow(facts);
        partialHalf = word2 >>> 16;
        partial = highBegins && !WordFacts.highIsNarrow(facts);
        return 0;
    }

    /** The packet may have to do with a jump or branch. */
    private int scan(final int start) {
        final int facts = facts2;
        final int low = word2 & 0xffff;
        final int high = word2 >>> 16;
        final boolean lowBegins = start == 0 && !partial;
        final boolean lowNarrow = WordFacts.lowIsNarrow(facts);
        final boolean highBegins = !lowBegins || lowNarrow;
        final boolean highNarrow = WordFacts.highIsNarrow(facts);
        final int lowBits = low << 16 | partialHalf;
        final int lowKind = partial ? Predecoder.wide(lowBits) : lowBegins ? WordFacts.low(facts) : Predecoder.NONE;
        final int highKind = highBegins ? WordFacts.high(facts) : WordFacts.wide(facts);
        final boolean lowTaken = isTaken(lowKind);
        final boolean taken = lowTaken || isTaken(highKind);
        final long base = pc2 & -PACKET;
        final int kind = lowTaken ? lowKind : highKind;
        final boolean targetHit = BranchTargetBuffer.isHit(target2);
        final boolean targetTaken = BranchTargetBuffer.isTaken(target2);
        final int targetHalf = BranchTargetBuffer.half(target2);
        int outcome = 0;
        if (isInsideWide(facts)) {
            outcome |= FLUSH_TARGETS;
        }
        final boolean known = kind == Predecoder.BRANCH
                || kind == Predecoder.JUMP
                || kind == Predecoder.CALL
                || kind == Predecoder.RETURN && !returns.isEmpty();
        if (taken && !targetTaken) {
            outcome |= REDIRECTED;
            if (known) {
                outcome |= ELSEWHERE;
                nextPc = kind == Predecoder.RETURN
                        ? returns.top()
                        : base + (lowTaken ? lowDistance(low, lowBits) : highDistance(high, highBegins));
            }
        }
        if (!lost) {
            if (lowKind == Predecoder.BRANCH || !lowTaken && highKind == Predecoder.BRANCH) {
                history.advance(branchTaken2);
            }
            if (taken && known && !targetHit && queue.count() < 2) {
                targets.request(
                        BranchTargetBuffer.OLDEST, true, controlKind(kind).ordinal(), base + (lowTaken ? 0 : 2));
            }
            if (kind == Predecoder.CALL || kind == Predecoder.INDIRECT_CALL) {
                returns.push(base + (lowTaken ? 2 : PACKET));
            } else if (kind == Predecoder.RETURN) {
                returns.pop();
            }
        }
        final boolean flush = (outcome & FLUSH_TARGETS) != 0;
        if (flush || taken && !targetTaken && !known) {
            lost = true;
        }
        final int last = targetTaken ? targetHalf : taken && lowTaken ? 0 : 1;
        final int entry = taken && !targetTaken ? BranchTargetBuffer.OLDEST : BranchTargetBuffer.entry(target2);
        queue.add(pc2, Packet.pack(start, Math.max(last, start), WordFacts.narrow(facts), flush, entry, history2));
        partial = highBegins && !lowTaken && !highNarrow && !targetTaken && !taken;
        partialHalf = high;
        partialMayJump = partial && WordFacts.secondMayJump(facts);
        return outcome;
    }

    private long lowDistance(final int low, final int lowBits) {
        return partial ? Predecoder.wideOffset(lowBits) - 2 : Predecoder.narrowOffset(low);
    }

    private long highDistance(final int high, final boolean highBegins) {
        return highBegins ? Predecoder.narrowOffset(high) + 2 : Predecoder.wideOffset(word2);
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

    /** Second half of cycle {@code c}: everything moves on a stage. {@code outcome} is of {@link #deliver}. */
    void advance(final long c, final int outcome) {
        endOfTargets(outcome);
        final boolean space = (outcome & SPACE) != 0;
        final long from = pc1;
        if ((outcome & REPLAY) != 0) {
            replayDue = !space;
            final boolean idle = !space && valid1 + valid2 == 0 && !targets.isWriting();
            full = idle ? full + 1 : 0;
            valid2 = 0;
            pc1 = pc2;
        } else {
            pc1 = (outcome & ELSEWHERE) != 0 ? nextPc : (from & -PACKET) + PACKET;
            pc2 = from;
            if ((outcome & REDIRECTED) == 0) {
                valid2 = 1;
                fetch(c, from, outcome >>> HISTORY_SHIFT);
            } else {
                valid2 = 0;
                drop(c, from);
            }
        }
        accepted1 = space && !cache.isBusy(c);
        valid1 = space ? 1 : 0;
    }

    /**
     * Second half of cycle {@code c} if the pipeline sends the front end to {@code to}: whatever is on its way is dropped.
     */
    void restart(final long c, final int outcome, final long to) {
        endOfTargets(outcome);
        queue.clear();
        partial = false;
        partialMayJump = false;
        lost = false;
        if ((outcome & REPLAY) == 0) {
            pc2 = pc1;
            drop(c, pc1);
        }
        valid2 = 0;
        replayDue = false;
        full = 0;
        vain = 0;
        accepted1 = !cache.isBusy(c);
        valid1 = 1;
        pc1 = to;
    }

    private void endOfTargets(final int outcome) {
        if (targets.isBusy()) {
            targets.endCycle(pc1);
        }
        if ((outcome & FLUSH_TARGETS) != 0) {
            targets.flush();
        }
    }

    /** Whether stage 1 has the L1I read. */
    private boolean reads() {
        return valid1 != 0 && accepted1;
    }

    /** Stage 1 hands over to stage 2. */
    private void fetch(final long c, final long pc, final int history1) {
        target2 = targets.found();
        history2 = history1;
        fetched2 = NOTHING;
        if (reads()) {
            output = NO_WORD;
        }
        if (valid1 == 0 || (pc & ~PAGE_MASK) != pageVa && !translate(pc & ~PAGE_MASK, c) || !accepted1) {
            return;
        }
        final long pa = pagePa | pc & PAGE_MASK;
        final int place = cache.find(pa, c);
        if (place >= 0) {
            fetched2 = HIT;
            word2 = cache.word(place);
            facts2 = cache.facts(place);
            output = facts2;
            final boolean scanned = WordFacts.mayJump(facts2) || partialMayJump || target2 != 0;
            branchTaken2 = scanned && history.predict(pc, history1);
        } else {
            fetched2 = MISS;
            pa2 = pa;
            mayRefill2 = !cache.isRefilling(c);
        }
    }

    /** Stage 1 is dropped; but if it misses the TLB, the TLB has begun to ask for a walk. */
    private void drop(final long c, final long pc) {
        final long page = pc & ~PAGE_MASK;
        if (reads()) {
            final int place = page == pageVa ? cache.find(pagePa | pc & PAGE_MASK, c) : -1;
            output = place < 0 ? NO_WORD : cache.facts(place);
        }
        if (valid1 != 0
                && page != pageVa
                && c > walkEnds
                && translation.translate(page) == InstructionTranslation.MISS) {
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
        if (!translation.isPlain()) {
            recorder.spoil();
        }
        if (c <= walkEnds) {
            fetched2 = TLB_MISS;
            return false;
        }
        final long pa = translation.translate(page);
        if (pa == InstructionTranslation.MISS) {
            mayWalk2 = request(c);
            fetched2 = TLB_MISS;
            return false;
        }
        if (pa == InstructionTranslation.FAULT || !cache.reaches(pa)) {
            fetched2 = FAULT;
            return false;
        }
        pageVa = page;
        pagePa = pa;
        return true;
    }

    /** Whether all that goes on in cycle {@code c} is in what {@link #save} writes: no miss, no refill, no walk. */
    boolean canSave(final long c) {
        return cache.isQuiet()
                && c > walkEnds
                && c > requested
                && !missed
                && !walked
                && (valid2 == 0 || fetched2 <= HIT);
    }

    /** Whether {@link #output} may be looked at before stage 1 replaces it. */
    private boolean outputMatters() {
        return !reads() || valid2 != 0 && fetched2 == NOTHING;
    }

    void save(final Image image) {
        final boolean idle = full > 0 && targets.isIdle(pc1);
        image.put(image.number(history.history())
                | valid1 << 8
                | valid2 << 9
                | (valid1 != 0 && accepted1 ? 1 << 10 : 0)
                | (replayDue ? 1 << 11 : 0)
                | (partial ? 1 << 12 : 0)
                | (partialMayJump ? 1 << 13 : 0)
                | (lost ? 1 << 14 : 0)
                | (translation.isPlain() ? 1 << 15 : 0)
                | (idle ? SETTLED : Math.min(full, SETTLED)) << 16);
        image.put(pc1);
        image.put(pc2);
        image.put(pageVa);
        image.put(pagePa);
        if (partial) {
            image.put(partialHalf);
        }
        if (valid2 != 0) {
            image.put(fetched2
                    | (fetched2 == HIT && branchTaken2 ? 1 << 3 : 0)
                    | BranchTargetBuffer.save(target2, image) << STAGE_BITS
                    | image.number(history2) << STAGE_BITS + BranchTargetBuffer.SAVED_BITS);
            if (fetched2 == HIT) {
                image.put(word2);
                image.put(facts2);
            }
        }
        if (outputMatters()) {
            image.put(output);
        }
        targets.save(image);
    }

    void load(final Image image) {
        final int bits = image.takeInt();
        history.restore(image.named(bits & 0xff));
        valid1 = bits >> 8 & 1;
        valid2 = bits >> 9 & 1;
        accepted1 = (bits >> 10 & 1) != 0;
        replayDue = (bits >> 11 & 1) != 0;
        partial = (bits >> 12 & 1) != 0;
        partialMayJump = (bits >> 13 & 1) != 0;
        lost = (bits >> 14 & 1) != 0;
        full = bits >> 16;
        vain = 0;
        missed = false;
        walked = false;
        pc1 = image.take();
        pc2 = image.take();
        pageVa = image.take();
        pagePa = image.take();
        if (partial) {
            partialHalf = image.takeInt();
        }
        if (valid2 != 0) {
            final int stage = image.takeInt();
            fetched2 = stage & 7;
            branchTaken2 = (stage >> 3 & 1) != 0;
            target2 = BranchTargetBuffer.load(stage >> STAGE_BITS & (1 << BranchTargetBuffer.SAVED_BITS) - 1, image);
            history2 = image.named(stage >> STAGE_BITS + BranchTargetBuffer.SAVED_BITS);
            if (fetched2 == HIT) {
                word2 = image.takeInt();
                facts2 = image.takeInt();
            }
        }
        if (outputMatters()) {
            output = image.takeInt();
        }
        targets.load(image);
    }
}
