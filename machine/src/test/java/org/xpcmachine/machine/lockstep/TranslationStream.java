// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.lockstep;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.xpcmachine.isa.Disassembler;
import org.xpcmachine.isa.Encoder;
import org.xpcmachine.isa.Kind;
import org.xpcmachine.isa.Op;

/**
 * A program of random accesses under random page tables: by M on behalf of S or U (MPRV), and by S and U themselves,
 * which fetch a random address, find an access there, and call the environment. SUM, MXR and TVM, delegation and the
 * page tables change all the time. The trap of each case, the value read and, in the end, all memory and page tables (A
 * and D) are compared.
 */
final class TranslationStream {
    private static final long BODY = Image.BASE + 0x1_0000;
    private static final long PARAMETERS = Image.BASE + (4L << 20);
    private static final long TABLES = Image.BASE + (10L << 20);
    private static final long TRACE = Image.BASE + (16L << 20);
    private static final long END = Image.BASE + (60L << 20);

    private static final int H = 5;
    private static final int T = 6;
    private static final int P = 7;
    private static final int CONTINUE = 9;
    private static final int A0 = 10;
    private static final int A1 = 11;
    private static final int A2 = 12;

    private static final long MPP_M = 3L << 11;
    private static final long MPRV = 1L << 17;
    private static final long FS = 3L << 13;
    private static final long XL = 2L << 32 | 2L << 34;
    private static final long SUM_MXR_TVM = 7L << 18;
    private static final long ECALL = 0x73;

    /**
     * Load, store and AMO faults, misaligned accesses, illegal instructions and calls from U: not fetches, which would
     * loop.
     */
    private static final long DELEGATED = 0xa1f4;

    private static final int CASE_SLOTS = 10;

    private static final List<Op> ACCESSES = List.of(
            Op.LB,
            Op.LH,
            Op.LW,
            Op.LD,
            Op.LBU,
            Op.LHU,
            Op.LWU,
            Op.LD,
            Op.SB,
            Op.SH,
            Op.SW,
            Op.SD,
            Op.SD,
            Op.FLW,
            Op.FLD,
            Op.FSW,
            Op.FSD,
            Op.AMOADD_W,
            Op.AMOSWAP_D,
            Op.AMOMAXU_W,
            Op.LR_W,
            Op.LR_D);

    private final SplittableRandom random;
    private final Image image = new Image(12 << 20);
    private final List<PageTables> tables = new ArrayList<>();
    private final LongStream.Builder starts = LongStream.builder();
    private final Map<Long, String> notes = new HashMap<>();
    private long parameter = PARAMETERS;

    private TranslationStream(final long seed) {
        random = new SplittableRandom(seed);
    }

    /** Makes the program of a seed, of {@code cases} accesses. */
    static Program build(final long seed, final int cases) {
        final TranslationStream stream = new TranslationStream(seed);
        stream.fillMemory();
        stream.emitStart();
        for (int i = 0; i < cases; i++) {
            stream.emitCase();
        }
        stream.emitEnd();
        return new Program(
                seed, stream.image.toBytes(), TRACE, END, stream.starts.build().toArray(), stream.notes, cases);
    }

    private void fillMemory() {
        for (long at = PageTables.DATA - 4096; at < PageTables.DATA + 4096 * (PageTables.PAGES + 1); at += 8) {
            image.putLong(at, random.nextLong());
        }
        for (long at = PageTables.CODE; at < PageTables.CODE + 4096 * PageTables.PAGES; at += 8) {
            final boolean last = (at & 0xfff) == 0xff8;
            image.putLong(at, last ? ECALL | 0x0073_0001L << 32 : cell() & 0xffff_ffffL | ECALL << 32);
        }
        long free = TABLES;
        for (int i = 0; i < 6; i++) {
            final PageTables tree = new PageTables(random, image, i % 2 == 1, free);
            tables.add(tree);
            free = tree.end();
        }
    }

    /** An instruction that S and U find where they fetch; a call follows it. */
    private int cell() {
        return switch (random.nextInt(12)) {
            case 0 -> Encoder.encode(Op.CSRRS, A0, 0, 0, random.nextBoolean() ? 0x180 : 0x100);
            case 1 -> Encoder.encode(Op.SFENCE_VMA, 0, A1, 0, 0);
            case 2 -> Encoder.encode(Op.ADDI, A0, A0, 0, random.nextInt(-8, 8));
            default -> access(ACCESSES.get(random.nextInt(ACCESSES.size())));
        };
    }

    private static int access(final Op op) {
        return switch (op.kind()) {
            case STORE, FP_STORE -> Encoder.encode(op, 0, A1, A2, 0);
            case AMO -> Encoder.encode(op, A0, A1, A2, 0);
            default -> Encoder.encode(op, A0, A1, 0, 0);
        };
    }

    private void emitStart() {
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
                    csrr t0, mstatus
                    sd t0, 24(t1)
                    csrr t0, scause
                    sd t0, 32(t1)
                    csrr t0, stval
                    sd t0, 40(t1)
                    csrr t0, sepc
                    sd t0, 48(t1)
                    csrw mepc, s1
                    li t0, 0x1800
                    csrs mstatus, t0
                    mret
                start:
                    lla t0, handler
                    csrw mtvec, t0
                    li t0, -1
                    srli t0, t0, 10
                    csrw pmpaddr0, t0
                    li t0, 0x1f
                    csrw pmpcfg0, t0
                    li t0, 0x6000
                    csrs mstatus, t0
                    csrw fcsr, x0
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
    }

    private void emitEnd() {
        image.emit("""
                    li t0, 0x100000
                    li t2, 0x5555
                    sw t2, 0(t0)
                1:  j 1b
                """, Map.of());
    }

