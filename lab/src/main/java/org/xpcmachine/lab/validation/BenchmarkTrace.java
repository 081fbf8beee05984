// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.xpcmachine.isa.Disassembler;
import org.xpcmachine.machine.board.GuestMemory;
import org.xpcmachine.machine.board.RocketBoard;
import org.xpcmachine.machine.hart.Hart;
import org.xpcmachine.timing.RocketTiming;

/**
 * What each instruction of a benchmark takes: those between its first and its last read of the cycle counter, one list
 * for each repetition. Of a line of results with several series, such as a trap's, it has all in the order of time.
 */
public final class BenchmarkTrace {
    private static final int READ_MASK = 0xfffff07f;
    private static final int READ_CYCLE = 0xc0002073;
    private static final int READ_MCYCLE = 0xb0002073;

    /** Registers that the images read the counter into at the start, s0 and s8, and at the end: t0, s1 and s7. */
    private static final List<Integer> FIRST = List.of(8, 24);

    private static final List<Integer> LAST = List.of(5, 9, 23);

    private final String wanted;
    private final List<List<String>> found = new ArrayList<>();
    private final List<List<String>> sinceLine = new ArrayList<>();
    private Hart hart;
    private GuestMemory memory;
    private List<String> current;
    private long start;

    private BenchmarkTrace(final String benchmark) {
        final int part = benchmark.indexOf('.');
        final String name = part < 0 ? benchmark : benchmark.substring(0, part);
        wanted = name.replaceFirst("^switch_", "");
    }

    /**
     * Runs the image that has a benchmark.
     *
     * @throws IllegalArgumentException if it was not measured in that configuration
     */
    public static List<List<String>> of(final MeasuredImages images, final Setup setup, final String benchmark) {
        final Measurements one = new Measurements();
        one.add(new Reference().measured(setup).series(benchmark));
        final String image = MeasuredImages.needed(setup, one).iterator().next();
        final BenchmarkTrace trace = new BenchmarkTrace(benchmark);
        trace.run(TimedBoards.timing(setup), setup, images, image);
        return trace.found;
    }

    private void run(final RocketTiming timing, final Setup setup, final MeasuredImages images, final String image) {
        final LineConsole console = new LineConsole(this::printed);
        try (RocketBoard board =
                new RocketBoard(TimedBoards.functional(setup).withTiming(timing), images.read(image), console)) {
            hart = board.machine().cores().getFirst().hart;
            memory = new GuestMemory(board.ram());
            timing.observe((id, pc, from, to) -> spent(pc, from, to));
            board.machine().run(Bench.STEP_LIMIT);
        }
    }

    private void printed(final String text) {
        final String[] words = text.split(" ");
        if (words.length > 1 && words[1].equals(wanted)) {
            found.addAll(sinceLine);
        }
        sinceLine.clear();
    }

    private void spent(final long pc, final long from, final long to) {
        final int raw = instruction(pc);
        final int register = raw >>> 7 & 31;
        final boolean reads = (raw & READ_MASK) == READ_CYCLE || (raw & READ_MASK) == READ_MCYCLE;
        if (current == null) {
            if (!reads || !FIRST.contains(register)) {
                return;
            }
            current = new ArrayList<>();
            start = to;
        }
        current.add(String.format(
                Locale.ROOT,
                "%6d %+4d  %08x  %s",
                to - start,
                current.isEmpty() ? 0 : to - from,
                pc,
                Disassembler.disassemble(pc, raw)));
        if (reads && LAST.contains(register)) {
            sinceLine.add(current);
            current = null;
        }
    }

    /** The images run with identity in the kernel, and map other addresses for programs. */
    private int instruction(final long pc) {
        final byte[] identity = memory.read(0, pc, Integer.BYTES);
        final byte[] bytes = identity.length == Integer.BYTES ? identity : memory.read(hart.satp, pc, Integer.BYTES);
        int raw = 0;
        for (int i = bytes.length - 1; i >= 0; i--) {
            raw = raw << 8 | bytes[i] & 0xff;
        }
        return raw;
    }
}
