// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.lockstep;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.xpcmachine.isa.Compressed;
import org.xpcmachine.isa.CsrNames;
import org.xpcmachine.isa.Decoded;
import org.xpcmachine.isa.Decoder;
import org.xpcmachine.isa.Encoder;
import org.xpcmachine.isa.Kind;
import org.xpcmachine.isa.Op;
import org.xpcmachine.isa.Operand;

/**
 * A program of random instructions of all unprivileged extensions, derived from the instruction table. Each is a group:
 * its operands are made interesting, it is executed, and what it changed is recorded in the trace.
 */
final class UnprivilegedStream {
    private static final List<Op> INTEGER = ops(op -> switch (op.kind()) {
        case RR, RI, R, PC_IMM -> true;
        default -> false;
    });
    private static final List<Op> FLOAT = ops(op -> switch (op.kind()) {
        case F_F, F_FF, F_FFF, X_F, X_FF, F_X -> true;
        default -> false;
    });
    private static final List<Op> MEMORY = ops(op -> switch (op.kind()) {
        case LOAD, STORE, FP_LOAD, FP_STORE -> true;
        default -> false;
    });
    private static final List<Op> AMO = ops(op -> op.kind() == Kind.AMO);
    private static final List<Op> BRANCH = ops(op -> op.kind() == Kind.BRANCH);
    private static final List<Op> CSR = ops(op -> op.kind() == Kind.CSR);
    private static final List<Op> SYSTEM = List.of(Op.ECALL, Op.EBREAK, Op.FENCE, Op.FENCE_I, Op.SFENCE_VMA);

    private static final int[] FLOAT_CSRS = numbers("fflags", "frm", "fcsr");
    private static final int[] OTHER_CSRS =
            numbers("sscratch", "scause", "stval", "mcause", "mtval", "mhartid", "mvendorid");

    private static final int OPCODE = 0x7f;
    private static final int DYNAMIC = 7;

    /** Bits 11:10 of a CSR's number that say it is read-only. */
    private static final int READ_ONLY = 3;

    private static final int FRM = CsrNames.number("frm");
    private static final int FFLAGS = CsrNames.number("fflags");
    private static final int MSTATUS = CsrNames.number("mstatus");

    /** Slots that immediates of stores reach, less those that one branch may skip. */
    private static final int SLOTS = 256 - 80;

    private final SplittableRandom random;
    private final Frame frame;
    private final Image image;
    private final LongStream.Builder starts = LongStream.builder();

    /** Slots used since the trace register was last advanced. */
    private int slot;

    /** How often each group that is being emitted runs in a pass; 0 if a branch may skip it. */
    private int times = 1;

    private long instructions;

    private UnprivilegedStream(final long seed, final int passes) {
        random = new SplittableRandom(seed);
        frame = new Frame(random, passes);
        image = frame.image;
    }

    /**
     * Makes the program of a seed: about {@code groups} random instructions, executed {@code passes} (1 to 200) times.
     */
    static Program build(final long seed, final int groups, final int passes) {
        final UnprivilegedStream stream = new UnprivilegedStream(seed, passes);
        for (int i = 0; i < groups; i++) {
            stream.advanceTrace(SLOTS);
            stream.group();
        }
        stream.advanceTrace(0);
        stream.frame.emitEnd();
        return stream.frame.program(seed, stream.starts.build().toArray(), stream.instructions * passes);
    }

    private static List<Op> ops(final Predicate<Op> filter) {
        return Arrays.stream(Op.values()).filter(filter).toList();
    }

    private static int[] numbers(final String... names) {
        return Arrays.stream(names).mapToInt(CsrNames::number).toArray();
    }

