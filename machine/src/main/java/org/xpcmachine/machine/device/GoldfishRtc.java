// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device;

import org.xpcmachine.machine.memory.BusFault;
import org.xpcmachine.machine.memory.Device;
import org.xpcmachine.machine.snapshot.StateExchange;

/**
 * The Goldfish real-time clock of Android's emulator: nanoseconds since 1970, and an alarm. Time is the machine's
 * deterministic clock from a given epoch, never the host's. All registers have 32 bits and are accessed as such.
 *
 * <pre>
 * 0x00 TIME_LOW    reading also latches TIME_HIGH; writing sets the time from both
 * 0x04 TIME_HIGH
 * 0x08 ALARM_LOW   writing sets the alarm from both and arms it
 * 0x0c ALARM_HIGH
 * 0x10 IRQ_ENABLED
 * 0x14 CLEAR_ALARM
 * 0x18 ALARM_STATUS  1 while armed
 * 0x1c CLEAR_INTERRUPT
 * </pre>
 */
public final class GoldfishRtc implements Device, TimedDevice {
    /** Size of the register range in bytes. */
    public static final long SIZE = 0x1000;

    private static final long NANOSECONDS_PER_TICK = 100;
    private static final long LOW = 0xffff_ffffL;

    private final Clock clock;
    private final InterruptLine line;

    /** Nanoseconds since 1970 at tick 0. */
    private final long epoch;

    /** What software added to the time by setting it, in nanoseconds. */
    private long adjustment;

    private long alarm;
    private boolean armed;
    private int timeHigh;
    private int alarmHigh;
    private boolean enabled;
    private boolean pending;

    /**
     * Makes a clock.
     *
     * @param epochNanos what it shows at tick 0: nanoseconds since 1970
     */
    public GoldfishRtc(final Clock clock, final InterruptLine line, final long epochNanos) {
        this.clock = clock;
        this.line = line;
        epoch = epochNanos;
    }

    /** Disarms the alarm, lowers the line and undoes setting of the time. */
    public void reset() {
        adjustment = 0;
        alarm = 0;
        armed = false;
        timeHigh = 0;
        alarmHigh = 0;
        enabled = false;
        pending = false;
        line.set(false);
    }

    @Override
    public long nextEvent() {
        if (!armed) {
            return NEVER;
        }
        final long now = now();
        if (alarm <= now) {
            return clock.ticks();
        }
        final long wait = alarm - now;
        final long event = clock.ticks() + Long.divideUnsigned(wait + NANOSECONDS_PER_TICK - 1, NANOSECONDS_PER_TICK);
        return wait < 0 || event < 0 ? NEVER : event;
    }

    @Override
    public void tick() {
        if (armed && alarm <= now()) {
            armed = false;
            pending = true;
            update();
        }
    }

    @Override
    public long read(final long offset, final int size) {
        requireWord(size);
        return switch ((int) offset) {
            case 0x00 -> latch();
            case 0x04 -> timeHigh;
            case 0x08 -> alarm;
            case 0x0c -> alarm >>> 32;
            case 0x10 -> enabled ? 1 : 0;
            case 0x18 -> armed ? 1 : 0;
            default -> 0;
        };
    }

    @Override
    public void write(final long offset, final int size, final long value) {
        requireWord(size);
        switch ((int) offset) {
            case 0x00 -> adjustment += ((long) timeHigh << 32 | value) - now();
            case 0x04 -> timeHigh = (int) value;
            case 0x08 -> arm((long) alarmHigh << 32 | value);
            case 0x0c -> alarmHigh = (int) value;
            case 0x10 -> enabled = (value & 1) != 0;
            case 0x14 -> armed = false;
            case 0x1c -> pending = false;
            default -> {
                // no such register
            }
        }
        tick();
        update();
    }

    private void arm(final long nanoseconds) {
        alarm = nanoseconds;
        armed = true;
    }

    private long latch() {
        final long now = now();
        timeHigh = (int) (now >>> 32);
        return now & LOW;
    }

    private long now() {
        return epoch + adjustment + clock.ticks() * NANOSECONDS_PER_TICK;
    }

    private void update() {
        line.set(pending && enabled);
    }

    private static void requireWord(final int size) {
        if (size != 4) {
            throw BusFault.INSTANCE;
        }
    }

    @Override
    public void exchange(final StateExchange state) {
        adjustment = state.pass(adjustment);
        alarm = state.pass(alarm);
        armed = state.pass(armed);
        timeHigh = state.pass(timeHigh);
        alarmHigh = state.pass(alarmHigh);
        enabled = state.pass(enabled);
        pending = state.pass(pending);
    }
}
