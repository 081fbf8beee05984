// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device;

import org.xpcmachine.machine.memory.Device;
import org.xpcmachine.machine.snapshot.StateExchange;

/**
 * A 16550A serial port (National Semiconductor PC16550D data sheet). Registers are bytes; a wider access acts on the
 * register at its offset alone.
 *
 * <p>Characters take no time: a transmitted one is out before the next instruction, and the character-timeout
 * interrupt, by which a driver hears of fewer characters than the FIFO's trigger level, comes at once. The line
 * settings (divisor, word length, parity) are kept and have no effect.
 */
public final class Uart16550 implements Device, ConsoleInput {
    /** Size of the register range in bytes. */
    public static final long SIZE = 8;

    private static final int FIFO_SIZE = 16;

    /** Interrupt enable register. */
    private static final int IER_RECEIVE = 1;

    private static final int IER_TRANSMIT = 1 << 1;
    private static final int IER_LINE_STATUS = 1 << 2;
    private static final int IER_MODEM = 1 << 3;

    /** Interrupt identification register: the sources, by falling priority; {@link #NONE} if there is none. */
    private static final int LINE_STATUS = 0x06;

    private static final int TIMEOUT = 0x0c;
    private static final int RECEIVE = 0x04;
    private static final int TRANSMIT = 0x02;
    private static final int MODEM = 0x00;
    private static final int NONE = 0x01;
    private static final int IIR_FIFO_ENABLED = 0xc0;

    /** FIFO control register. */
    private static final int FCR_ENABLE = 1;

    private static final int FCR_CLEAR_RECEIVE = 1 << 1;
    private static final int[] TRIGGER_LEVELS = {1, 4, 8, 14};

    /** Line control register. */
    private static final int LCR_DIVISOR_LATCH = 1 << 7;

    /** Modem control register. */
    private static final int MCR_WRITABLE = 0x1f;

    private static final int MCR_LOOPBACK = 1 << 4;

    /** Line status register. */
    private static final int LSR_DATA_READY = 1;

    private static final int LSR_OVERRUN = 1 << 1;
    private static final int LSR_TRANSMITTER_EMPTY = 1 << 5 | 1 << 6;

    /** Modem status: clear to send, data set ready, carrier: somebody is always there. */
    private static final int MSR_CONNECTED = 1 << 4 | 1 << 5 | 1 << 7;

    private static final int MSR_RING = 1 << 6;
    private static final int MSR_RING_ENDED = 1 << 2;

    private final InterruptLine line;
    private final ConsoleOutput output;

    private int interruptEnable;
    private int lineControl;
    private int modemControl;
    private int scratch;
    private int divisor;
    private boolean fifoEnabled;
    private int trigger;
    private boolean overrun;

    /** The transmitter-empty interrupt is due; reading it from the IIR, or writing a character, takes it back. */
    private boolean transmitPending;

    /** Bits 3:0 of the modem status register: what changed since it was read. */
    private int modemChanges;

    /** The modem inputs at the last look, bits 7:4. */
    private int modemInputs;

    private final int[] received = new int[FIFO_SIZE];
    private int first;
    private int count;

    public Uart16550(final InterruptLine line, final ConsoleOutput output) {
        this.line = line;
        this.output = output;
        reset();
    }

    /** Returns to the power-on state; received characters are lost. */
    public void reset() {
        interruptEnable = 0;
        lineControl = 0;
        modemControl = 1 << 3;
        scratch = 0;
        divisor = 12;
        fifoEnabled = false;
        trigger = 1;
        overrun = false;
        transmitPending = false;
        modemChanges = 0;
        modemInputs = MSR_CONNECTED;
        clearReceived();
        update();
    }

    @Override
    public boolean canReceive() {
        return (modemControl & MCR_LOOPBACK) == 0 && count < capacity();
    }

    @Override
    public void receive(final int b) {
        if ((modemControl & MCR_LOOPBACK) == 0) {
            enqueue(b);
        }
    }

    @Override
    public long read(final long offset, final int size) {
        final boolean latch = (lineControl & LCR_DIVISOR_LATCH) != 0;
        return switch ((int) offset & 7) {
            case 0 -> latch ? divisor & 0xff : dequeue();
            case 1 -> latch ? divisor >>> 8 : interruptEnable;
            case 2 -> readIdentification();
            case 3 -> lineControl;
            case 4 -> modemControl;
            case 5 -> readLineStatus();
            case 6 -> readModemStatus();
            default -> scratch;
        };
    }

