// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.lockstep;

import java.util.ArrayList;
import java.util.Comparator;
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
 * A program of random accesses to CSRs, and of the instructions that mstatus forbids, in M, S and U, under random
 * delegation and with interrupts pending. Of each the trap and the trap registers of both modes are recorded, and what
 * the CSR reads after.
 */
final class PrivilegedStream {
    private static final long BODY = Image.BASE + 0x1_0000;
    private static final long PARAMETERS = Image.BASE + (6L << 20);
    private static final long TRACE = Image.BASE + (16L << 20);
    private static final long END = Image.BASE + (60L << 20);
    private static final long EMPTY_TABLE = Image.BASE + 0x8000;
    private static final long SUPERVISOR_VECTORS = Image.BASE + 0x4000;
    private static final long MSIP = 0x200_0000;

    private static final int H = 5;
    private static final int T = 6;
    private static final int P = 7;
    private static final int STATUS = 8;
    private static final int CONTINUE = 9;
    private static final int A0 = 10;
    private static final int A2 = 12;
    private static final int MASK = 13;

    private static final long XL = 0xaL << 32;
    private static final long FS = 3L << 13;
    private static final long MPRV = 1L << 17;
    private static final long TW = 1L << 21;
    private static final long STCE = 1L << 63;
    private static final long ADUE = 1L << 61;

    /** See {@link Explained#FAR_TIMER}. */
    private static final long NEVER = 1L << 50;

    /** Fetch faults and calls from S are M's, so that nothing loops. */
    private static final long DELEGATED = 0xb3ffL & ~(1L << 0 | 1L << 1 | 1L << 9 | 1L << 12);

    /** SSIP, STIP, SEIP and MSIP. */
    private static final long[] INTERRUPTS = {1L << 1, 1L << 5, 1L << 9, 1L << 3};

    private static final long SOFTWARE_PENDING = 0x222;

    private static final List<Op> CSR_OPS =
            List.of(Op.CSRRW, Op.CSRRS, Op.CSRRC, Op.CSRRWI, Op.CSRRSI, Op.CSRRCI, Op.CSRRW, Op.CSRRS);
    private static final int SLOTS = 12;
    private static final List<Integer> NUMBERS =
            CsrRule.all().keySet().stream().sorted(Comparator.naturalOrder()).toList();

    private final SplittableRandom random;
    private final boolean timer;
    private final Image image = new Image(12 << 20);
    private final LongStream.Builder starts = LongStream.builder();
    private final Map<Long, String> notes = new HashMap<>();
    private final List<Integer> known = new ArrayList<>(NUMBERS);
    private long parameter = PARAMETERS;

    private PrivilegedStream(final long seed) {
        random = new SplittableRandom(seed);
        timer = random.nextBoolean();
        known.removeIf(number -> CsrNames.name(number).contains("hpm"));
    }

    /** Makes the program of a seed, of {@code cases} instructions. */
    static Program build(final long seed, final int cases) {
        final PrivilegedStream stream = new PrivilegedStream(seed);
        stream.emitStart();
        for (int i = 0; i < cases; i++) {
            stream.emitCase();
        }
        stream.emitEnd();
        return new Program(
                seed, stream.image.toBytes(), TRACE, END, stream.starts.build().toArray(), stream.notes, cases);
    }