    /** Adds a parameter of the case, and emits its load. */
    private void load(final int register, final long value) {
        image.putLong(parameter, value);
        image.emit(Op.LD, register, P, 0, 0);
        image.emit(Op.ADDI, P, P, 0, 8);
        parameter += 8;
    }

    private void loadCsr(final int csr, final long value) {
        load(H, value);
        image.emit(Op.CSRRW, 0, H, 0, csr);
    }

    private void emitCase() {
        final PageTables tree = tables.get(random.nextInt(tables.size()));
        final long start = image.here();
        starts.add(start);
        if (random.nextInt(12) == 0) {
            changeEntry(tree);
        }
        final boolean fetch = random.nextInt(3) == 0;
        final int raw = cell();
        final Op op = ACCESSES.stream()
                .filter(o -> (raw & o.mask()) == o.match())
                .findFirst()
                .orElse(null);
        final boolean reads = !fetch && op != null && op.kind() == Kind.LOAD && random.nextInt(8) == 0;
        final long mode = !fetch && random.nextInt(8) == 0 ? 3 : random.nextInt(2);
        final long va = mode == 3
                ? PageTables.DATA + random.nextInt(4096 * PageTables.PAGES)
                : dataAddress(tree, fetch ? null : op, !reads);
        load(A1, va);
        load(A2, random.nextLong());
        image.emit(Op.FMV_D_X, A2, A2, 0, 0);
        loadCsr(0x180, tree.satp() | (long) random.nextInt(3) << 44);
        loadCsr(0x302, fetch && random.nextBoolean() ? random.nextLong() & DELEGATED : 0);
        loadCsr(0x105, tree.address(false, random.nextInt(PageTables.PAGES)) + 4);
        final long status = mode << 11 | random.nextLong() & SUM_MXR_TVM | FS | XL;
        final int page = random.nextInt(PageTables.PAGES);
        final long target = tree.address(false, page) + codeOffset(page);
        notes.put(
                start,
                "%s %s, a1 = %x, satp %x, mstatus %x, pc %x"
                        .formatted(
                                mode == 3 ? "M" : mode == 1 ? "S" : "U",
                                fetch ? "fetch" : Disassembler.disassemble(0, raw),
                                va,
                                tree.satp(),
                                status,
                                fetch ? target : 0));
        if (fetch) {
            loadCsr(0x341, target);
            emitAccess(() -> image.emit(Op.MRET, 0, 0, 0, 0), status);
        } else {
            emitAccess(() -> image.emit(raw), status | MPRV);
        }
    }

    /** Emits setting mstatus, the access or jump, and what follows it with or without a trap. */
    private void emitAccess(final Runnable access, final long status) {
        load(H, status);
        final long at = image.here();
        image.emit(Op.AUIPC, CONTINUE, 0, 0, 0);
        image.emit(Op.ADDI, CONTINUE, CONTINUE, 0, 0);
        image.emit(Op.LUI, 8, 0, 0, (int) MPRV);
        image.emit(Op.CSRRW, 0, H, 0, 0x300);
        access.run();
        image.patchWord(at + 4, Encoder.encode(Op.ADDI, CONTINUE, CONTINUE, 0, (int) (image.here() - at)));
        image.emit(Op.CSRRC, 0, 8, 0, 0x300);
        image.emit(Op.SD, 0, T, A0, 56);
        image.emit(Op.FSD, 0, T, A0, 64);
        image.emit(Op.ADDI, T, T, 0, 8 * CASE_SLOTS);
    }

    /** Where M, S or U access data; by which instruction, is null if it is not known. */
    private long dataAddress(final PageTables tree, final Op op, final boolean data) {
        final boolean mayBeAtomic = op == null || op.kind() == Kind.AMO;
        int page = random.nextInt(PageTables.PAGES);
        if (mayBeAtomic && page == PageTables.NOWHERE) {
            // see Explained.AMO_WITHOUT_MEMORY
            page = 0;
        }
        final int size = op == null ? 8 : op.access().bytes();
        final long va = tree.address(data, page);
        final boolean mayBeMisaligned = page != PageTables.NOWHERE && page != PageTables.NOWHERE - 1;
        if (mayBeMisaligned && random.nextInt(4) == 0) {
            return va + 4096 - random.nextInt(1, 8);
        }
        final long offset = random.nextInt(4096 - 8);
        return va + (mayBeMisaligned && random.nextBoolean() ? offset : offset & -size);
    }

    /** Mostly an access that a call follows; or a call alone, or at the end of the page, half an instruction. */
    private int codeOffset(final int page) {
        return switch (random.nextInt(8)) {
            // see Explained.FETCH_WITHOUT_MEMORY
            case 0 -> page == PageTables.NOWHERE - 1 ? 4088 : 4094 - 2 * random.nextInt(2);
            case 1 -> 8 * random.nextInt(511) + 4;
            default -> 8 * random.nextInt(511);
        };
    }

    /** Writes another entry of level 0, and makes it known by one of the forms of sfence.vma that suffice. */
    private void changeEntry(final PageTables tree) {
        final PageTables.Leaf leaf = tree.leaf();
        load(A1, leaf.entry());
        load(A2, tree.leafEntry(leaf.data(), leaf.page()));
        image.emit(Op.SD, 0, A1, A2, 0);
        if (random.nextBoolean()) {
            load(A1, leaf.va() + random.nextInt(4096));
            image.emit(Op.SFENCE_VMA, 0, A1, 0, 0);
        } else {
            image.emit(Op.SFENCE_VMA, 0, 0, 0, 0);
        }
    }
}
