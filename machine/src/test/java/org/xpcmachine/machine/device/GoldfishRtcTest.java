// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.xpcmachine.machine.memory.BusFault;

class GoldfishRtcTest {
    private static final long EPOCH = 1_700_000_000_000_000_000L;
    private static final int TIME_LOW = 0x00;
    private static final int TIME_HIGH = 0x04;
    private static final int ALARM_LOW = 0x08;
    private static final int ALARM_HIGH = 0x0c;
    private static final int IRQ_ENABLED = 0x10;
    private static final int CLEAR_ALARM = 0x14;
    private static final int ALARM_STATUS = 0x18;
    private static final int CLEAR_INTERRUPT = 0x1c;

    private final ManualClock clock = new ManualClock();
    private final Wire line = new Wire();
    private final GoldfishRtc rtc = new GoldfishRtc(clock, line, EPOCH);

    private long time() {
        final long low = rtc.read(TIME_LOW, 4) & 0xffff_ffffL;
        return rtc.read(TIME_HIGH, 4) << 32 | low;
    }

    private void set(final int low, final int high, final long value) {
        rtc.write(high, 4, value >>> 32);
        rtc.write(low, 4, value & 0xffff_ffffL);
    }

    @Test
    void showsTheEpochPlusTheMachinesTime() {
        assertThat(time()).isEqualTo(EPOCH);
        clock.now = 10_000_000;
        assertThat(time()).isEqualTo(EPOCH + 1_000_000_000);
    }

    @Test
    void highHalfBelongsToTheLowHalfRead() {
        final long low = rtc.read(TIME_LOW, 4) & 0xffff_ffffL;
        clock.now = 1L << 40;
        assertThat(rtc.read(TIME_HIGH, 4) << 32 | low).isEqualTo(EPOCH);
    }

    @Test
    void canBeSet() {
        clock.now = 777;
        set(TIME_LOW, TIME_HIGH, 5_000_000_000L);
        assertThat(time()).isEqualTo(5_000_000_000L);
        clock.now += 10;
        assertThat(time()).isEqualTo(5_000_001_000L);
    }

    @Test
    void alarmInterruptsAtItsTick() {
        rtc.write(IRQ_ENABLED, 4, 1);
        set(ALARM_LOW, ALARM_HIGH, EPOCH + 1_050);
        assertThat(rtc.read(ALARM_STATUS, 4)).isEqualTo(1);
        assertThat(rtc.nextEvent()).isEqualTo(11);
        clock.now = 10;
        rtc.tick();
        assertThat(line.high).isFalse();
        clock.now = 11;
        rtc.tick();
        assertThat(line.high).isTrue();
        assertThat(rtc.read(ALARM_STATUS, 4)).isZero();
        assertThat(rtc.nextEvent()).isEqualTo(TimedDevice.NEVER);
        rtc.write(CLEAR_INTERRUPT, 4, 1);
        assertThat(line.high).isFalse();
    }

    @Test
    void alarmInThePastFiresAtOnceAndMaskedOneWaits() {
        set(ALARM_LOW, ALARM_HIGH, EPOCH - 1);
        assertThat(line.high).isFalse();
        rtc.write(IRQ_ENABLED, 4, 1);
        assertThat(line.high).isTrue();
    }

    @Test
    void clearedAlarmDoesNotFire() {
        rtc.write(IRQ_ENABLED, 4, 1);
        set(ALARM_LOW, ALARM_HIGH, EPOCH + 100);
        rtc.write(CLEAR_ALARM, 4, 1);
        clock.now = 100;
        rtc.tick();
        assertThat(line.high).isFalse();
    }

    @Test
    void farAlarmAndStrangeTimesDoNotOverflow() {
        set(ALARM_LOW, ALARM_HIGH, Long.MAX_VALUE);
        set(TIME_LOW, TIME_HIGH, Long.MIN_VALUE);
        clock.now = 1;
        assertThat(rtc.nextEvent()).isGreaterThan(1);
    }

    @Test
    void refusesOtherWidthsAndIgnoresOtherRegisters() {
        assertThatThrownBy(() -> rtc.read(TIME_LOW, 8)).isSameAs(BusFault.INSTANCE);
        assertThatThrownBy(() -> rtc.write(TIME_LOW, 1, 0)).isSameAs(BusFault.INSTANCE);
        rtc.write(0x20, 4, -1);
        assertThat(rtc.read(0x20, 4)).isZero();
    }
}