    @Override
    public void write(final long offset, final int size, final long value) {
        final int b = (int) value & 0xff;
        final boolean latch = (lineControl & LCR_DIVISOR_LATCH) != 0;
        switch ((int) offset & 7) {
            case 0 -> {
                if (latch) {
                    divisor = divisor & 0xff00 | b;
                } else {
                    transmit(b);
                }
            }
            case 1 -> {
                if (latch) {
                    divisor = divisor & 0xff | b << 8;
                } else {
                    writeInterruptEnable(b & 0x0f);
                }
            }
            case 2 -> writeFifoControl(b);
            case 3 -> lineControl = b;
            case 4 -> writeModemControl(b & MCR_WRITABLE);
            case 5, 6 -> {
                // status registers are read-only
            }
            default -> scratch = b;
        }
        update();
    }

    private void transmit(final int b) {
        if ((modemControl & MCR_LOOPBACK) != 0) {
            enqueue(b);
        } else {
            output.write(b);
        }
        transmitPending = true;
    }

    /** Enabling the transmitter's interrupt while it is empty raises it, which drivers rely on to begin. */
    private void writeInterruptEnable(final int value) {
        final int risen = value & ~interruptEnable;
        interruptEnable = value;
        if ((value & IER_TRANSMIT) == 0) {
            transmitPending = false;
        } else if ((risen & IER_TRANSMIT) != 0) {
            transmitPending = true;
        }
    }

    private void writeFifoControl(final int value) {
        final boolean enable = (value & FCR_ENABLE) != 0;
        if (enable != fifoEnabled || (value & FCR_CLEAR_RECEIVE) != 0) {
            clearReceived();
        }
        fifoEnabled = enable;
        trigger = enable ? TRIGGER_LEVELS[value >>> 6] : 1;
    }

    private void writeModemControl(final int value) {
        modemControl = value;
        final int inputs = modemInputs();
        final int changed = inputs ^ modemInputs;
        final int ringEnded = (modemInputs & ~inputs & MSR_RING) != 0 ? MSR_RING_ENDED : 0;
        modemChanges |= (changed & ~MSR_RING) >>> 4 | ringEnded;
        modemInputs = inputs;
    }

    /** In loopback the modem's outputs DTR, RTS, OUT1 and OUT2 are its inputs DSR, CTS, RI and DCD. */
    private int modemInputs() {
        if ((modemControl & MCR_LOOPBACK) == 0) {
            return MSR_CONNECTED;
        }
        return (modemControl & 0x0c) << 4 | (modemControl & 0x02) << 3 | (modemControl & 0x01) << 5;
    }

    private int readIdentification() {
        final int source = source();
        if (source == TRANSMIT) {
            transmitPending = false;
            update();
        }
        return source | (fifoEnabled ? IIR_FIFO_ENABLED : 0);
    }

    private int readLineStatus() {
        final int status = LSR_TRANSMITTER_EMPTY | (count > 0 ? LSR_DATA_READY : 0) | (overrun ? LSR_OVERRUN : 0);
        overrun = false;
        update();
        return status;
    }

    private int readModemStatus() {
        final int status = modemInputs | modemChanges;
        modemChanges = 0;
        update();
        return status;
    }

    private void enqueue(final int b) {
        if (count < capacity()) {
            received[(first + count) % FIFO_SIZE] = b & 0xff;
            count++;
        } else {
            overrun = true;
        }
        update();
    }

    /** Takes the oldest received character; 0 if there is none. */
    private int dequeue() {
        if (count == 0) {
            return 0;
        }
        final int b = received[first];
        first = (first + 1) % FIFO_SIZE;
        count--;
        update();
        return b;
    }

    private void clearReceived() {
        first = 0;
        count = 0;
    }

    private int capacity() {
        return fifoEnabled ? FIFO_SIZE : 1;
    }

    /** Returns the interrupt source of highest priority that is enabled and due. */
    private int source() {
        if ((interruptEnable & IER_LINE_STATUS) != 0 && overrun) {
            return LINE_STATUS;
        }
        if ((interruptEnable & IER_RECEIVE) != 0 && count > 0) {
            return count >= trigger ? RECEIVE : TIMEOUT;
        }
        if ((interruptEnable & IER_TRANSMIT) != 0 && transmitPending) {
            return TRANSMIT;
        }
        return (interruptEnable & IER_MODEM) != 0 && modemChanges != 0 ? MODEM : NONE;
    }

    private void update() {
        line.set(source() != NONE);
    }

    @Override
    public void exchange(final StateExchange state) {
        interruptEnable = state.pass(interruptEnable);
        lineControl = state.pass(lineControl);
        modemControl = state.pass(modemControl);
        scratch = state.pass(scratch);
        divisor = state.pass(divisor);
        fifoEnabled = state.pass(fifoEnabled);
        trigger = state.pass(trigger);
        overrun = state.pass(overrun);
        transmitPending = state.pass(transmitPending);
        modemChanges = state.pass(modemChanges);
        modemInputs = state.pass(modemInputs);
        state.pass(received);
        first = state.pass(first, 0, FIFO_SIZE - 1);
        count = state.pass(count, 0, FIFO_SIZE);
    }
}
