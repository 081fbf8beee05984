// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.core;

import java.util.Arrays;
import org.xpcmachine.isa.Decoded;
import org.xpcmachine.isa.Kind;
import org.xpcmachine.isa.Op;
import org.xpcmachine.machine.cycle.CycleModel;
import org.xpcmachine.machine.cycle.EngineAccess;
import org.xpcmachine.machine.hart.Hart;
import org.xpcmachine.machine.trap.Cause;
import org.xpcmachine.timing.CycleAccount;
import org.xpcmachine.timing.CycleCause;
import org.xpcmachine.timing.CycleObserver;
import org.xpcmachine.timing.frontend.ControlKind;
import org.xpcmachine.timing.frontend.FetchState;
import org.xpcmachine.timing.frontend.FrontEnd;
import org.xpcmachine.timing.memory.DataPort;

/**
 * An in-order, single-issue pipeline of five stages, in the manner of Rocket. An instruction that leaves ID in cycle t is in EX in t + 1,
 * MEM in t + 2, WB in t + 3. The model follows the instructions in program order, and computes t for each: the front end has delivered it, the
 * instruction before has left, and no register that it reads or writes is still to be written.
 *
 * <p>Whatever makes an instruction leave later than one cycle after the one before is charged to its cause, so that the account adds up.
 */
public final class Pipeline implements CycleModel {
    private static final Op[] OPS = Op.values();
    private static final CycleCause[] CAUSES = CycleCause.values();

    /** A result of the ALU is bypassed from EX. */
    private static final int ALU = 1;

    /** A word or doubleword from the L1D is bypassed from MEM, as is the link of a jalr. */
    private static final int FROM_MEM = 2;

    /** Bytes and halves are aligned, and CSRs and the outcome of SC known, in WB. */
    private static final int FROM_WB = 3;

    /** A floating-point load is readable from the registers, after WB. */
    private static final int AFTER_WB = 4;

    private static final int ID_TO_WB = 3;

    /** From the fetch of an instruction, after a redirection, to ID. */
    private static final int FETCH_TO_ID = 2;

    /** A memory access holds up a fence until it has left WB. */
    private static final int UNTIL_ORDERED = 4;

    /** When a slot's register is ready is not known yet: it waits for the write port. */
    private static final long UNKNOWN = Long.MAX_VALUE;

    private static final long ASK = -1;
    private static final long AT_ONCE = -2;

    /** Of an image, besides those for slots. */
    private static final int FIXED_WORDS = 6;

    private static final int LINK = 1;
    private static final int ALTERNATE_LINK = 5;
    private static final int RL = 1;
    private static final int AQ = 2;

    private final Hart hart;
    private final FrontEnd frontEnd;
    private final DataPort data;
    private final CycleAccount account;
    private final EngineUnit engine;

    /** A cross process call leaves the TLBs alone; if not, it flushes them, as software does that writes satp. */
    private final boolean taggedTlb;

    private final WritePort writePort = new WritePort();
    private final Fpu fpu = new Fpu();

    /** First cycle in which an instruction that reads or writes the slot's register can leave ID. */
    private final long[] ready = new long[Slots.COUNT];

    /** Ordinal of the {@link CycleCause} of waiting for each slot: a number, because a reference costs more to store. */
    private final byte[] awaited = new byte[Slots.COUNT];

    /** Cycle in which the last instruction left ID. */
    private long last;

    /** Cycle in which the last access to memory left ID. */
    private long lastAccess = -UNTIL_ORDERED;

    /** Memory accesses wait until those before are ordered. */
    private boolean fenced;

    /** Why the front end was restarted, and until when that excuses its lateness. */
    private CycleCause restartCause = CycleCause.FETCH;

    private long restartUntil;

    private boolean inSystem;

    /** What {@link #last} and satp were before the instruction of {@link #systemBegins}. */
    private long systemFrom;

    private long satp;
    private CycleObserver observer;

    /** What the data port is taken to have answered to an access that was made before; {@link #ASK} if it has to be asked. */
    private long answer = ASK;

    /** When the last access first left ID, and its {@link #outcome}. */
    private long tried;

    private long outcome;

    /** The {@link FrontEnd#trailLength} then. */
    private int triedSteps;

    /** For {@link #save}, with as much as can be in it. */
    private final long[] image = new long[2 * Slots.COUNT + FIXED_WORDS];

