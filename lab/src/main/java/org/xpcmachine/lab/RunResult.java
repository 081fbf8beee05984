// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab;

import java.time.Duration;
import java.util.Locale;
import org.xpcmachine.machine.board.VirtBoard;
import org.xpcmachine.machine.hart.Hart;

/**
 * How a run went.
 *
 * @param exitCode the guest's; meaningful if {@code outcome} is {@link Outcome#EXIT}
 * @param steps that passed, idle ones included; 10^9 are a second of guest time
 * @param instructions that all harts retired
 * @param restarts that the guest asked for
 * @param host time that the run took here
 */
public record RunResult(Outcome outcome, int exitCode, long steps, long instructions, int restarts, Duration host) {
    private static final double STEPS_PER_SECOND = (double) Hart.STEPS_PER_TICK * VirtBoard.TIMEBASE;

    /** Why a run ended. */
    public enum Outcome {
        EXIT("the guest exited"),
        LIMIT("the limit of steps was reached"),
        STOPPED("stopped from outside"),
        KILLED("the debugger ended the run"),
        ALL_WAIT("every hart waits for an interrupt, and nothing can bring one"),
        TRAP_LOOP("the trap handler's first instruction traps, for ever");

        private final String text;

        Outcome(final String text) {
            this.text = text;
        }

        /** Returns a phrase for people. */
        public String text() {
            return text;
        }
    }

    /** Returns the guest time in seconds. */
    public double guestSeconds() {
        return steps / STEPS_PER_SECOND;
    }

    /** Returns millions of instructions per second of host time. */
    public double mips() {
        return host.isZero() ? 0 : instructions / (host.toNanos() / 1e3);
    }

    /** Writes the result as an object. */
    public void writeTo(final JsonWriter json) {
        json.beginObject();
        json.name("outcome").value(outcome.name().toLowerCase(Locale.ROOT));
        if (outcome == Outcome.EXIT) {
            json.name("exitCode").value(exitCode);
        }
        json.name("steps").value(steps);
        json.name("instructions").value(instructions);
        json.name("restarts").value(restarts);
        json.name("guestMicroseconds").thousandths(steps);
        json.name("hostMilliseconds").value(host.toMillis());
        json.endObject();
    }
}
