// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.frontend;

import java.util.Arrays;
import org.xpcmachine.timing.config.FrontEndConfig;

/** A piece of code in memory, and a hart that issues what it is told as soon as the front end delivers it. */
final class Code implements InstructionMemory {
    static final long BASE = 0x8000_0000L;
    static final int NOP = 0x13;
    static final int RET = 0x8067;
    static final int LATENCY = 40;
    private static final int BEATS = 16;

    private final int[] words = new int[1 << 14];
    final FrontEnd frontEnd = new FrontEnd(FrontEndConfig.ROCKET, this, InstructionTranslation.NONE);
    long last;
    int refills;

    Code() {
        Arrays.fill(words, NOP);
    }

    void put(final long pc, final int instruction) {
        words[(int) (pc - BASE) / Integer.BYTES] = instruction;
    }

    static int jump(final long from, final long to, final int rd) {
        final int offset = (int) (to - from);
        return 0x6f | rd << 7 | offset & 0xff000 | (offset & 0x800) << 9 | (offset & 0x7fe) << 20 | offset >> 20 << 31;
    }

    /** c.j, and a c.nop behind it. */
    static int narrowJump(final long from, final long to) {
        final int offset = (int) (to - from);
        final int jump = 0xa001
                | (offset & 0x800) << 1
                | (offset & 0x10) << 7
                | (offset & 0x300) << 1
                | (offset & 0x400) >> 2
                | (offset & 0x40) << 1
                | (offset & 0x80) >> 1
                | (offset & 0xe) << 2
                | (offset & 0x20) >> 3;
        return 1 << 16 | jump;
    }

    static int branch(final long from, final long to) {
        final int offset = (int) (to - from);
        return 0x63 | (offset & 0x800) >> 4 | (offset & 0x1e) << 7 | (offset & 0x7e0) << 20 | offset >> 12 << 31;
    }

    /** Issues the instruction, and returns how long after the one before. */
    long issue(final long pc) {
        return issue(pc, Integer.BYTES);
    }

    long issue(final long pc, final int length) {
        final long before = last;
        last = Math.max(before + 1, frontEnd.ready(pc, length));
        frontEnd.issued(last);
        return last - before;
    }

    /** Likewise for one that may go elsewhere. */
    long issue(final long pc, final ControlKind kind, final boolean taken, final long next) {
        return issue(pc, Integer.BYTES, kind, taken, next);
    }

    long issue(final long pc, final int length, final ControlKind kind, final boolean taken, final long next) {
        final long took = issue(pc, length);
        frontEnd.control(kind, taken, next);
        return took;
    }

    @Override
    public long readLine(final long pa, final long cycle) {
        refills++;
        return cycle + LATENCY + BEATS;
    }

    @Override
    public int word(final long pa) {
        return isMemory(pa) ? words[(int) (pa - BASE) / Integer.BYTES] : 0;
    }

    @Override
    public boolean isMemory(final long pa) {
        return pa >= BASE && pa < BASE + words.length * (long) Integer.BYTES;
    }
}