    public Pipeline(
            final Hart hart,
            final FrontEnd frontEnd,
            final DataPort data,
            final EngineUnit engine,
            final boolean taggedTlb,
            final CycleAccount account) {
        this.hart = hart;
        this.frontEnd = frontEnd;
        this.data = data;
        this.engine = engine;
        this.taggedTlb = taggedTlb;
        this.account = account;
        Arrays.fill(awaited, (byte) CycleCause.LOAD_USE.ordinal());
    }

    /** Sends what every instruction takes to {@code newObserver}; null for none. */
    public void observe(final CycleObserver newObserver) {
        observer = newObserver;
    }

    @Override
    public long now() {
        return last;
    }

    @Override
    public void idleUntil(final long cycle) {
        if (cycle > last) {
            account.charge(CycleCause.IDLE, cycle - last);
            last = cycle;
        }
    }

    @Override
    public void integer(final long pc, final long d) {
        final long before = last;
        final long t = operands(d, deliver(pc, d));
        if (((int) d & 0x1ff) == FENCE) {
            fenced = true;
        } else {
            writes(d, t, t + ALU, CycleCause.LOAD_USE);
        }
        leave(pc, before, t);
    }

    private static final int FENCE = Op.FENCE.ordinal();

    @Override
    public void multiply(final long pc, final long d, final long rs1, final long rs2) {
        final long before = last;
        long t = operands(d, deliver(pc, d));
        if (writePort.isAwaited()) {
            t = awaitUnit(t);
        } else {
            t = stall(t, writePort.written(), CycleCause.MULTIPLY);
        }
        final int slot = Slots.destination(d);
        use(t);
        writePort.offer(slot, t + MulDivUnit.latency(OPS[(int) d & 0x1ff], rs1, rs2));
        if (slot != Slots.NONE) {
            ready[slot] = UNKNOWN;
            awaited[slot] = (byte) CycleCause.MULTIPLY.ordinal();
        }
        leave(pc, before, t);
    }

    @Override
    public void floating(final long pc, final long d) {
        final long before = last;
        long t = third(d, operands(d, deliver(pc, d)));
        final Fpu.Pipe pipe = Fpu.pipe(d);
        t = admitted(pc, d, pipe, t);
        fpu.enter(pipe, t);
        if (pipe == Fpu.Pipe.TO_INTEGER) {
            use(t);
        }
        set(Slots.destination(d), fpu.ready(pipe, t), CycleCause.FLOATING);
        leave(pc, before, t);
    }

    @Override
    public void floatingDivide(final long pc, final long d, final long a, final long b) {
        final long before = last;
        long t = operands(d, deliver(pc, d));
        t = admitted(pc, d, Fpu.Pipe.DIVIDE, t);
        fpu.divide(Divider.cycles(OPS[(int) d & 0x1ff], a, b), t);
        set(Slots.destination(d), fpu.ready(Fpu.Pipe.DIVIDE, t), CycleCause.FLOATING);
        leave(pc, before, t);
    }

    @Override
    public void load(final long pc, final long d, final long va) {
        final long before = last;
        final Op op = OPS[(int) d & 0x1ff];
        final int size = op.access().bytes();
        long t = ordered(operands(d, deliver(pc, d)));
        final boolean floating = op.kind() == Kind.FP_LOAD;
        if (floating) {
            t = admitted(pc, d, Fpu.Pipe.MEMORY, t);
        }
        t = access(pc, d, t, answer == ASK ? data.load(va, size, t) : answered(t));
        if (floating) {
            set(Slots.destination(d), t + AFTER_WB, CycleCause.LOAD_USE);
        } else {
            writes(d, t, t + (size < Integer.BYTES ? FROM_WB : FROM_MEM), CycleCause.LOAD_USE);
        }
        leave(pc, before, t);
    }

    @Override
    public void store(final long pc, final long d, final long va) {
        final long before = last;
        final Op op = OPS[(int) d & 0x1ff];
        long t = ordered(operands(d, deliver(pc, d)));
        if (op.kind() == Kind.FP_STORE) {
            t = admitted(pc, d, Fpu.Pipe.MEMORY, t);
        }
        t = access(pc, d, t, answer == ASK ? data.store(va, op.access().bytes(), t) : answered(t));
        leave(pc, before, t);
    }

    @Override
    public void atomic(final long pc, final long d, final long va) {
        final long before = last;
        final Op op = OPS[(int) d & 0x1ff];
        final int order = (int) (d >> 32);
        long t = ordered(operands(d, deliver(pc, d)));
        if ((order & RL) != 0) {
            t = drain(t);
        }
        t = access(pc, d, t, data.atomic(va, op.access().bytes(), op.kind() == Kind.LR, t));
        fenced = (order & AQ) != 0;
        writes(d, t, t + (op.kind() == Kind.SC ? FROM_WB : FROM_MEM), CycleCause.LOAD_USE);
        leave(pc, before, t);
    }

