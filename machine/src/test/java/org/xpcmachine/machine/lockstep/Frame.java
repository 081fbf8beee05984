// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.lockstep;

import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.xpcmachine.isa.Op;

/**
 * What surrounds the random instructions of an M-mode program: start, trap handler, and a loop that runs the same
 * instructions several times, each time from other registers and operands. Five integer registers, other ones in each
 * program, are its own.
 *
 * <p>RAM: code of the frame, scratch memory, operand pools (a page a pass), random instructions, log of traps, trace.
 */
final class Frame {
    static final long SCRATCH = Image.BASE + 0x8000;
    static final long BODY = Image.BASE + (1L << 20);
    static final int IMAGE_SIZE = 4 << 20;

    /** Doublewords in a pool: integers at negative offsets from its middle, floating-point triples at positive ones. */
    static final int INTEGERS = 256;

    static final int TRIPLES = 85;

    private static final long POOLS = Image.BASE + 0x2_0000;
    private static final long COUNTER = Image.BASE + 0x2000;
    private static final long LOG = Image.BASE + (4L << 20);
    private static final long TRACE = Image.BASE + (16L << 20);
    private static final long END = Image.BASE + (60L << 20);
    private static final int PAGE = 4096;

    /**
     * Registers of the frame: next trace slot, middle of scratch memory, middle of the pool, a temporary, a loop
     * counter.
     */
    final int trace;

    final int scratch;
    final int pool;
    final int temporary;
    final int counter;

    final Image image = new Image(IMAGE_SIZE);

    private final int reserved;
    private final SplittableRandom random;
    private final int passes;
    private long passStart;

    Frame(final SplittableRandom random, final int passes) {
        this.random = random;
        this.passes = passes;
        final int[] own = IntStream.generate(() -> random.nextInt(3, 32))
                .distinct()
                .limit(5)
                .toArray();
        trace = own[0];
        scratch = own[1];
        pool = own[2];
        temporary = own[3];
        counter = own[4];
        reserved = IntStream.of(own).map(register -> 1 << register).sum();
        fillMemory();
        emitStart();
    }

    /** Whether random instructions may write an integer register. */
    boolean free(final int register) {
        return (reserved >>> register & 1) == 0;
    }

    /** The pools' types: the first half of the triples are doubles, the others singles. */
    static boolean single(final int triple) {
        return triple >= TRIPLES / 2;
    }

    /** Offset of an integer from the pool register. */
    static int integerOffset(final int index) {
        return 8 * index - 8 * INTEGERS;
    }

    /** Offset of the first of three floating-point operands from the pool register. */
    static int tripleOffset(final int index) {
        return 24 * index;
    }

    private void fillMemory() {
        final OperandPool operands = new OperandPool(random);
        for (int pass = 0; pass < passes; pass++) {
            final long middle = middleOfPool(pass);
            for (int i = 0; i < INTEGERS; i++) {
                image.putLong(middle + integerOffset(i), operands.integer());
            }
            for (int i = 0; i < TRIPLES; i++) {
                final long[] triple = operands.triple(single(i));
                for (int j = 0; j < triple.length; j++) {
                    image.putLong(middle + tripleOffset(i) + 8 * j, triple[j]);
                }
            }
        }
        for (int i = -PAGE; i < PAGE; i += 8) {
            image.putLong(SCRATCH + i, random.nextLong());
        }
        image.putLong(COUNTER, passes);
    }

    private static long middleOfPool(final int pass) {
        return POOLS + (long) pass * PAGE + PAGE / 2;
    }

    private Map<String, String> names() {
        final Map<String, Integer> registers =
                Map.of("T", trace, "S", scratch, "P", pool, "H", temporary, "C", counter);
        final Map<String, String> names = registers.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> "x" + entry.getValue()));
        names.put("SCRATCH", Long.toString(SCRATCH));
        names.put("POOL", Long.toString(middleOfPool(0)));
        names.put("COUNTER", Long.toString(COUNTER));
        names.put("LOG", Long.toString(LOG));
        names.put("TRACE", Long.toString(TRACE));
        names.put("BODY", Long.toString(BODY));
        names.put("PASS", Long.toString(passStart));
        return names;
    }

    /**
     * Logs the place in the trace, cause, value ({@link Explained#BREAKPOINT_VALUE}), status and pc; skips the
     * instruction.
     */
    private void emitStart() {
        final String start = """
                    j start
                    .align 2
                handler:
                    csrrw {H}, mscratch, {H}
                    sd {T}, 0({H})
                    sd {P}, 8({H})
                    csrr {T}, mcause
                    sd {T}, 16({H})
                    addi {P}, {T}, -3
                    snez {P}, {P}
                    neg {P}, {P}
                    csrr {T}, mtval
                    and {T}, {T}, {P}
                    csrw mtval, {T}
                    sd {T}, 24({H})
                    csrr {T}, mstatus
                    sd {T}, 32({H})
                    csrr {P}, mepc
                    sd {P}, 40({H})
                    lhu {T}, 0({P})
                    andi {T}, {T}, 3
                    addi {T}, {T}, -3
                    seqz {T}, {T}
                    slli {T}, {T}, 1
                    add {P}, {P}, {T}
                    addi {P}, {P}, 2
                    csrw mepc, {P}
                    ld {T}, 0({H})
                    ld {P}, 8({H})
                    addi {H}, {H}, 48
                    csrrw {H}, mscratch, {H}
                    mret
                start:
                    lla {H}, handler
                    csrw mtvec, {H}
                    li {H}, {LOG}
                    csrw mscratch, {H}
                    li {H}, 0x6000
                    csrs mstatus, {H}
                    li {T}, {TRACE}
                    li {S}, {SCRATCH}
                    li {P}, {POOL}
                    li {C}, 0
                pass:
                """;
        passStart = image.emit(start, names()).address("pass");
        for (int i = 1; i < 32; i++) {
            if (free(i)) {
                image.emit(Op.LD, i, pool, 0, integerOffset(random.nextInt(INTEGERS)));
            }
        }
        for (int i = 0; i < 32; i++) {
            image.emit(Op.FLD, i, pool, 0, tripleOffset(random.nextInt(TRIPLES)) + 8 * random.nextInt(3));
        }
        image.emit("li {H}, {BODY}\njr {H}\n", names());
        image.moveTo(BODY);
    }

    /**
     * Emits what follows the random instructions: all registers are recorded, and the next pass is begun, or the end.
     */
    void emitEnd() {
        for (int i = 1; i < 32; i++) {
            if (free(i)) {
                image.emit(Op.SD, 0, trace, i, 8 * i);
            }
            image.emit(Op.FSD, 0, trace, i, 8 * (32 + i));
        }
        image.emit("""
                    csrr {H}, fcsr
                    sd {H}, 0({T})
                    addi {T}, {T}, 512
                    li {H}, {COUNTER}
                    ld {C}, 0({H})
                    addi {C}, {C}, -1
                    sd {C}, 0({H})
                    beqz {C}, 1f
                    li {H}, 4096
                    add {P}, {P}, {H}
                    li {H}, {PASS}
                    jr {H}
                1:  li {H}, 0x100000
                    li {C}, 0x5555
                    sw {C}, 0({H})
                2:  j 2b
                """, names());
    }

    Program program(final long seed, final long[] groups, final long instructions) {
        return new Program(seed, image.toBytes(), TRACE, END, groups, Map.of(), instructions);
    }
}