    private <T> T any(final List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private boolean chance(final int oneIn) {
        return random.nextInt(oneIn) == 0;
    }

    private void group() {
        switch (random.nextInt(64)) {
            case 0, 1, 2, 3 -> forwardBranch();
            case 4 -> loop();
            case 5, 6 -> loadReserved();
            case 7 -> {
                if (chance(8)) {
                    modifiedCode();
                } else {
                    rounding();
                }
            }
            default -> straightGroup();
        }
    }

    /** A group that control leaves at its end. */
    private void straightGroup() {
        starts.add(image.here());
        instructions += times;
        switch (random.nextInt(32)) {
            case 0, 1, 2, 3, 4 -> memory(fill(any(MEMORY)));
            case 5, 6, 7, 8, 9, 10, 11, 12, 13 -> floating(any(FLOAT));
            case 14, 15, 16, 17, 18, 19, 20 -> compressed();
            case 21, 22 -> amo(any(AMO));
            case 23 -> rare();
            default -> {
                final Op op = any(INTEGER);
                if (op == Op.CTZW) {
                    countTrailing();
                } else {
                    integer(fill(op));
                }
            }
        }
    }

    private void rare() {
        switch (random.nextInt(8)) {
            case 0, 1, 2 -> csr(FLOAT_CSRS);
            case 3, 4 -> csr(OTHER_CSRS);
            case 5 -> image.emit(fill(any(SYSTEM)));
            case 6 -> floatOff();
            default -> illegal();
        }
    }

    /** An instruction with random fields, whose destination is free and whose source registers are any. */
    private int fill(final Op op) {
        int raw = random.nextInt() & ~op.mask() | op.match();
        for (final Operand operand : op.operands()) {
            if (operand == Operand.RD) {
                raw = raw & ~(31 << 7) | freeRegister(0) << 7;
            }
        }
        return raw;
    }

    private int freeRegister(final int least) {
        int register = random.nextInt(least, 32);
        while (!frame.free(register)) {
            register = random.nextInt(least, 32);
        }
        return register;
    }

    private void record(final int register) {
        image.emit(Op.SD, 0, frame.trace, register, 8 * slot++);
    }

    private void recordFloat(final int register) {
        image.emit(Op.FSD, 0, frame.trace, register, 8 * slot++);
    }

    /** Moves the trace register up to the next free slot, if more than {@code limit} slots are used. */
    private void advanceTrace(final int limit) {
        if (slot > limit) {
            image.emit(Op.ADDI, frame.trace, frame.trace, 0, 8 * slot);
            slot = 0;
        }
    }

    private void refresh(final int register) {
        if (register != 0 && frame.free(register) && chance(3)) {
            image.emit(Op.LD, register, frame.pool, 0, Frame.integerOffset(random.nextInt(Frame.INTEGERS)));
        }
    }

    /** See {@link Explained#COUNT_OF_ZERO}. */
    private void countTrailing() {
        final int source = freeRegister(1);
        refresh(source);
        image.emit(Op.BSETI, source, source, 0, random.nextInt(32));
        final int rd = freeRegister(0);
        image.emit(Op.CTZW, rd, source, 0, 0);
        record(rd);
    }

    private void integer(final int raw) {
        final long decoded = Decoder.decode(raw);
        refresh(Decoded.rs1(decoded));
        if (Decoded.op(decoded).kind() == Kind.RR) {
            refresh(Decoded.rs2(decoded));
        }
        image.emit(raw);
        record(Decoded.rd(decoded) & 31);
    }

    private void floating(final Op op) {
        int raw = fill(op);
        if (op.usesRoundingMode()) {
            final int mode = chance(40) ? random.nextInt(8) : chance(3) ? DYNAMIC : random.nextInt(5);
            raw = raw & ~(7 << 12) | mode << 12;
        }
        floatOperands(op, raw);
        image.emit(raw);
        if (op.kind().writesFloat()) {
            recordFloat(raw >>> 7 & 31);
        } else {
            record(raw >>> 7 & 31);
        }
        if (!chance(4)) {
            image.emit(Op.CSRRW, frame.temporary, 0, 0, FFLAGS);
            record(frame.temporary);
        }
    }

    private void floatOperands(final Op op, final int raw) {
        if (op.kind() == Kind.F_X) {
            refresh(raw >>> 15 & 31);
            return;
        }
        if (chance(4)) {
            return;
        }
        final boolean single = (raw >>> 25 & 3) == 0 ^ (op == Op.FCVT_S_D || op == Op.FCVT_D_S);
        int triple = random.nextInt(Frame.TRIPLES);
        if (Frame.single(triple) != single && !chance(12)) {
            triple = (triple + Frame.TRIPLES / 2) % Frame.TRIPLES;
        }
        final int offset = Frame.tripleOffset(triple);
        image.emit(Op.FLD, raw >>> 15 & 31, frame.pool, 0, offset);
        if (op.operands().contains(Operand.FS2)) {
            image.emit(Op.FLD, raw >>> 20 & 31, frame.pool, 0, offset + 8);
        }
        if (op.operands().contains(Operand.FS3)) {
            image.emit(Op.FLD, raw >>> 27, frame.pool, 0, offset + 16);
        }
    }

    /** A random 16-bit pattern, of any meaning but a jump. */
    private void compressed() {
        while (true) {
            final int raw = random.nextInt(1 << 16);
            if ((raw & 3) == 3) {
                continue;
            }
            final long decoded = Decoder.decode(raw);
            final Op op = Decoded.op(decoded);
            final boolean taken = op.kind().writesInteger() && !frame.free(Decoded.rd(decoded) & 31);
            switch (op.kind()) {
                case RR, RI, R, PC_IMM -> {
                    if (!taken) {
                        integer(raw);
                        return;
                    }
                }
                case LOAD, STORE, FP_LOAD, FP_STORE -> {
                    if (!taken && frame.free(Decoded.rs1(decoded))) {
                        memory(raw);
                        return;
                    }
                }
                case SYSTEM -> {
                    if (chance(16)) {
                        image.emit(raw);
                        return;
                    }
                }
                default -> {
                    // jumps and branches have groups of their own
                }
            }
        }
    }

    /** A load or store: anywhere about the border of two pages of scratch memory, or rarely at x0, where nothing is. */
    private void memory(final int raw) {
        final long decoded = Decoder.decode(raw);
        final Op op = Decoded.op(decoded);
        final int base = Decoded.rs1(decoded);
        if (base != frame.scratch && !frame.free(base)) {
            memory(raw & ~(31 << 15) | freeRegister(1) << 15);
            return;
        }
        final int imm = Decoded.imm(decoded);
        if (base == 0 && (imm & op.access().bytes() - 1) != 0) {
            // see Explained.SPLIT_FAULT
            memory(Encoder.encode(
                    op,
                    Decoded.rd(decoded) & 31,
                    0,
                    Decoded.rs2(decoded),
                    imm & -op.access().bytes()));
            return;
        }
        int offset = imm;
        if (base != 0 && base != frame.scratch) {
            final int border = random.nextInt(-8, 8) - imm;
            final int displacement =
                    chance(3) && border >= -2048 && border < 2048 ? border : random.nextInt(-2048, 2048);
            image.emit(Op.ADDI, base, frame.scratch, 0, displacement);
            offset = imm + displacement;
        }
        image.emit(raw);
        switch (op.kind()) {
            case LOAD -> record(Decoded.rd(decoded) & 31);
            case FP_LOAD -> recordFloat(Decoded.rd(decoded));
            default -> recordScratch(base == 0 ? 0 : offset);
        }
    }

    /** Records 8 bytes of scratch memory, if an immediate reaches them. */
    private void recordScratch(final int offset) {
        if (offset >= -2048 && offset < 2048) {
            image.emit(Op.LD, frame.temporary, frame.scratch, 0, offset);
            record(frame.temporary);
        }
    }

    private void amo(final Op op) {
        final int base = freeRegister(1);
        final int offset =
                random.nextInt(-2048, 2048) & (chance(16) ? -1 : -op.access().bytes());
        final int raw = fill(op) & ~(31 << 15) | base << 15;
        refresh(raw >>> 20 & 31);
        image.emit(Op.ADDI, base, frame.scratch, 0, offset);
        image.emit(raw);
        record(raw >>> 7 & 31);
        recordScratch(offset & -8);
    }

    /**
     * LR, some instructions without memory, and SC there, or elsewhere, or twice; see {@link
     * Explained#RESERVATION_SET}.
     */
    private void loadReserved() {
        starts.add(image.here());
        instructions += 2L * times;
        final boolean word = random.nextBoolean();
        final int size = word ? 4 : 8;
        final int base = freeRegister(1);
        final int offset = random.nextInt(-2048, 2048) & -size;
        image.emit(Op.ADDI, base, frame.scratch, 0, offset);
        if (!chance(4)) {
            int raw = fill(word ? Op.LR_W : Op.LR_D) & ~(31 << 15) | base << 15;
            while ((raw >>> 7 & 31) == base) {
                raw = raw & ~(31 << 7) | freeRegister(0) << 7;
            }
            image.emit(raw);
            record(raw >>> 7 & 31);
        }
        final int elsewhere = chance(4) && offset < 1024 ? 64 : 0;
        image.emit(Op.ADDI, frame.counter, base, 0, elsewhere);
        storeConditional(word ? Op.SC_W : Op.SC_D, offset + elsewhere);
        if (chance(4)) {
            storeConditional(word ? Op.SC_W : Op.SC_D, offset + elsewhere);
        }
    }

    private void storeConditional(final Op op, final int offset) {
        final int raw = fill(op) & ~(31 << 15) | frame.counter << 15;
        image.emit(raw);
        record(raw >>> 7 & 31);
        recordScratch(offset & -8);
    }

    /**
     * A word of code that is one instruction and another in turn, changed before it is executed, with fence.i between.
     */
    private void modifiedCode() {
        final int first = fill(any(INTEGER));
        final int second = fill(any(INTEGER));
        if (mayCountZeros(first) || mayCountZeros(second)) {
            return;
        }
        starts.add(image.here());
        instructions += times;
        final int word = freeRegister(1);
        final int offset = 4 * 7;
        final long start = image.here();
        image.emit(Op.AUIPC, frame.counter, 0, 0, 0);
        final int change = first ^ second;
        final int low = change << 20 >> 20;
        image.emit(Op.LUI, frame.temporary, 0, 0, change - low);
        image.emit(Op.ADDIW, frame.temporary, frame.temporary, 0, low);
        image.emit(Op.LW, word, frame.counter, 0, offset);
        image.emit(Op.XOR, word, word, frame.temporary, 0);
        image.emit(Op.SW, 0, frame.counter, word, offset);
        image.emit(Op.FENCE_I, 0, 0, 0, 0);
        if (image.here() != start + offset) {
            throw new IllegalStateException("not of the expected length");
        }
        image.emit(first);
        record(first >>> 7 & 31);
        record(second >>> 7 & 31);
    }

    private static boolean mayCountZeros(final int raw) {
        return Decoded.op(Decoder.decode(raw)) == Op.CTZW;
    }

    private void csr(final int[] numbers) {
        final int number = numbers[random.nextInt(numbers.length)];
        int raw = fill(any(CSR)) & 0xfffff | number << 20;
        if (number >>> 10 == READ_ONLY && (raw & 31 << 15) != 0) {
            // see Explained.ZERO_MASK
            raw = raw & ~(31 << 15) | frame.trace << 15;
        }
        refresh(raw >>> 15 & 31);
        image.emit(raw);
        record(raw >>> 7 & 31);
        image.emit(Op.CSRRS, frame.temporary, 0, 0, number);
        record(frame.temporary);
        if (number != FFLAGS && !chance(4)) {
            image.emit(Op.CSRRWI, 0, random.nextInt(5), 0, FRM);
        }
    }

    /** A dynamic rounding mode for the groups that follow. */
    private void rounding() {
        image.emit(Op.CSRRWI, 0, random.nextInt(5), 0, FRM);
    }

    /** One floating-point instruction while {@code mstatus.FS} is off. */
    private void floatOff() {
        image.emit(Op.LUI, frame.temporary, 0, 0, 0x6000);
        image.emit(Op.CSRRC, 0, frame.temporary, 0, MSTATUS);
        image.emit(fill(any(FLOAT)));
        image.emit(Op.LUI, frame.temporary, 0, 0, 0x6000);
        image.emit(Op.CSRRS, 0, frame.temporary, 0, MSTATUS);
    }

    /** A reserved or unknown 32-bit encoding, in the opcodes that are in use most of the time. */
    private void illegal() {
        while (true) {
            final int opcode = chance(4)
                    ? random.nextInt(128) | 3
                    : any(List.of(Op.values())).match() & OPCODE | 3;
            int raw = random.nextInt() & ~OPCODE | opcode;
            if (chance(2)) {
                final Op op = any(List.of(Op.values()));
                raw = op == Op.ILLEGAL ? raw : fill(op) ^ 1 << random.nextInt(7, 32);
            }
            if (Decoded.op(Decoder.decode(raw)) == Op.ILLEGAL && (raw & 3) == 3) {
                image.emit(raw);
                return;
            }
        }
    }

    private void groups(final int count) {
        for (int i = 0; i < count; i++) {
            straightGroup();
        }
    }

    /** A branch or jump over one to four groups. Whether it was taken, the skipped slots tell. */
    private void forwardBranch() {
        starts.add(image.here());
        instructions += times;
        final int before = times;
        times = 0;
        switch (random.nextInt(8)) {
            case 0 -> jump();
            case 1, 2 -> indirectJump();
            case 3 -> compressedBranch();
            default -> branch();
        }
        times = before;
    }

    private void branch() {
        final int rs1 = random.nextInt(32);
        final int rs2 = chance(8) ? rs1 : random.nextInt(32);
        refresh(rs1);
        refresh(rs2);
        final long at = image.here();
        image.emit(0x13);
        record(frame.trace);
        groups(random.nextInt(1, 5));
        image.patchWord(at, Encoder.encode(any(BRANCH), 0, rs1, rs2, distance(at)));
    }

    private void jump() {
        final int rd = freeRegister(0);
        final long at = image.here();
        image.emit(0x13);
        groups(random.nextInt(1, 4));
        image.patchWord(at, Encoder.encode(Op.JAL, rd, 0, 0, distance(at)));
        record(rd);
    }

    private void indirectJump() {
        final int base = freeRegister(1);
        final long start = image.here();
        image.emit(Op.AUIPC, base, 0, 0, 0);
        final int shift = random.nextInt(-1024, 1024) & -2;
        image.emit(Op.ADDI, base, base, 0, shift);
        final long at = image.here();
        if (chance(2)) {
            final int rd = freeRegister(0);
            image.emit(0x13);
            groups(random.nextInt(1, 4));
            final int odd = random.nextInt(2);
            image.patchWord(at, Encoder.encode(Op.JALR, rd, base, 0, distance(start) - shift + odd));
            record(rd);
        } else {
            final Compressed row = frame.free(1) && chance(2) ? Compressed.C_JALR : Compressed.C_JR;
            image.emit(1);
            groups(random.nextInt(1, 4));
            image.patchHalf(at, Encoder.encode(row, row == Compressed.C_JALR ? 1 : 0, base, 0, 0));
            image.patchWord(start + 4, Encoder.encode(Op.ADDI, base, base, 0, distance(start)));
            record(1);
        }
    }

    private void compressedBranch() {
        final int rs1 = random.nextInt(8, 16);
        refresh(rs1);
        final long at = image.here();
        image.emit(1);
        record(frame.trace);
        straightGroup();
        final Compressed row = any(List.of(Compressed.C_BEQZ, Compressed.C_BNEZ, Compressed.C_J));
        image.patchHalf(at, Encoder.encode(row, 0, row == Compressed.C_J ? 0 : rs1, 0, distance(at)));
    }

    private int distance(final long from) {
        return (int) (image.here() - from);
    }

    /** A few groups, two to five times. */
    private void loop() {
        advanceTrace(0);
        final int before = times;
        times = random.nextInt(2, 6);
        image.emit(Op.ADDI, frame.counter, 0, 0, times);
        final long top = image.here();
        groups(random.nextInt(1, 6));
        advanceTrace(0);
        image.emit(Op.ADDI, frame.counter, frame.counter, 0, -1);
        starts.add(image.here());
        image.emit(Op.BNE, 0, frame.counter, 0, (int) (top - image.here()));
        instructions += times;
        times = before;
    }
}
