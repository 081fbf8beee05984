// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.lockstep;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.xpcmachine.isa.CsrNames;
import org.xpcmachine.isa.Disassembler;
import org.xpcmachine.isa.Encoder;
import org.xpcmachine.isa.Op;

/**
 * A program of accesses by M, S and U to 64 KiB that fifteen overlapping entries of physical memory protection cover,
 * mostly about their bounds, while the entries change and some are locked. The last entry allows S and U the rest.
 *
 * <p>Not compared, see {@link Explained#PMP_OF_QEMU}: fetches, misaligned doublewords, and accesses that cross a page.
 */
final class PmpStream {
    private static final long BODY = Image.BASE + 0x1_0000;
    private static final long PARAMETERS = Image.BASE + (6L << 20);
    private static final long DATA = Image.BASE + (12L << 20);
    private static final long TRACE = Image.BASE + (16L << 20);
    private static final long END = Image.BASE + (60L << 20);
    private static final int DATA_SIZE = 1 << 16;

    private static final int H = 5;
    private static final int T = 6;
    private static final int P = 7;
    private static final int MPRV_BIT = 8;
    private static final int CONTINUE = 9;
    private static final int A0 = 10;
    private static final int A1 = 11;
    private static final int A2 = 12;

    private static final long XL = 0xaL << 32;
    private static final long FS = 3L << 13;
    private static final long MPRV = 1L << 17;

    private static final int LOCKED = 0x80;
    private static final int TOR = 1;
    private static final int NAPOT = 3;
    private static final int CHANGING = 15;
    private static final int SLOTS = 7;

    private static final List<Op> ACCESSES = List.of(
            Op.LB, Op.LH, Op.LW, Op.LD, Op.SB, Op.SH, Op.SW, Op.SD, Op.FLW, Op.FSD, Op.AMOADD_W, Op.AMOSWAP_D, Op.LR_D);

    private final SplittableRandom random;
    private final Image image = new Image(13 << 20);
    private final LongStream.Builder starts = LongStream.builder();
    private final Map<Long, String> notes = new HashMap<>();
    private final int[] config = new int[CHANGING + 1];
    private final long[] address = new long[CHANGING + 1];
    private long parameter = PARAMETERS;

    private PmpStream(final long seed) {
        random = new SplittableRandom(seed);
    }

    /** Makes the program of a seed, of {@code cases} accesses. */
    static Program build(final long seed, final int cases) {
        final PmpStream stream = new PmpStream(seed);
        stream.emitStart();
        for (int i = 0; i < cases; i++) {
            stream.emitCase();
        }
        stream.emitEnd();
        return new Program(
                seed, stream.image.toBytes(), TRACE, END, stream.starts.build().toArray(), stream.notes, cases);
    }

    private void emitStart() {
        for (int i = 0; i < DATA_SIZE; i += 8) {
            image.putLong(DATA + i, random.nextLong());
        }
        image.emit(
                """
                    j start
                    .align 2
                handler:
                    csrr t0, mcause
                    sd t0, 0(t1)
                    csrr t0, mtval
                    sd t0, 8(t1)
                    csrr t0, mepc
                    sd t0, 16(t1)
                    csrw mepc, s1
                    li t0, 0x1800
                    csrs mstatus, t0
                    mret
                start:
                    lla t0, handler
                    csrw mtvec, t0
                    li t0, 0x6000
                    csrs mstatus, t0
                    csrw fcsr, x0
                    li s0, 0x20000
                    li t1, {TRACE}
                    li t2, {PARAMETERS}
                    li t0, {BODY}
                    jr t0
                """,
                Map.of(
                        "TRACE", Long.toString(TRACE),
                        "PARAMETERS", Long.toString(PARAMETERS),
                        "BODY", Long.toString(BODY)));
        image.moveTo(BODY);
        for (int i = 0; i < CHANGING; i++) {
            address[i] = DATA >>> 2;
            loadCsr("pmpaddr" + i, address[i]);
        }
        address[CHANGING] = -1L >>> 10;
        loadCsr("pmpaddr" + CHANGING, address[CHANGING]);
        config[CHANGING] = 0x1f;
        writeConfig(CHANGING);
    }

    private void emitEnd() {
        image.emit("""
                    li t0, 0x100000
                    li t2, 0x5555
                    sw t2, 0(t0)
                1:  j 1b
                """, Map.of());
    }

    private void load(final int register, final long value) {
        image.putLong(parameter, value);
        image.emit(Op.LD, register, P, 0, 0);
        image.emit(Op.ADDI, P, P, 0, 8);
        parameter += 8;
    }

