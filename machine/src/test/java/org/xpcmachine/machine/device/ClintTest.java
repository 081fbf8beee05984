// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.xpcmachine.machine.memory.BusFault;

class ClintTest {
    private static final long MTIMECMP = 0x4000;
    private static final long MTIME = 0xbff8;

    private final ManualClock clock = new ManualClock();
    private final Wire[] software = Wire.many(2);
    private final Wire[] timer = Wire.many(2);
    private final Clint clint = new Clint(clock, software, timer);

    @Test
    void msipDrivesItsHartAlone() {
        clint.write(4, 4, 0xffff_ffffL);
        assertThat(software[1].high).isTrue();
        assertThat(software[0].high).isFalse();
        assertThat(clint.read(4, 4)).isEqualTo(1);
        clint.write(4, 4, 0xffff_fffeL);
        assertThat(software[1].high).isFalse();
        assertThat(clint.read(4, 4)).isZero();
    }

    @Test
    void noTimerInterruptIsDueAfterReset() {
        clock.now = 1L << 40;
        clint.tick();
        assertThat(timer[0].high).isFalse();
        assertThat(clint.nextEvent()).isEqualTo(TimedDevice.NEVER);
    }

    @Test
    void timerInterruptIsPendingFromTheTickCompared() {
        clint.write(MTIMECMP + 8, 8, 100);
        clock.now = 99;
        clint.tick();
        assertThat(timer[1].high).isFalse();
        clock.now = 100;
        clint.tick();
        assertThat(timer[1].high).isTrue();
        assertThat(timer[0].high).isFalse();
        clint.write(MTIMECMP + 8, 8, 101);
        assertThat(timer[1].high).isFalse();
    }

    @Test
    void nextEventIsTheEarliestThatLiesAhead() {
        clock.now = 10;
        clint.write(MTIMECMP, 8, 500);
        clint.write(MTIMECMP + 8, 8, 300);
        assertThat(clint.nextEvent()).isEqualTo(300);
        clock.now = 300;
        clint.tick();
        assertThat(clint.nextEvent()).isEqualTo(500);
        clint.write(MTIMECMP, 8, -1);
        assertThat(clint.nextEvent()).isEqualTo(TimedDevice.NEVER);
    }

    @Test
    void registersOf64BitsCanBeAccessedInHalves() {
        clint.write(MTIMECMP + 4, 4, 0x1234_5678L);
        clint.write(MTIMECMP, 4, 0x9abc_def0L);
        assertThat(clint.read(MTIMECMP, 8)).isEqualTo(0x1234_5678_9abc_def0L);
        assertThat(clint.read(MTIMECMP + 4, 4)).isEqualTo(0x1234_5678L);
        assertThat(clint.timeCompare(0)).isEqualTo(0x1234_5678_9abc_def0L);
        clock.now = 0x5_0000_0007L;
        assertThat(clint.read(MTIME, 8)).isEqualTo(0x5_0000_0007L);
        assertThat(clint.read(MTIME + 4, 4)).isEqualTo(5);
    }

    @Test
    void settingMtimeMovesTheInterruptNotTheClock() {
        clock.now = 1000;
        clint.write(MTIMECMP, 8, 150);
        assertThat(timer[0].high).isTrue();
        clint.write(MTIME, 8, 50);
        assertThat(timer[0].high).isFalse();
        assertThat(clint.time()).isEqualTo(50);
        assertThat(clint.nextEvent()).isEqualTo(1100);
        clock.now = 1100;
        clint.tick();
        assertThat(timer[0].high).isTrue();
    }

    @Test
    void comparesUnsigned() {
        clint.write(MTIMECMP, 8, 1L << 63);
        clock.now = 5;
        clint.tick();
        assertThat(timer[0].high).isFalse();
        assertThat(clint.nextEvent()).isEqualTo(TimedDevice.NEVER);
        clint.write(MTIME, 8, 1L << 63);
        assertThat(timer[0].high).isTrue();
    }

    @Test
    void theInterruptEndsWhenTimeWraps() {
        clock.now = 10;
        clint.write(MTIMECMP, 8, 5);
        clint.write(MTIME, 8, -1);
        assertThat(timer[0].high).isTrue();
        assertThat(clint.nextEvent()).isEqualTo(11);
        clock.now = 11;
        clint.tick();
        assertThat(timer[0].high).isFalse();
        assertThat(clint.nextEvent()).isEqualTo(16);
    }

    @Test
    void absentHartsReadZeroAndIgnoreWrites() {
        clint.write(8, 4, 1);
        clint.write(MTIMECMP + 16, 8, 0);
        assertThat(clint.read(8, 4)).isZero();
        assertThat(clint.read(MTIMECMP + 16, 8)).isZero();
        assertThat(clint.read(Clint.SIZE - 4, 4)).isZero();
    }

    @Test
    void refusesNarrowAccess() {
        assertThatThrownBy(() -> clint.read(0, 8)).isSameAs(BusFault.INSTANCE);
        assertThatThrownBy(() -> clint.write(0, 1, 1)).isSameAs(BusFault.INSTANCE);
        assertThatThrownBy(() -> clint.write(MTIMECMP, 2, 1)).isSameAs(BusFault.INSTANCE);
    }

    @Test
    void resetLowersTheLines() {
        clint.write(0, 4, 1);
        clint.write(MTIMECMP, 8, 0);
        clint.reset();
        assertThat(software[0].high).isFalse();
        assertThat(timer[0].high).isFalse();
    }
}