    @Override
    public void control(final long pc, final long d, final long next) {
        final long before = last;
        final long t = operands(d, deliver(pc, d));
        final Kind kind = OPS[(int) d & 0x1ff].kind();
        if (kind != Kind.BRANCH) {
            writes(d, t, t + (kind == Kind.JUMP_REG ? FROM_MEM : ALU), CycleCause.LOAD_USE);
        }
        leave(pc, before, t);
        final boolean taken = kind != Kind.BRANCH || next != pc + Decoded.length(d);
        frontEnd.control(controlKind(kind, d), taken, next);
    }

    /** The predictor goes by the lowest bit of rd, and by rs1. */
    private static ControlKind controlKind(final Kind kind, final long d) {
        if (kind == Kind.BRANCH) {
            return ControlKind.BRANCH;
        }
        if ((Decoded.rd(d) & 1) != 0) {
            return ControlKind.CALL;
        }
        final int base = Decoded.rs1(d);
        return kind == Kind.JUMP_REG && (base == LINK || base == ALTERNATE_LINK)
                ? ControlKind.RETURN
                : ControlKind.JUMP;
    }

    @Override
    public void systemBegins(final long pc, final long d) {
        long t = operands(d, deliver(pc, d));
        final Op op = OPS[(int) d & 0x1ff];
        if (op.kind() == Kind.CSR && CsrPipe.isFloating(d)) {
            t = stall(t, fpu.idle(t), CycleCause.FLOATING);
        } else if (op == Op.FENCE_I) {
            t = drain(t);
        }
        systemFrom = last;
        account.charge(CycleCause.ISSUE, 1);
        frontEnd.issued(t);
        last = t;
        inSystem = true;
        satp = hart.satp;
        engine.begin(t);
    }

    @Override
    public void systemEnds(final long pc, final long d, final long next) {
        inSystem = false;
        final Op op = OPS[(int) d & 0x1ff];
        final long t = last;
        switch (op) {
            case XCALL, XRET, SWAPSEG -> engineEnds(op, d, next);
            case SFENCE_VMA -> {
                final long va = Decoded.rs1(d) == 0 ? -1 : hart.x[Decoded.rs1(d)];
                final long asid = Decoded.rs2(d) == 0 ? -1 : hart.x[Decoded.rs2(d)] & 0xffff;
                data.flushTranslations(va, asid);
                frontEnd.fenceTranslations(va, asid);
                restart(next, t, CycleCause.FENCE);
            }
            case FENCE_I -> {
                frontEnd.invalidate();
                restart(next, t, CycleCause.FENCE);
            }
            case MRET, SRET -> restart(next, t, CycleCause.TRAP);
            case WFI -> restart(next, t, CycleCause.IDLE);
            default -> {
                writes(d, t, t + FROM_WB, CycleCause.CSR);
                if (CsrPipe.flushes(d)) {
                    restart(next, t, CycleCause.CSR);
                }
            }
        }
        if (observer != null) {
            observer.spent(hart.id, pc, systemFrom, last);
        }
    }

    /** A prefetch (an xcall with a negative ID) goes on in the background. */
    private void engineEnds(final Op op, final long d, final long next) {
        if (op == Op.XCALL && hart.x[Decoded.rs1(d)] < 0) {
            engine.finishInBackground();
            return;
        }
        engineUntil(engine.finish());
        if (hart.satp != satp && !taggedTlb) {
            data.flushTranslations(-1, -1);
            frontEnd.flushTranslations(-1, -1);
        }
        if (op == Op.XCALL) {
            set(ALTERNATE_LINK, last + FROM_WB, CycleCause.ENGINE);
        }
        restart(next, last, CycleCause.ENGINE);
    }

    private void engineUntil(final long until) {
        account.charge(CycleCause.ENGINE, until - last);
        last = until;
    }

    @Override
    public void trap(final long pc, final long cause, final long tval) {
        final long before = inSystem ? systemFrom : last;
        if (!inSystem) {
            final long t = Math.max(last + 1, frontEnd.ready(pc, Integer.BYTES));
            account.charge(CycleCause.TRAP, t - last);
            final boolean walked = cause == Cause.LOAD_PAGE_FAULT || cause == Cause.STORE_PAGE_FAULT;
            last = walked ? data.faulting(tval, t) : t;
            frontEnd.issued(last);
        }
        if (inSystem && engine.isUsed()) {
            engineUntil(engine.finish());
        }
        inSystem = false;
        restart(hart.pc, last, CycleCause.TRAP);
        if (observer != null) {
            observer.spent(hart.id, pc, before, last);
        }
    }

