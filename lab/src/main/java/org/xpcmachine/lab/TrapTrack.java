// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab;

import java.util.ArrayDeque;
import org.xpcmachine.machine.hart.Hart;
import org.xpcmachine.machine.hart.Privilege;
import org.xpcmachine.machine.observe.Event;
import org.xpcmachine.machine.trap.Cause;

/** One hart's traps as nested slices, from entry to return. */
final class TrapTrack {
    private static final int A7 = 17;

    private final TraceFile file;
    private final TraceFile.Track track;

    /** Modes that the open traps came from. */
    private final ArrayDeque<Integer> open = new ArrayDeque<>();

    TrapTrack(final TraceFile file, final TraceFile.Track track) {
        this.file = file;
        this.track = track;
    }

    void enter(final Event.Trap trap, final long time, final Hart hart, final String space, final String place) {
        final boolean call = trap.cause() >= Cause.ECALL_FROM_U && trap.cause() <= Cause.ECALL_FROM_U + 3;
        final String name = call ? callName(trap.from(), hart.x[A7]) : Causes.name(trap.cause());
        file.begin(track, time, name, arguments -> {
            arguments.name("cause").value(Causes.name(trap.cause()));
            arguments.name("from").value(Privilege.name(trap.from())).name("to").value(Privilege.name(trap.to()));
            arguments
                    .name("space")
                    .value(space)
                    .name("pc")
                    .value(place)
                    .name("value")
                    .hex(trap.tval());
        });
        open.push(trap.from());
    }

    /**
     * A user's call has a number, a kernel's call of its firmware (SBI) an extension whose name is the number's
     * letters.
     */
    private static String callName(final int from, final long number) {
        if (from == Privilege.U) {
            return "ecall " + number;
        }
        final StringBuilder letters = new StringBuilder();
        for (long rest = number; rest != 0; rest >>>= 8) {
            final char c = (char) (rest & 0xff);
            letters.insert(0, c > ' ' && c < 0x7f ? c : '.');
        }
        return "SBI " + (letters.indexOf(".") < 0 && number != 0 ? letters : "0x" + Long.toHexString(number));
    }

    /** Ends what the return leaves: a kernel may return once from several traps, when it starts another thread. */
    void leave(final Event.TrapReturn back, final long time, final String space, final String place) {
        while (!open.isEmpty() && open.peek() > back.to()) {
            end(time);
        }
        if (open.isEmpty()) {
            file.instant(
                    track,
                    time,
                    "to " + Privilege.name(back.to()) + "-mode",
                    arguments -> arguments.name("space").value(space).name("pc").value(place));
            return;
        }
        do {
            end(time);
        } while (back.to() == Privilege.U && !open.isEmpty());
    }

    void endAll(final long time) {
        while (!open.isEmpty()) {
            end(time);
        }
    }

    private void end(final long time) {
        open.pop();
        file.end(track, time);
    }
}
