// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Uart16550Test {
    private static final int DATA = 0;
    private static final int IER = 1;
    private static final int IIR = 2;
    private static final int FCR = 2;
    private static final int LCR = 3;
    private static final int MCR = 4;
    private static final int LSR = 5;
    private static final int MSR = 6;
    private static final int SCR = 7;

    private final Wire line = new Wire();
    private final StringBuilder output = new StringBuilder();
    private final Uart16550 uart = new Uart16550(line, b -> output.append((char) b));

    private int in(final int register) {
        return (int) uart.read(register, 1);
    }

    private void out(final int register, final int value) {
        uart.write(register, 1, value);
    }

    private void type(final String text) {
        for (final byte b : text.getBytes(StandardCharsets.ISO_8859_1)) {
            uart.receive(b);
        }
    }

    @Test
    void sendsCharactersAndIsAlwaysReady() {
        for (final char c : "hello".toCharArray()) {
            assertThat(in(LSR)).isEqualTo(0x60);
            out(DATA, c);
        }
        assertThat(output).hasToString("hello");
        assertThat(line.high).isFalse();
    }

    @Test
    void receivesIntoTheFifo() {
        out(FCR, 0x07);
        type("0123456789abcdef");
        assertThat(uart.canReceive()).isFalse();
        for (final char c : "0123456789abcdef".toCharArray()) {
            assertThat(in(LSR) & 1).isEqualTo(1);
            assertThat(in(DATA)).isEqualTo(c);
        }
        assertThat(in(LSR)).isEqualTo(0x60);
        assertThat(in(DATA)).isZero();
        assertThat(uart.canReceive()).isTrue();
    }

    @Test
    void holdsOneCharacterWithoutFifo() {
        type("a");
        assertThat(uart.canReceive()).isFalse();
        type("b");
        assertThat(in(LSR)).isEqualTo(0x63);
        assertThat(in(LSR)).isEqualTo(0x61);
        assertThat(in(DATA)).isEqualTo('a');
    }

    @Test
    void receiveInterruptLastsUntilTheFifoIsEmpty() {
        out(FCR, 0x01);
        out(IER, 0x01);
        type("xy");
        assertThat(line.high).isTrue();
        assertThat(in(IIR)).isEqualTo(0xc4);
        in(DATA);
        assertThat(line.high).isTrue();
        in(DATA);
        assertThat(line.high).isFalse();
        assertThat(in(IIR)).isEqualTo(0xc1);
    }

    @Test
    void fewerCharactersThanTheTriggerLevelComeAsTimeout() {
        out(FCR, 0x81);
        out(IER, 0x01);
        type("1234567");
        assertThat(in(IIR)).isEqualTo(0xcc);
        type("8");
        assertThat(in(IIR)).isEqualTo(0xc4);
    }

    @Test
    void transmitterInterruptIsTakenBackByReadingItAndComesWithEachCharacter() {
        out(IER, 0x02);
        assertThat(line.high).isTrue();
        assertThat(in(IIR)).isEqualTo(0x02);
        assertThat(line.high).isFalse();
        assertThat(in(IIR)).isEqualTo(0x01);
        out(DATA, 'a');
        assertThat(line.high).isTrue();
        out(IER, 0x00);
        assertThat(line.high).isFalse();
        out(IER, 0x02);
        assertThat(line.high).isTrue();
    }

    @Test
    void receiverComesBeforeTransmitter() {
        out(FCR, 0x01);
        out(IER, 0x03);
        type("z");
        assertThat(in(IIR)).isEqualTo(0xc4);
        in(DATA);
        assertThat(in(IIR)).isEqualTo(0xc2);
    }

    @Test
    void overrunInterruptsAsLineStatus() {
        out(IER, 0x04);
        type("ab");
        assertThat(in(IIR)).isEqualTo(0x06);
        in(LSR);
        assertThat(line.high).isFalse();
    }

    @Test
    void clearingTheFifoDropsCharacters() {
        out(FCR, 0x01);
        out(IER, 0x01);
        type("abc");
        out(FCR, 0x03);
        assertThat(line.high).isFalse();
        assertThat(in(LSR) & 1).isZero();
    }

    @Test
    void divisorLatchHidesDataAndInterruptEnable() {
        out(IER, 0x05);
        out(LCR, 0x83);
        out(DATA, 0x34);
        out(IER, 0x12);
        assertThat(in(DATA)).isEqualTo(0x34);
        assertThat(in(IER)).isEqualTo(0x12);
        out(LCR, 0x03);
        assertThat(in(LCR)).isEqualTo(0x03);
        assertThat(in(IER)).isEqualTo(0x05);
        assertThat(output).isEmpty();
    }

    @Test
    void loopbackReturnsCharactersAndModemLines() {
        out(MCR, 0x1a);
        assertThat(in(MSR) & 0xf0).isEqualTo(0x90);
        out(DATA, 'q');
        assertThat(output).isEmpty();
        assertThat(uart.canReceive()).isFalse();
        type("x");
        assertThat(in(DATA)).isEqualTo('q');
        out(MCR, 0x0b);
        assertThat(in(MSR) & 0xf0).isEqualTo(0xb0);
    }

    @Test
    void modemChangesAreReportedOnce() {
        out(IER, 0x08);
        out(MCR, 0x10);
        assertThat(line.high).isTrue();
        assertThat(in(IIR)).isZero();
        assertThat(in(MSR)).isEqualTo(0x0b);
        assertThat(in(MSR)).isZero();
        assertThat(line.high).isFalse();
        out(MCR, 0x14);
        assertThat(in(MSR)).isEqualTo(0x40);
        out(MCR, 0x10);
        assertThat(in(MSR)).isEqualTo(0x04);
    }

    /** What Linux's 8250 driver asks to tell a 16550A from its relatives. */
    @Test
    void isRecognisedAs16550A() {
        out(IER, 0);
        assertThat(in(IER)).isZero();
        out(IER, 0xff);
        assertThat(in(IER)).isEqualTo(0x0f);
        out(IER, 0);
        out(SCR, 0x55);
        assertThat(in(SCR)).isEqualTo(0x55);
        out(FCR, 0x01);
        assertThat(in(IIR) >> 6).isEqualTo(3);
        out(FCR, 0x21);
        assertThat(in(IIR) & 0x20).isZero();
    }

    @Test
    void anyAccessIsHarmless() {
        final long seed = 2;
        final Random random = new Random(seed);
        for (int i = 0; i < 100_000; i++) {
            final long register = random.nextInt(8);
            switch (random.nextInt(3)) {
                case 0 -> uart.read(register, 1);
                case 1 -> uart.write(register, 1, random.nextInt(256));
                default -> uart.receive(random.nextInt(256));
            }
        }
        uart.reset();
        out(DATA, '!');
        assertThat(output.charAt(output.length() - 1)).as("seed %d", seed).isEqualTo('!');
        assertThat(line.high).isFalse();
    }
}