    @Override
    public void translationChanged() {
        data.translationChanged();
        frontEnd.translationChanged();
    }

    @Override
    public void engineLoad(final EngineAccess purpose, final long pa) {
        engine.load(purpose, pa);
    }

    @Override
    public void engineStore(final EngineAccess purpose, final long pa) {
        engine.store(purpose, pa);
    }

    /** Returns the first cycle in which the instruction at {@code pc} can leave ID as far as the front end is concerned. */
    private long deliver(final long pc, final long d) {
        final long earliest = last + 1;
        final long arrives = frontEnd.ready(pc, Decoded.length(d));
        if (arrives <= earliest) {
            return earliest;
        }
        final long excused = Math.min(Math.max(restartUntil - earliest, 0), arrives - earliest);
        if (excused > 0) {
            account.charge(restartCause, excused);
        }
        account.charge(frontEnd.delay(), arrives - earliest - excused);
        return arrives;
    }

    private long operands(final long d, final long cycle) {
        long t = cycle;
        final int first = Slots.first(d);
        final int second = Slots.second(d);
        final int destination = Slots.destination(d);
        if (ready[first] > t) {
            t = await(t, first);
        }
        if (ready[second] > t) {
            t = await(t, second);
        }
        if (ready[destination] > t) {
            t = await(t, destination);
        }
        return t;
    }

    /** A fused multiply-add has a third. */
    private long third(final long d, final long t) {
        final int slot = Slots.third(d);
        return ready[slot] > t ? await(t, slot) : t;
    }

    private long await(final long t, final int slot) {
        if (ready[slot] == UNKNOWN) {
            return awaitUnit(t);
        }
        return stall(t, ready[slot], CAUSES[awaited[slot]]);
    }

    /** Waits until the multiplier's result has been written. */
    private long awaitUnit(final long t) {
        final int slot = writePort.waiting();
        final long written = writePort.finish();
        ready[slot] = slot == Slots.NONE ? 0 : written;
        return stall(t, written, CycleCause.MULTIPLY);
    }

    private long stall(final long t, final long until, final CycleCause cause) {
        if (until <= t) {
            return t;
        }
        account.charge(cause, until - t);
        return until;
    }

    /** A memory access behind a fence waits until those before it are ordered. */
    private long ordered(final long t) {
        if (!fenced) {
            return t;
        }
        fenced = false;
        return drain(t);
    }

    private long drain(final long t) {
        return stall(stall(t, lastAccess + UNTIL_ORDERED, CycleCause.FENCE), data.drained(t), CycleCause.FENCE);
    }

    /** The data port has charged for its delay. An instruction that was replayed was fetched anew after its last vain attempt. */
    private long access(final long pc, final long d, final long t, final long succeeds) {
        lastAccess = succeeds;
        tried = t;
        triedSteps = frontEnd.trailLength();
        outcome = outcome(t, succeeds);
        if (succeeds != t && data.attempted() != DataPort.WAITED) {
            lastAccess = stall(succeeds, refetch(pc, d, data.attempted()), CycleCause.FETCH);
        }
        return lastAccess;
    }

    private long answered(final long t) {
        return answer == AT_ONCE ? t : answer;
    }

    /** Returns when an instruction of the floating-point unit leaves ID for the last time. */
    private long admitted(final long pc, final long d, final Fpu.Pipe pipe, final long issue) {
        long t = issue;
        while (!fpu.admits(pipe, t)) {
            t = stall(t, refetch(pc, d, t), CycleCause.FLOATING);
        }
        return t;
    }

    /** The instruction left ID in {@code t} in vain, and is fetched again from WB on; returns when it is back in ID. */
    private long refetch(final long pc, final long d, final long t) {
        frontEnd.replayed(t);
        return frontEnd.ready(pc, Decoded.length(d));
    }

    /** An instruction of the integer pipe leaves ID in {@code t} and writes its register, usable from {@code usable} on. */
    private void writes(final long d, final long t, final long usable, final CycleCause cause) {
        use(t);
        set(Slots.destination(d), usable, cause);
    }

    private void use(final long t) {
        final int slot = writePort.waiting();
        if (writePort.use(t) && slot != Slots.NONE) {
            ready[slot] = writePort.written();
        }
    }

