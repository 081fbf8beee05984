// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.embed;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Predicate;
import org.xpcmachine.machine.board.VirtBoard;
import org.xpcmachine.machine.hart.Hart;
import org.xpcmachine.machine.mmu.Watchpoint;
import org.xpcmachine.machine.observe.Event;

/**
 * What a run waits for. Each stops the machine at an exact place, the same in every run: before the instruction at an address, after
 * the one that printed the last character of a text, made an access, or brought about an event.
 */
public sealed interface Until {
    /** A hart is about to execute the instruction at a symbol of an image that was loaded. */
    static Until symbol(final String name) {
        return new Symbol(Objects.requireNonNull(name));
    }

    /** A hart is about to execute the instruction at a virtual address, in whatever address space. */
    static Until address(final long address) {
        return new Address(address);
    }

    /**
     * The guest has printed a text, which counts from the end of the last that was waited for: what was printed by an earlier run, and
     * not waited for, is found at once.
     */
    static Until console(final String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("no text to wait for");
        }
        return new ConsoleText(text);
    }

    /**
     * All harts together have retired so many more instructions.
     *
     * @param count at least 1
     */
    static Until instructions(final long count) {
        return new Instructions(positive(count, "instructions"));
    }

    /**
     * So many more cycles have passed. In functional execution each instruction and each trap is one, and idle time passes at 10^9 a
     * second.
     *
     * @param count at least 1
     */
    static Until cycles(final long count) {
        return new Cycles(positive(count, "cycles"));
    }

    /** So much of the guest's time has passed, which has nothing to do with the host's. */
    static Until guestTime(final Duration time) {
        final double cycles = time.toNanos() / 1e9 * Hart.STEPS_PER_TICK * VirtBoard.TIMEBASE;
        return cycles((long) cycles);
    }

    /** A hart has written to a range of virtual addresses, see {@link Watchpoint}. */
    static Until write(final long address, final long length) {
        return new Access(new Watchpoint(address, length, Watchpoint.Kind.WRITE));
    }

    /** A hart has read from, or written to, a range of virtual addresses. */
    static Until access(final long address, final long length) {
        return new Access(new Watchpoint(address, length, Watchpoint.Kind.ACCESS));
    }

    /**
     * Something has happened that {@code wanted} says yes to.
     *
     * @param description for messages, such as "a trap to S-mode"
     */
    static Until event(final String description, final Predicate<Event> wanted) {
        return new Happening(description, wanted);
    }

    private static long positive(final long count, final String what) {
        if (count <= 0) {
            throw new IllegalArgumentException(what + ": " + count + " is not positive");
        }
        return count;
    }

    /** See {@link #symbol}. */
    record Symbol(String name) implements Until {
        @Override
        public String toString() {
            return "symbol " + name;
        }
    }

    /** See {@link #address}. */
    record Address(long address) implements Until {
        @Override
        public String toString() {
            return "address 0x" + Long.toHexString(address);
        }
    }

    /** See {@link #console}. */
    record ConsoleText(String text) implements Until {
        @Override
        public String toString() {
            return "\"" + text.replace("\n", "\\n") + "\" on the console";
        }
    }

    /** See {@link #instructions}. */
    record Instructions(long count) implements Until {
        @Override
        public String toString() {
            return count + " instructions";
        }
    }

    /** See {@link #cycles}. */
    record Cycles(long count) implements Until {
        @Override
        public String toString() {
            return count + " cycles";
        }
    }

    /** See {@link #write} and {@link #access}. */
    record Access(Watchpoint watchpoint) implements Until {
        @Override
        public String toString() {
            return "%s of %d bytes at 0x%x"
                    .formatted(
                            watchpoint.kind() == Watchpoint.Kind.WRITE ? "a write" : "an access",
                            watchpoint.length(),
                            watchpoint.address());
        }
    }

    /** See {@link #event}. */
    record Happening(String description, Predicate<Event> wanted) implements Until {
        @Override
        public String toString() {
            return description;
        }
    }
}
