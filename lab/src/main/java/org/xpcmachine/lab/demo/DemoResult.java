// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.demo;

import java.util.List;
import org.xpcmachine.lab.JsonWriter;
import org.xpcmachine.lab.RunResult;

/** Everything that one run of the demo has shown; nothing in it is known beforehand. */
public final class DemoResult {
    private final boolean xpc;
    private final long memory;
    private final RunResult run;
    private final String console;
    private final CallChain chain;
    private final Delivery byXpc;
    private final Delivery byTrap;
    private final List<RoundTrip> roundTrips;
    private final List<GuestFigure> guestFigures;
    private final List<Check> checks;

    DemoResult(
            final boolean xpc,
            final long memory,
            final RunResult run,
            final String console,
            final LetterByXpc letterByXpc,
            final LetterByTrap letterByTrap,
            final RoundTripCounter counter) {
        this.xpc = xpc;
        this.memory = memory;
        this.run = run;
        this.console = console;
        chain = letterByXpc.chain();
        byXpc = letterByXpc.delivery();
        byTrap = letterByTrap.delivery();
        roundTrips = counter.cheapest();
        guestFigures = GuestFigure.in(console);
        checks = Checks.of(this);
    }

    /** Whether the machine has the engine. */
    public boolean xpc() {
        return xpc;
    }

    /** Returns the machine's RAM in bytes. */
    public long memory() {
        return memory;
    }

    public RunResult run() {
        return run;
    }

    /** Returns what the guest printed. */
    public String console() {
        return console;
    }

    /** Returns the chain A, B, C; null if none was seen. */
    public CallChain chain() {
        return chain;
    }

    /** Returns where the message by XPC was found; null if none was seen. */
    public Delivery byXpc() {
        return byXpc;
    }

    /** Returns where the message by trap and copy was found; null if none was seen. */
    public Delivery byTrap() {
        return byTrap;
    }

    public List<RoundTrip> roundTrips() {
        return roundTrips;
    }

    public List<Check> checks() {
        return checks;
    }

    /** Whether the guest succeeded and every claim held. */
    public boolean holds() {
        return checks.stream().allMatch(Check::holds);
    }

    /** Returns what the machine counted; null if no such round trip was seen. */
    RoundTrip roundTrip(final String way, final long bytes) {
        return roundTrips.stream()
                .filter(trip -> trip.way().equals(way) && trip.bytes() == bytes)
                .findFirst()
                .orElse(null);
    }

    /** Returns the machine's count of instructions; 0 if there is none. */
    long machineFigure(final String way, final long bytes) {
        final RoundTrip trip = roundTrip(way, bytes);
        return trip == null ? 0 : trip.instructions();
    }

    /** Returns the guest's count of instructions; 0 if there is none. */
    long guestFigure(final String way, final long bytes) {
        return guestFigures.stream()
                .filter(figure -> figure.way().equals(way) && figure.bytes() == bytes)
                .mapToLong(GuestFigure::instructions)
                .findFirst()
                .orElse(0);
    }

    /** Writes all of it as an object. */
    public void writeTo(final JsonWriter json) {
        json.beginObject()
                .name("holds")
                .value(holds())
                .name("xpc")
                .value(xpc)
                .name("memory")
                .value(memory);
        json.name("run");
        run.writeTo(json);
        if (chain != null) {
            json.name("chain");
            chain.writeTo(json);
        }
        json.name("deliveries").beginArray();
        if (byXpc != null) {
            byXpc.writeTo(json);
        }
        if (byTrap != null) {
            byTrap.writeTo(json);
        }
        json.endArray().name("roundTrips").beginArray();
        roundTrips.forEach(trip -> trip.writeTo(json));
        json.endArray().name("guestFigures").beginArray();
        guestFigures.forEach(figure -> figure.writeTo(json));
        json.endArray().name("checks").beginArray();
        checks.forEach(check -> json.beginObject()
                .name("claim")
                .value(check.claim())
                .name("holds")
                .value(check.holds())
                .endObject());
        json.endArray().name("console").value(console).endObject();
    }
}