    private void set(final int slot, final long cycle, final CycleCause cause) {
        ready[slot] = cycle;
        awaited[slot] = (byte) cause.ordinal();
        ready[Slots.NONE] = 0;
    }

    private void leave(final long pc, final long before, final long t) {
        account.charge(CycleCause.ISSUE, 1);
        frontEnd.issued(t);
        last = t;
        if (observer != null) {
            observer.spent(hart.id, pc, before, t);
        }
    }

    /** WB of the instruction that left ID in {@code t} sends the front end to {@code next}. */
    private void restart(final long next, final long t, final CycleCause cause) {
        frontEnd.restart(next, t + ID_TO_WB);
        restartCause = cause;
        restartUntil = t + ID_TO_WB + FETCH_TO_ID;
    }

    /** An instruction that was executed before is followed, with accesses that succeed at once. */
    void repeat(final long pc, final long d) {
        answer = AT_ONCE;
        switch (OPS[(int) d & 0x1ff].kind()) {
            case LOAD, FP_LOAD -> load(pc, d, 0);
            case STORE, FP_STORE -> store(pc, d, 0);
            case F_F, F_FF, F_FFF, F_X, X_F, X_FF -> floating(pc, d);
            default -> integer(pc, d);
        }
        answer = ASK;
    }

    /** {@link #load}, where the data port has been asked, and has answered {@code succeeds}. */
    void load(final long pc, final long d, final long va, final long succeeds) {
        answer = succeeds;
        load(pc, d, va);
        answer = ASK;
    }

    /** Likewise for {@link #store}. */
    void store(final long pc, final long d, final long va, final long succeeds) {
        answer = succeeds;
        store(pc, d, va);
        answer = ASK;
    }

    /** Returns the cycle in which the last access first left ID. */
    long tried() {
        return tried;
    }

    /**
     * Returns all that matters of what the data port answered to the last access, or has answered to one that first left ID in {@code t} and succeeds in
     * {@code succeeds}: how much later that is, and when the last vain attempt was. {@link Course#PLAIN} if it succeeded at once.
     */
    long outcome(final long t, final long succeeds) {
        if (succeeds == t) {
            return Course.PLAIN;
        }
        final long vain = data.attempted() == DataPort.WAITED ? -1 : data.attempted() - t;
        return succeeds - t << Integer.SIZE | vain & 0xffff_ffffL;
    }

    long outcome() {
        return outcome;
    }

    int triedSteps() {
        return triedSteps;
    }

    long lastAccess() {
        return lastAccess;
    }

    /**
     * Returns what goes on, relative to {@link #now}, apart from {@link #lastAccess}; null if the front end's state is none that is remembered, or something goes on that is rare. What cannot
     * make the next instruction wait is not in it.
     */
    PipelineState save() {
        final FetchState fetch = frontEnd.state();
        final long next = last + 1;
        if (fetch == null || fenced || inSystem || restartUntil > next) {
            return null;
        }
        int words = 0;
        image[words++] = writePort.isAwaited() ? writePort.waiting() : WritePort.NOBODY;
        image[words++] = writePort.isAwaited() ? writePort.offered() - last : 0;
        image[words++] = writePort.isAwaited() ? writePort.lastUse() - last : 0;
        image[words++] = Math.max(writePort.written() - last, 0);
        image[words++] = fpu.taken(next);
        image[words++] = Math.max(fpu.divided() - last, 0);
        for (int slot = 0; slot < Slots.COUNT; slot++) {
            if (ready[slot] > next) {
                image[words++] = slot | (long) awaited[slot] << Byte.SIZE;
                image[words++] = ready[slot] == UNKNOWN ? UNKNOWN : ready[slot] - last;
            }
        }
        return new PipelineState(fetch, Arrays.copyOf(image, words));
    }

    /** Goes on from a state that {@link #save} returned, with {@link #now} as given. The front end is in its part of it. */
    void load(final PipelineState state, final long now, final long access) {
        final long[] from = state.image;
        last = now;
        lastAccess = access;
        fenced = false;
        inSystem = false;
        restartUntil = 0;
        int words = 0;
        writePort.load((int) from[words++], now + from[words++], now + from[words++], now + from[words++]);
        fpu.load(now + 1, from[words++], now + from[words++]);
        Arrays.fill(ready, 0);
        while (words < from.length) {
            final int slot = (int) from[words] & 0xff;
            awaited[slot] = (byte) (from[words++] >> Byte.SIZE);
            final long cycles = from[words++];
            ready[slot] = cycles == UNKNOWN ? UNKNOWN : now + cycles;
        }
    }
}