    private void emitStart() {
        for (int i = 0; i < 64; i++) {
            image.moveTo(SUPERVISOR_VECTORS + 4 * i);
            image.emit(Op.ECALL, 0, 0, 0, 0);
        }
        image.moveTo(Image.BASE);
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
                    csrr t0, mip
                    andi t0, t0, 0x222
                    sd t0, 56(t1)
                    csrw mepc, s1
                    li t0, 0x80
                    csrc mstatus, t0
                    li t0, 0x1800
                    csrs mstatus, t0
                    mret
                start:
                    lla s11, handler
                    csrw mtvec, s11
                    li t0, -1
                    srli t0, t0, 10
                    csrw pmpaddr0, t0
                    li t0, 0x1f
                    csrw pmpcfg0, t0
                    li t0, {ENVIRONMENT}
                    csrw menvcfg, t0
                    li t0, {NEVER}
                    csrw stimecmp, t0
                    li t2, 0x2004000
                    sd t0, 0(t2)
                    csrw mcounteren, x0
                    csrw scounteren, x0
                    csrw mie, x0
                    li t0, 0x6000
                    csrs mstatus, t0
                    csrw fcsr, x0
                    li s0, {STATUS}
                    li t1, {TRACE}
                    li t2, {PARAMETERS}
                    li t0, {BODY}
                    jr t0
                """,
                Map.of(
                        "NEVER", Long.toString(NEVER),
                        "TRACE", Long.toString(TRACE),
                        "PARAMETERS", Long.toString(PARAMETERS),
                        "ENVIRONMENT", Long.toString(environment()),
                        "STATUS", Long.toString(XL | FS | CsrRule.MPP),
                        "BODY", Long.toString(BODY)));
        image.moveTo(BODY);
    }

    private long environment() {
        return ADUE | (timer ? STCE : 0);
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

    private void emitCase() {
        final long start = image.here();
        starts.add(start);
        final int mode = random.nextInt(3) == 0 ? 3 : random.nextInt(2);
        // Of the interrupts that could be taken, there is one: QEMU has other priorities, see Explained.PRIORITIES.
        final long single = INTERRUPTS[random.nextInt(INTERRUPTS.length)];
        final boolean singleEnabled = random.nextBoolean();
        final long enabled = random.nextInt(3) == 0 ? 0 : singleEnabled ? single : 0xaaaL & ~(1L << 7) & ~(1L << 11);
        final long pending = singleEnabled ? random.nextLong() & 0x22aL : single;
        final Case chosen = instruction(mode, singleEnabled);
        prepare(enabled, pending);
        load(A0, 0x5555_5555_5555_5555L);
        load(A2, chosen.value);
        load(MASK, chosen.rule.compared());
        final long status = status(mode, chosen.raw);
        notes.put(
                start,
                "%s %s, a2 = %x, mstatus %x, mie %x, mip %x"
                        .formatted(
                                mode == 3 ? "M" : mode == 1 ? "S" : "U",
                                Disassembler.disassemble(0, chosen.raw),
                                chosen.value,
                                status,
                                enabled,
                                pending));
        emitExecution(mode, chosen, status);
        finish(chosen);
    }

    /** What is executed, the value in a2, and the CSR of interest. */
    private record Case(int raw, long value, CsrRule rule) {}

    private Case instruction(final int mode, final boolean pendingMayChange) {
        final CsrRule none = CsrRule.of(CsrNames.number("sstatus"));
        switch (random.nextInt(16)) {
            case 0 -> {
                return new Case(Encoder.encode(Op.SRET, 0, 0, 0, 0), 0, none);
            }
            case 1 -> {
                return new Case(Encoder.encode(mode == 3 ? Op.FENCE_I : Op.MRET, 0, 0, 0, 0), 0, none);
            }
            case 2 -> {
                final int register = random.nextBoolean() ? 0 : A2;
                return new Case(Encoder.encode(Op.SFENCE_VMA, 0, register, 0, 0), random.nextLong(), none);
            }
            case 3 -> {
                return new Case(Encoder.encode(mode == 3 ? Op.FENCE_I : Op.WFI, 0, 0, 0, 0), 0, none);
            }
            default -> {
                return csrAccess(mode, pendingMayChange);
            }
        }
    }

    private Case csrAccess(final int mode, final boolean pendingMayChange) {
        int number = random.nextInt(12) == 0
                ? random.nextInt(4096)
                : random.nextInt(12) == 0
                        ? NUMBERS.get(random.nextInt(NUMBERS.size()))
                        : known.get(random.nextInt(known.size()));
        while (excluded(number, pendingMayChange)) {
            number = NUMBERS.get(random.nextInt(NUMBERS.size()));
        }
        final CsrRule rule = CsrRule.of(number);
        final Op op = CSR_OPS.get(random.nextInt(CSR_OPS.size()));
        final boolean whole = op == Op.CSRRW || op == Op.CSRRWI;
        final boolean immediate = op.ordinal() >= Op.CSRRWI.ordinal();
        final int rd = random.nextInt(3) == 0 ? 0 : A0;
        long value = number == CsrNames.number("satp") ? addressSpace(mode) : rule.value(random, whole);
        if (number == CsrNames.number("menvcfg") && whole) {
            value = value & 1 | environment();
        }
        if ((number >>> 10 == 3 || number <= CsrNames.number("fcsr")) && value == 0) {
            // see Explained.ZERO_MASK
            value = 1;
        }
        if (immediate || number == CsrNames.number("satp") && !whole) {
            final boolean allowed = (rule.kept() == 0 || !whole) && number != CsrNames.number("satp");
            final int small = allowed ? (int) (random.nextInt(32) & rule.written()) : 0;
            final boolean writes = allowed && (number >>> 10 != 3 || small != 0);
            return new Case(
                    writes ? Encoder.encode(op, rd, small, 0, number) : Encoder.encode(Op.CSRRS, A0, 0, 0, number),
                    value,
                    rule);
        }
        return new Case(Encoder.encode(op, rd, whole || random.nextInt(4) != 0 ? A2 : 0, 0, number), value, rule);
    }

    private static boolean excluded(final int number, final boolean pendingMayChange) {
        final String name = CsrNames.name(number);
        return switch (name) {
            // STIP would follow the time; entry 0 lets S and U run; QEMU has vstimecmp even without the hypervisor.
            case "stimecmp", "pmpaddr0", "0x24d" -> true;
            case "mip", "sip" -> !pendingMayChange;
            case "mie", "sie" -> pendingMayChange;
            default -> false;
        };
    }

    /** Below M only a table that maps nothing, or a mode that neither machine has; M does not use it. */
    private long addressSpace(final int mode) {
        final int[] modes = {0, 8, 9, 1, 7, 15};
        final long satpMode = modes[random.nextInt(modes.length)];
        final long ppn = mode == 3 ? random.nextLong() & (1L << 44) - 1 : EMPTY_TABLE >>> 12;
        return satpMode << 60 | (random.nextLong() & 0xffff) << 44 | ppn;
    }

    private void prepare(final long enabled, final long pending) {
        loadCsr("satp", 0);
        loadCsr("medeleg", random.nextBoolean() ? random.nextLong() & DELEGATED : 0);
        loadCsr("mideleg", random.nextLong() & SOFTWARE_PENDING);
        loadCsr("stvec", SUPERVISOR_VECTORS | random.nextInt(2));
        loadCsr("sepc", SUPERVISOR_VECTORS + 4 * random.nextInt(64));
        loadCsr("mie", enabled);
        if (timer) {
            loadCsr("stimecmp", (pending & 1 << 5) != 0 ? 0 : NEVER);
        }
        loadCsr("mip", pending & SOFTWARE_PENDING);
        image.emit(Op.LUI, H, 0, 0, (int) MSIP);
        image.emit(Op.ADDI, A0, 0, 0, (int) (pending >>> 3 & 1));
        image.emit(Op.SW, 0, H, A0, 0);
    }

    /** Without MPRV, see {@link Explained#MPRV_AFTER_RETURN}. */
    private long status(final int mode, final int raw) {
        final CsrRule rule = CsrRule.of(CsrNames.number("mstatus"));
        final boolean wait = raw == Op.WFI.match();
        final long any = random.nextLong() & rule.written() & ~CsrRule.MPP & ~MPRV;
        return any | XL | (wait ? TW : 0) | (long) mode << 11;
    }

    private void emitExecution(final int mode, final Case chosen, final long status) {
        final long at = image.here();
        image.emit(Op.AUIPC, CONTINUE, 0, 0, 0);
        image.emit(Op.ADDI, CONTINUE, CONTINUE, 0, 0);
        final int executed = mode == 3 ? 16 : 32;
        if (mode == 3) {
            load(H, status);
        } else {
            load(H, status & ~(1L << 3));
            image.emit(Op.ADDI, A0 + 1, CONTINUE, 0, -8);
            image.emit(Op.CSRRW, 0, A0 + 1, 0, CsrNames.number("mepc"));
        }
        image.emit(Op.CSRRW, 0, H, 0, CsrNames.number("mstatus"));
        if (mode != 3) {
            image.emit(Op.MRET, 0, 0, 0, 0);
        }
        image.emit(chosen.raw);
        if (mode != 3) {
            image.emit(Op.ECALL, 0, 0, 0, 0);
        }
        if (image.here() - at > executed + 8) {
            throw new IllegalStateException("longer than expected");
        }
        image.patchWord(at + 4, Encoder.encode(Op.ADDI, CONTINUE, CONTINUE, 0, (int) (image.here() - at)));
    }

    /** Reads the CSR, if there is one, while nothing else is touched; then restores what M needs, and records. */
    private void finish(final Case chosen) {
        final boolean exists = CsrRule.all().containsKey(chosen.rule.number());
        final int number = exists ? chosen.rule.number() : CsrNames.number("mhartid");
        final boolean floating = number <= CsrNames.number("fcsr");
        if (floating) {
            image.emit(Op.CSRRW, 0, STATUS, 0, CsrNames.number("mstatus"));
        }
        image.emit(Op.CSRRS, H, 0, 0, number);
        if (!floating) {
            image.emit(Op.CSRRW, 0, STATUS, 0, CsrNames.number("mstatus"));
        }
        image.emit(Op.CSRRW, 0, 27, 0, CsrNames.number("mtvec"));
        image.emit(Op.AND, H, H, MASK, 0);
        image.emit(Op.SD, 0, T, H, 64);
        image.emit(Op.AND, A0, A0, MASK, 0);
        image.emit(Op.SD, 0, T, A0, 72);
        image.emit(Op.ADDI, T, T, 0, 8 * SLOTS);
    }
}
