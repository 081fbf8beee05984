// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
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
        lines.add("A RISC-V machine, 1 hart, %d MiB, %s the XPC engine, ran its firmware,"
                .formatted(result.memory() >> 20, result.xpc() ? "with" : "without"));
        lines.add("kernel and processes for %,d instructions. All below was observed then."
                .formatted(result.run().instructions()));
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
        lines.add("  %-10s %-9s %14s %10s %6s  %s"
                .formatted("after", "runs in", "active segment", "physical", "bytes", "belongs to"));
        addSegment("the start", chain.first());
        for (final CallChain.Step step : chain.steps()) {
            addSegment(step.kind() == CallChain.Kind.CALL ? "xcall " + step.entry() : "xret", step);
        }
        lines.add("");
        lines.add("  One thread; %d system calls and exceptions on the way.".formatted(chain.exceptions()));
    }

    private void addSegment(final String after, final CallChain.Step step) {
        final Event.Segment s = step.segment();
        final String lender =
                step.lenders().isEmpty() ? "" : ", from " + step.lenders().getLast();
        lines.add("  %-10s %-9s %14x %10x %6d  %s"
                .formatted(
                        after, step.process(), s.virtualBase(), s.physicalBase(), s.length(), step.process() + lender));
    }

    private void addDeliveries() {
        heading("Was it copied?");
        lines.add("  When the last process had read it, all %d MiB of RAM were searched for it:"
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
        lines.add("  %-13s  %5d bytes found: the %d of the message %s"
                .formatted(
                        way,
                        delivery.foundBytes(),
                        delivery.messageBytes(),
                        delivery.times() == 1 ? "once" : delivery.times() + " times"));
        final Map<String, Long> owners = delivery.pieces().stream()
                .collect(Collectors.groupingBy(
                        Delivery.Piece::owner, TreeMap::new, Collectors.summingLong(Delivery.Piece::length)));
        owners.forEach((owner, bytes) -> lines.add("  %13s  %5d in %s"
                .formatted("", bytes, owner.equals(Sight.RELAY_SEGMENT) ? "the relay segment" : "memory of " + owner)));
    }

    private void addPhysicalAddresses() {
        final CallChain chain = result.chain();
        if (chain == null || !chain.isRoundTripOfThree()) {
            return;
        }
        final long message = chain.steps().get(1).segment().virtualBase();
        lines.add("");
        lines.add("  By XPC its first byte was at physical address");
        for (final CallChain.Step step :
                List.of(chain.first(), chain.steps().get(0), chain.steps().get(1))) {
            final Event.Segment s = step.segment();
            lines.add("    %x in %s".formatted(s.physicalBase() + message - s.virtualBase(), step.process()));
        }
    }

    private void addRoundTrips() {
        heading("Instructions per round trip to a server that leaves the message alone");
        lines.add("  %-8s%s".formatted("", columns(DemoText::title)));
        lines.add("  %-8s%s".formatted("message", columns(way -> "%10s %10s".formatted("program", "machine"))));
        for (final long size : Checks.SIZES) {
            lines.add("  %6d B%s"
                    .formatted(
                            size,
                            columns(way -> "%10s %10s"
                                    .formatted(
                                            figure(result.guestFigure(way, size)),
                                            figure(result.machineFigure(way, size))))));
        }
        lines.add("  %-8s%s"
                .formatted("traps", columns(way -> Integer.toString(count(way).traps()))));
        lines.add("  %-8s%s"
                .formatted("xcalls", columns(way -> Integer.toString(count(way).calls()))));
        lines.add("  %-8s%s"
                .formatted("xrets", columns(way -> Integer.toString(count(way).returns()))));
        lines.add("");
        lines.add("  The fewest of 64 calls. program: counted by the caller itself (rdinstret), its");
        lines.add("  library included, which copies a long message to and from shared memory;");
        lines.add("  machine: from xcall or ecall until back, seen from outside.");
    }

    /** One column for each way, made by {@code cell}. */
    private String columns(final UnaryOperator<String> cell) {
        return ways().stream().map(way -> "%23s".formatted(cell.apply(way))).collect(Collectors.joining());
    }

    private List<String> ways() {
        return result.xpc() ? List.of("trap", "xpc", "xpc-full") : List.of("trap");
    }

    private static String title(final String way) {
        return switch (way) {
            case "trap" -> "trap and copy";
            case "xpc" -> "XPC";
            default -> "XPC, saves registers";
        };
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
