// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.xpcmachine.lab.RunResult;
import org.xpcmachine.machine.observe.Event;

/** Holds the demo's claims against what was observed. */
final class Checks {
    /** Sizes that the benchmark uses. */
    static final List<Long> SIZES = List.of(0L, 64L, 4096L);

    /**
     * More instructions than the guest's library spends around a call, which the machine does not count as the call.
     */
    private static final long LIBRARY = 100;

    /**
     * The same for a byte of a message that the library copies to and from the message buffer or shared memory, at most.
     */
    private static final long LIBRARY_PER_BYTE = 3;

    private final DemoResult result;
    private final List<Check> checks = new ArrayList<>();

    private Checks(final DemoResult result) {
        this.result = result;
    }

    static List<Check> of(final DemoResult result) {
        final Checks checks = new Checks(result);
        checks.run();
        if (result.xpc()) {
            checks.chain();
            checks.delivery();
        }
        checks.copies();
        checks.figures();
        return List.copyOf(checks.checks);
    }

    private void add(final String claim, final boolean holds) {
        checks.add(new Check(claim, holds));
    }

    private void run() {
        add(
                "the guest's programs got the answers that they expected",
                result.run().outcome() == RunResult.Outcome.EXIT && result.run().exitCode() == 0);
    }

    private void chain() {
        final CallChain chain = result.chain();
        add("A called B, B called C, and both returned", chain != null && chain.isRoundTripOfThree());
        if (chain == null || !chain.isRoundTripOfThree()) {
            return;
        }
        final List<CallChain.Step> steps = chain.steps();
        add(
                "the three ran in three address spaces",
                Stream.of(chain.first(), steps.get(0), steps.get(1))
                                .mapToLong(CallChain.Step::satp)
                                .distinct()
                                .count()
                        == 3);
        add("no call and no return needed the kernel", chain.exceptions() == 0);
        final Event.Segment whole = chain.first().segment();
        final Event.Segment inB = steps.get(0).segment();
        final Event.Segment inC = steps.get(1).segment();
        add(
                "B's segment was part of A's, C's part of B's, in the same physical memory",
                isPart(inB, whole) && isPart(inC, inB));
        add(
                "each return gave the caller's segment back as it was",
                steps.get(2).segment().equals(inB) && steps.get(3).segment().equals(whole));
    }

    private static boolean isPart(final Event.Segment part, final Event.Segment whole) {
        final long offset = part.virtualBase() - whole.virtualBase();
        return offset >= 0
                && part.length() <= whole.length() - offset
                && part.physicalBase() == whole.physicalBase() + offset;
    }

    private void delivery() {
        final Delivery delivery = result.byXpc();
        final boolean found =
                delivery != null && result.chain() != null && delivery.pieces().size() == 1;
        final Event.Segment inC = found ? result.chain().steps().get(1).segment() : null;
        add(
                "by XPC the message is in RAM once, where A wrote it and C reads it",
                found
                        && delivery.foundBytes() == delivery.messageBytes()
                        && delivery.pieces().getFirst().address() == inC.physicalBase());
    }

    private void copies() {
        final Delivery delivery = result.byTrap();
        add("by trap and copy it is there more than once", delivery != null && delivery.times() > 1);
    }

    private static long library(final String way, final long size) {
        return way.equals("trap") ? LIBRARY + LIBRARY_PER_BYTE * size : LIBRARY;
    }

    private void figures() {
        boolean complete = true;
        boolean agree = true;
        boolean cheaper = true;
        for (final long size : SIZES) {
            for (final String way : result.xpc() ? List.of("trap", "xpc", "xpc-full") : List.of("trap")) {
                final long machine = result.machineFigure(way, size);
                final long guest = result.guestFigure(way, size);
                complete &= machine > 0 && guest > 0;
                agree &= machine <= guest && guest - machine < library(way, size);
            }
            cheaper &= result.machineFigure("xpc", size) < result.machineFigure("trap", size);
        }
        add("round trips of every kind and size were seen", complete);
        add("guest and machine count alike, but for the library around the call", complete && agree);
        if (result.xpc()) {
            add("a call by XPC costs fewer instructions than one by trap, at every size", complete && cheaper);
            add(
                    "by XPC the size of the message does not matter",
                    complete
                            && SIZES.stream()
                                            .mapToLong(size -> result.machineFigure("xpc", size))
                                            .distinct()
                                            .count()
                                    == 1);
        }
    }
}
