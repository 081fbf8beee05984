// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device;

import java.util.Arrays;
import org.xpcmachine.machine.memory.BusFault;
import org.xpcmachine.machine.memory.Device;
import org.xpcmachine.machine.snapshot.StateExchange;

/**
 * SiFive's core-local interruptor: each hart's software interrupt and timer interrupt, and the timer itself
 * (FU540-C000 manual, chapter 9; privileged specification, 3.2.1).
 *
 * <pre>
 * 0x0000 + 4 * hart   msip      32 bits, bit 0 only    drives MSIP
 * 0x4000 + 8 * hart   mtimecmp  64 bits or halves      drives MTIP: mtime &gt;= mtimecmp, unsigned
 * 0xbff8              mtime     64 bits or halves
 * </pre>
 */
public final class Clint implements Device, TimedDevice {
    /** Size of the register range in bytes. */
    public static final long SIZE = 0x10000;

    private static final long MTIMECMP = 0x4000;
    private static final long MTIME = 0xbff8;

    private final Clock clock;
    private final InterruptLine[] softwareLines;
    private final InterruptLine[] timerLines;

    private final boolean[] msip;
    private final long[] mtimecmp;

    /** What software added to the clock by writing mtime. */
    private long offset;

    /**
     * Makes the device of as many harts as there are lines.
     *
     * @param softwareLines MSIP of each hart
     * @param timerLines MTIP of each hart
     */
    public Clint(final Clock clock, final InterruptLine[] softwareLines, final InterruptLine[] timerLines) {
        if (softwareLines.length != timerLines.length || softwareLines.length > MTIMECMP / 4 - 1) {
            throw new IllegalArgumentException(
                    "CLINT of " + softwareLines.length + " and " + timerLines.length + " harts");
        }
        this.clock = clock;
        this.softwareLines = softwareLines.clone();
        this.timerLines = timerLines.clone();
        msip = new boolean[softwareLines.length];
        mtimecmp = new long[softwareLines.length];
        reset();
    }

    /** Lowers all lines and puts the timer interrupts off for ever. Time runs on. */
    public void reset() {
        Arrays.fill(msip, false);
        Arrays.fill(mtimecmp, -1);
        offset = 0;
        for (final InterruptLine line : softwareLines) {
            line.set(false);
        }
        tick();
    }

    /** Returns {@code mtime}, which the {@code time} CSR shows too; 10 MHz ticks. */
    public long time() {
        return clock.ticks() + offset;
    }

    /** Returns {@code mtimecmp} of a hart. */
    public long timeCompare(final int hart) {
        return mtimecmp[hart];
    }

    @Override
    public long nextEvent() {
        final long now = time();
        long least = -1;
        for (final long compare : mtimecmp) {
            final long distance = ticksToChange(now, compare);
            if (Long.compareUnsigned(distance, least) < 0) {
                least = distance;
            }
        }
        final long event = clock.ticks() + least;
        return least < 0 || event < 0 ? NEVER : event;
    }

    /** Returns the ticks until {@code now >= compare} changes: true from {@code compare} on, until time wraps to 0. */
    private static long ticksToChange(final long now, final long compare) {
        if (Long.compareUnsigned(now, compare) < 0) {
            return compare - now;
        }
        return compare == 0 ? -1 : -now;
    }

    @Override
    public void tick() {
        final long now = time();
        for (int hart = 0; hart < mtimecmp.length; hart++) {
            timerLines[hart].set(Long.compareUnsigned(now, mtimecmp[hart]) >= 0);
        }
    }

    @Override
    public long read(final long at, final int size) {
        if (at < MTIMECMP) {
            return readSoftware(at, size);
        }
        requireTimerWidth(size);
        final long register = at & ~7L;
        return timer(register) >>> 8 * (at - register);
    }

    @Override
    public void write(final long at, final int size, final long value) {
        if (at < MTIMECMP) {
            writeSoftware(at, size, value);
            return;
        }
        requireTimerWidth(size);
        final long register = at & ~7L;
        final int shift = (int) (8 * (at - register));
        final long mask = size == 8 ? -1 : 0xffff_ffffL << shift;
        final long merged = timer(register) & ~mask | value << shift & mask;
        if (register == MTIME) {
            offset = merged - clock.ticks();
        } else if (isCompare(register)) {
            mtimecmp[(int) (register - MTIMECMP >>> 3)] = merged;
        }
        tick();
    }

    private long readSoftware(final long at, final int size) {
        requireWord(size);
        return at >>> 2 < msip.length && msip[(int) (at >>> 2)] ? 1 : 0;
    }

    private void writeSoftware(final long at, final int size, final long value) {
        requireWord(size);
        final int hart = (int) (at >>> 2);
        if (hart < msip.length) {
            msip[hart] = (value & 1) != 0;
            softwareLines[hart].set(msip[hart]);
        }
    }

    /** Returns a 64-bit register; 0 where there is none. */
    private long timer(final long register) {
        if (register == MTIME) {
            return time();
        }
        return isCompare(register) ? mtimecmp[(int) (register - MTIMECMP >>> 3)] : 0;
    }

    private boolean isCompare(final long register) {
        return register < MTIME && register - MTIMECMP >>> 3 < mtimecmp.length;
    }

    private static void requireWord(final int size) {
        if (size != 4) {
            throw BusFault.INSTANCE;
        }
    }

    private static void requireTimerWidth(final int size) {
        if (size < 4) {
            throw BusFault.INSTANCE;
        }
    }

    @Override
    public void exchange(final StateExchange state) {
        state.pass(msip);
        state.pass(mtimecmp);
        offset = state.pass(offset);
    }
}
