// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.demo;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.xpcmachine.machine.observe.Event;

/** Shows a demo's result to a person with a terminal of 80 columns. */
public final class DemoText {
    private static final String BOLD = "\033[1m";
    private static final String GREEN = "\033[32m";
    private static final String RED = "\033[31m";
    private static final String PLAIN = "\033[0m";

    private final DemoResult result;
    private final boolean colour;
    private final List<String> lines = new ArrayList<>();

    private DemoText(final DemoResult result, final boolean colour) {
        this.result = result;
        this.colour = colour;
    }

    /**
     * Returns the lines to print.
     *
     * @param colour whether with ANSI colours
     */
    public static List<String> of(final DemoResult result, final boolean colour) {
        final DemoText text = new DemoText(result, colour);
        text.addTitle();
        if (result.chain() != null) {
            text.heading("The way of a 4 KiB message: A calls B, B calls C");
            text.lines.addAll(SequencePicture.of(result.chain()));
            text.addSegments(result.chain());
        }
        text.addDeliveries();
        text.addRoundTrips();
        text.addChecks();
        return text.lines;
    }

    private void addTitle() {
        lines.add("A RISC-V machine, 1 hart, %d MiB, %s the XPC engine. Its firmware, kernel and"
                .formatted(result.memory() >> 20, result.xpc() ? "with" : "without"));
        lines.add("processes ran %,d instructions; all figures below were observed in that run.".formatted(result.run().instructions()));
    }

    private void heading(final String text) {
        lines.add("");
        lines.add(paint(BOLD, text));
        lines.add("");
    }

    private String paint(final String style, final String text) {
        return colour ? style + text + PLAIN : text;
    }

    private void addSegments(final CallChain chain) {
        lines.add("");
        lines.add("  after      runs in    active segment    physical   bytes  belongs to");
        addSegment("the start", chain.first());
        for (final CallChain.Step step : chain.steps()) {
            addSegment(step.kind() == CallChain.Kind.CALL ? "xcall " + step.entry() : "xret", step);
        }
        lines.add("");
        lines.add("  One thread; %d system calls and exceptions on the way.".formatted(chain.exceptions()));
    }

    private void addSegment(final String after, final CallChain.Step step) {
        final Event.Segment s = step.segment();
        final String lender = step.lenders().isEmpty() ? "" : ", lent by " + step.lenders().getLast();
        lines.add("  %-10s %-9s %15x %11x %7d  %s".formatted(
                after, step.process(), s.virtualBase(), s.physicalBase(), s.length(), step.process() + lender));
    }

    private void addDeliveries() {
        heading("Was it copied?");
        lines.add("  When the last process had read it, all %d MiB of RAM were searched for its bytes."
                .formatted(result.memory() >> 20));
        lines.add("");
        addDelivery("XPC", result.byXpc());
        addDelivery("trap and copy", result.byTrap());
        addPhysicalAddresses();
    }

    private void addDelivery(final String way, final Delivery delivery) {
        if (delivery == null) {
            return;
        }
        lines.add("  %-13s  %5d bytes found: the %d of the message %s".formatted(way, delivery.foundBytes(),
                delivery.messageBytes(), delivery.times() == 1 ? "once" : delivery.times() + " times"));
        final Map<String, Long> owners = delivery.pieces().stream().collect(Collectors.groupingBy(
                Delivery.Piece::owner, LinkedHashMap::new, Collectors.summingLong(Delivery.Piece::length)));
        owners.forEach((owner, bytes) -> lines.add("  %13s  %5d in %s".formatted(
                "", bytes, owner.equals(Sight.RELAY_SEGMENT) ? "the relay segment" : "memory of " + owner)));
    }

    private void addPhysicalAddresses() {
        final CallChain chain = result.chain();
        if (chain == null || !chain.isRoundTripOfThree()) {
            return;
        }
        final long message = chain.steps().get(1).segment().virtualBase();
        lines.add("");
        lines.add("  By XPC its first byte was at physical address");
        for (final CallChain.Step step : List.of(chain.first(), chain.steps().get(0), chain.steps().get(1))) {
            final Event.Segment s = step.segment();
            lines.add("    %x in %s".formatted(s.physicalBase() + message - s.virtualBase(), step.process()));
        }
    }

    private void addRoundTrips() {
        heading("Instructions per round trip to a server that leaves the message alone");
        lines.add("  %-8s %19s %19s %25s".formatted("", "trap and copy", "XPC", "XPC, all registers saved"));
        lines.add("  %-8s %9s %9s %9s %9s %15s %9s".formatted("message", "program", "machine", "program", "machine", "program", "machine"));
        for (final long size : Checks.SIZES) {
            lines.add("  %6d B %s %s %15s %9s".formatted(size, figures("trap", size), figures("xpc", size),
                    guest("xpc-full", size), machine("xpc-full", size)));
        }
        lines.add("  %-8s %19s %19s %25s".formatted("traps", count("trap").traps(), count("xpc").traps(), count("xpc-full").traps()));
        lines.add("  %-8s %19s %19s %25s".formatted("xcalls", count("trap").calls(), count("xpc").calls(), count("xpc-full").calls()));
        lines.add("  %-8s %19s %19s %25s".formatted("xrets", count("trap").returns(), count("xpc").returns(), count("xpc-full").returns()));
        lines.add("");
        lines.add("  The fewest of 64 calls. program: counted by the calling program (rdinstret), its");
        lines.add("  library included; machine: from xcall or ecall until back, seen from outside.");
    }

    private String figures(final String way, final long size) {
        return "%9s %9s".formatted(guest(way, size), machine(way, size));
    }

    private String guest(final String way, final long size) {
        return figure(result.guestFigure(way, size));
    }

    private String machine(final String way, final long size) {
        return figure(result.machineFigure(way, size));
    }

    private static String figure(final long instructions) {
        return instructions == 0 ? "-" : Long.toString(instructions);
    }

    /** What happens in a round trip with the largest message. */
    private RoundTrip count(final String way) {
        final RoundTrip trip = result.roundTrip(way, Checks.SIZES.getLast());
        return trip != null ? trip : new RoundTrip(way, 0, 0, 0, 0, 0);
    }

    private void addChecks() {
        heading("What this shows");
        for (final Check check : result.checks()) {
            lines.add("  " + (check.holds() ? paint(GREEN, "yes") : paint(RED, "NO ")) + "  " + check.claim());
        }
        if (!result.holds()) {
            lines.add("");
            lines.add(paint(RED, "  Something did not hold. What the guest printed:"));
            result.console().lines().forEach(line -> lines.add("  | " + line));
        }
    }
}