    private void loadCsr(final String csr, final long value) {
        load(H, value);
        image.emit(Op.CSRRW, 0, H, 0, CsrNames.number(csr));
    }

    private void writeConfig(final int entry) {
        final int first = entry & 8;
        long value = 0;
        for (int i = 0; i < 8; i++) {
            value |= (long) config[first + i] << 8 * i;
        }
        loadCsr("pmpcfg" + first / 4, value);
    }

    /**
     * Tries to change an entry. A locked one, and the lower bound of a locked range, stay as they are in both machines.
     */
    private void changeEntry() {
        final int entry = random.nextInt(CHANGING);
        final int mode = random.nextInt(4);
        final long base = DATA + random.nextInt(DATA_SIZE) >>> 2;
        final long below = (1L << random.nextInt(14)) - 1;
        final long newAddress = mode == NAPOT ? base & ~below & ~(below + 1) | below : base;
        final boolean fixed = (config[entry] & LOCKED) != 0
                || (config[entry + 1] & LOCKED) != 0 && (config[entry + 1] >>> 3 & 3) == TOR;
        loadCsr("pmpaddr" + entry, newAddress);
        address[entry] = fixed ? address[entry] : newAddress;
        if ((config[entry] & LOCKED) == 0) {
            config[entry] = newConfig(entry, mode);
        }
        writeConfig(entry);
        writeConfig(entry + 1);
        image.emit(Op.SFENCE_VMA, 0, 0, 0, 0);
    }

    private int newConfig(final int entry, final int mode) {
        int permissions = random.nextInt(8);
        if ((permissions & 1) == 0) {
            permissions &= ~2;
        }
        // The range of entry 0 would begin at 0, and hold the program.
        final int safeMode = entry == 0 && mode == TOR ? NAPOT : mode;
        return permissions | safeMode << 3 | (mode == safeMode && random.nextInt(120) == 0 ? LOCKED : 0);
    }

    private void emitCase() {
        final long start = image.here();
        starts.add(start);
        if (random.nextInt(4) == 0) {
            changeEntry();
        }
        final Op op = ACCESSES.get(random.nextInt(ACCESSES.size()));
        final int size = op.access().bytes();
        final int raw = switch (op.kind()) {
            case STORE, FP_STORE -> Encoder.encode(op, 0, A1, A2, 0);
            case AMO -> Encoder.encode(op, A0, A1, A2, 0);
            default -> Encoder.encode(op, A0, A1, 0, 0);
        };
        final int mode = random.nextInt(3) == 0 ? 3 : random.nextInt(2);
        final long va = address(size);
        load(A1, va);
        load(A2, random.nextLong());
        image.emit(Op.SFENCE_VMA, 0, 0, 0, 0);
        final long status = XL | FS | MPRV | (long) mode << 11;
        notes.put(
                start,
                "%s %s, a1 = %x"
                        .formatted(mode == 3 ? "M" : mode == 1 ? "S" : "U", Disassembler.disassemble(0, raw), va));
        load(H, status);
        final long at = image.here();
        image.emit(Op.AUIPC, CONTINUE, 0, 0, 0);
        image.emit(Op.ADDI, CONTINUE, CONTINUE, 0, 16);
        image.emit(Op.CSRRW, 0, H, 0, CsrNames.number("mstatus"));
        image.emit(raw);
        if (image.here() != at + 16) {
            throw new IllegalStateException("not of the expected length");
        }
        image.emit(Op.CSRRC, 0, MPRV_BIT, 0, CsrNames.number("mstatus"));
        image.emit(Op.SD, 0, T, A0, 24);
        image.emit(Op.FSD, 0, T, A0, 32);
        image.emit(Op.CSRRS, H, 0, 0, CsrNames.number("pmpcfg" + (random.nextBoolean() ? 0 : 2)));
        image.emit(Op.SD, 0, T, H, 40);
        image.emit(Op.CSRRS, H, 0, 0, CsrNames.number("pmpaddr" + random.nextInt(CHANGING)));
        image.emit(Op.SD, 0, T, H, 48);
        image.emit(Op.ADDI, T, T, 0, 8 * SLOTS);
    }

    /** About a bound of an entry, or anywhere; in one page, and doublewords aligned. */
    private long address(final int size) {
        final long bound = address[random.nextInt(CHANGING)] & -(1L << random.nextInt(4));
        long offset = random.nextInt(3) == 0
                ? random.nextInt(DATA_SIZE)
                : (bound << 2) - DATA + random.nextInt(-size, size + 1);
        offset &= DATA_SIZE - 1;
        final boolean crosses = (offset & 0xfff) + size > 4096;
        return DATA + (crosses || size == 8 || random.nextBoolean() ? offset & -size : offset);
    }
}
