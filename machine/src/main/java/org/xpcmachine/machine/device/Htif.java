// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device;

import org.xpcmachine.machine.memory.PhysicalMemory;
import org.xpcmachine.machine.snapshot.StateExchange;
import org.xpcmachine.machine.snapshot.Stateful;

/**
 * The host-target interface of Berkeley's simulators, spoken by programs made for Spike: two 64-bit words in RAM,
 * {@code tohost} and {@code fromhost}. A command is {@code device << 56 | command << 48 | payload}; 0 is none.
 *
 * <pre>
 * device 0, command 0   payload odd: exit, code = payload / 2;
 *                       even: system call, payload = address of 8 words: number, arguments
 * device 1, command 0   wait for a character: the answer's payload is 0x100 | character
 * device 1, command 1   put a character
 * </pre>
 *
 * <p>Of the system calls, {@code write} to descriptors 1 and 2 and {@code exit} work; others answer {@code -ENOSYS}.
 * The machine calls {@link #poll} between slices of execution; the guest sees its command taken when {@code tohost}
 * turns 0.
 */
public final class Htif implements ConsoleInput, Stateful {
    private static final int SYSTEM_CALL_DEVICE = 0;
    private static final int CONSOLE_DEVICE = 1;
    private static final int GET = 0;
    private static final int PUT = 1;
    private static final long PAYLOAD = (1L << 48) - 1;

    private static final int WORDS = 8;
    private static final int SYS_WRITE = 64;
    private static final int SYS_EXIT = 93;
    private static final int EBADF = 9;
    private static final int EFAULT = 14;
    private static final int ENOSYS = 38;

    private final PhysicalMemory memory;
    private final long toHost;
    private final long fromHost;
    private final ConsoleOutput output;
    private final PowerControl power;

    /** Answer that waits for {@code fromhost} to be 0; 0 if there is none. */
    private long answer;

    /** The guest waits for a character. */
    private boolean reading;

    /** A character that waits for the guest to ask, or -1. */
    private int character = -1;

    /**
     * Makes the interface.
     *
     * @param toHost physical address of the guest's word, 8 bytes in {@code memory}
     * @param fromHost likewise, the host's word
     */
    public Htif(
            final PhysicalMemory memory,
            final long toHost,
            final long fromHost,
            final ConsoleOutput output,
            final PowerControl power) {
        if (!memory.contains(toHost, 8) || !memory.contains(fromHost, 8)) {
            throw new IllegalArgumentException(
                    "HTIF: tohost (%#x) and fromhost (%#x) must be in RAM".formatted(toHost, fromHost));
        }
        this.memory = memory;
        this.toHost = toHost;
        this.fromHost = fromHost;
        this.output = output;
        this.power = power;
    }

    /** Forgets a read in progress, its answer, and a received character. */
    public void reset() {
        answer = 0;
        reading = false;
        character = -1;
    }

    @Override
    public boolean canReceive() {
        return character < 0;
    }

    @Override
    public void receive(final int b) {
        if (character < 0) {
            character = b & 0xff;
        }
    }

    /** Executes the guest's command, if the last one has been answered, and gives the answer that is due. */
    public void poll() {
        deliver();
        final long command = answer == 0 ? memory.readLong(toHost) : 0;
        if (command != 0) {
            memory.writeLong(toHost, 0);
            execute(command);
        }
        if (reading && character >= 0 && answer == 0) {
            answer = header(CONSOLE_DEVICE, GET) | 0x100 | character;
            character = -1;
            reading = false;
        }
        deliver();
    }

    private void deliver() {
        if (answer != 0 && memory.readLong(fromHost) == 0) {
            memory.writeLong(fromHost, answer);
            answer = 0;
        }
    }

    /** Does what a command asks; one that is not known is dropped. */
    private void execute(final long command) {
        final int device = (int) (command >>> 56);
        final int operation = (int) (command >>> 48) & 0xff;
        final long payload = command & PAYLOAD;
        if (device == SYSTEM_CALL_DEVICE && operation == 0) {
            if ((payload & 1) != 0) {
                power.exit((int) (payload >>> 1));
            } else {
                systemCall(payload);
                answer = header(SYSTEM_CALL_DEVICE, 0) | 1;
            }
        } else if (device == CONSOLE_DEVICE && operation == PUT) {
            output.write((int) payload & 0xff);
        } else if (device == CONSOLE_DEVICE && operation == GET) {
            reading = true;
        }
    }

    /** Takes number and arguments from {@code block}; the result goes to its first word. Does nothing outside RAM. */
    private void systemCall(final long block) {
        if (!memory.contains(block, WORDS * Long.BYTES)) {
            return;
        }
        final long number = memory.readLong(block);
        final long a0 = memory.readLong(block + 8);
        final long a1 = memory.readLong(block + 16);
        final long a2 = memory.readLong(block + 24);
        final long result;
        if (number == SYS_WRITE) {
            result = write(a0, a1, a2);
        } else if (number == SYS_EXIT) {
            power.exit((int) a0);
            result = 0;
        } else {
            result = -ENOSYS;
        }
        memory.writeLong(block, result);
    }

    private long write(final long descriptor, final long address, final long length) {
        if (descriptor != 1 && descriptor != 2) {
            return -EBADF;
        }
        if (length < 0 || !memory.contains(address, length)) {
            return -EFAULT;
        }
        for (long i = 0; i < length; i++) {
            output.write((int) memory.read(address + i, 1));
        }
        return length;
    }

    private static long header(final int device, final int operation) {
        return (long) device << 56 | (long) operation << 48;
    }

    @Override
    public void exchange(final StateExchange state) {
        state.part("HTIF, tohost at %#x, fromhost at %#x".formatted(toHost, fromHost));
        answer = state.pass(answer);
        reading = state.pass(reading);
        character = state.pass(character, -1, 0xff);
    }
}
