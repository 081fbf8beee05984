// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.demo;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.xpcmachine.machine.hart.Privilege;
import org.xpcmachine.machine.observe.Event;
import org.xpcmachine.machine.observe.Observer;

/**
 * Counts what one process's calls of the echo server's plain operation take, by trap and by XPC; keeps the cheapest of
 * each kind.
 */
final class RoundTripCounter implements Observer {
    private static final String CLIENT = "bench";

    /** {@code ECHO_PLAIN} in {@code guest/programs/echo.h}: the server leaves the message alone. */
    private static final long PLAIN = 1;

    /** {@code ECHO_PLAIN | ECHO_SHARED}: the message lies in shared memory, word 0 is its length. */
    private static final long PLAIN_SHARED = 5;

    private static final int A0 = 10;
    private static final int CALL_SIZE = 4;
    private static final String FULL_CONTEXT = "xpc_enter_full_stubs";

    private final Sight sight;
    private final Map<String, RoundTrip> cheapest = new LinkedHashMap<>();

    /** The call under way; way is null if none is. */
    private String way;

    private long bytes;
    private long start;
    private long returnPc;
    private long satp;
    private int calls;
    private int returns;
    private int traps;

    RoundTripCounter(final Sight sight) {
        this.sight = sight;
    }

    /** Returns the cheapest round trip of each way and size, in the order in which they were first seen. */
    List<RoundTrip> cheapest() {
        return new ArrayList<>(cheapest.values());
    }

    @Override
    public void on(final Event event) {
        switch (event) {
            case Event.Trap trap -> trapped(trap);
            case Event.TrapReturn back -> {
                if (back.to() == Privilege.U) {
                    ended(back, back.pc(), back.satp());
                }
            }
            case Event.CrossCall call -> called(call);
            case Event.CrossReturn back -> {
                returns++;
                ended(back, back.pc(), back.to());
            }
            default -> {
                // costs instructions, which are counted anyway
            }
        }
    }

    private void trapped(final Event.Trap trap) {
        final SystemCall call = SystemCall.of(trap, sight.hart(trap));
        final boolean begins = way == null
                && call != null
                && call.number() == SystemCall.IPC_CALL
                && (call.label() == PLAIN || call.label() == PLAIN_SHARED)
                && sight.names.name(trap.satp()).equals(CLIENT);
        if (begins) {
            final long length = call.label() == PLAIN_SHARED ? call.word(0) : call.words() * Long.BYTES;
            begin("trap", length, trap, trap.pc() + CALL_SIZE, trap.satp());
        }
        traps++;
    }

    private void called(final Event.CrossCall call) {
        final boolean begins = way == null
                && sight.hart(call).x[A0] == PLAIN
                && sight.names.name(call.from()).equals(CLIENT);
        if (begins) {
            final String entry = sight.symbols.describe(call.to(), call.target());
            begin(
                    entry.startsWith(FULL_CONTEXT) ? "xpc-full" : "xpc",
                    call.segment().length(),
                    call,
                    call.pc() + CALL_SIZE,
                    call.from());
        }
        calls++;
    }

    private void begin(final String newWay, final long length, final Event event, final long pc, final long space) {
        way = newWay;
        bytes = length;
        start = sight.hart(event).retired;
        returnPc = pc;
        satp = space;
        calls = 0;
        returns = 0;
        traps = 0;
    }

    /** The event comes while its instruction executes, before that is counted. */
    private void ended(final Event event, final long pc, final long space) {
        if (way == null || pc != returnPc || space != satp) {
            return;
        }
        final long instructions = sight.hart(event).retired + 1 - start;
        final RoundTrip trip = new RoundTrip(way, bytes, instructions, calls, returns, traps);
        cheapest.merge(way + " " + bytes, trip, (a, b) -> b.instructions() < a.instructions() ? b : a);
        way = null;
    }
}
