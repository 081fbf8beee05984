// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.demo;

import java.util.ArrayList;
import java.util.List;
import org.xpcmachine.machine.memory.PhysicalMemory;
import org.xpcmachine.machine.observe.Event;
import org.xpcmachine.machine.observe.Observer;
import org.xpcmachine.machine.xpc.XpcLayout;

/** Follows the first chain of cross process calls that starts in a process with a message in its segment. */
final class LetterByXpc implements Observer {
    private final Sight sight;
    private final String sender;
    private final List<CallChain.Step> steps = new ArrayList<>();
    private final List<String> lenders = new ArrayList<>();
    private CallChain.Step first;
    private long start;
    private int exceptions;
    private Event.Segment last;
    private CallChain chain;
    private Delivery delivery;

    LetterByXpc(final Sight sight, final String sender) {
        this.sight = sight;
        this.sender = sender;
    }

    /** Returns the chain; null if none was completed. */
    CallChain chain() {
        return chain;
    }

    /** Returns where the message was when the last of the chain returned; null if it did not. */
    Delivery delivery() {
        return delivery;
    }

    @Override
    public void on(final Event event) {
        if (chain != null) {
            return;
        }
        switch (event) {
            case Event.CrossCall call -> called(call);
            case Event.CrossReturn back -> returned(back);
            case Event.Trap trap -> exceptions += trap.cause() >= 0 ? 1 : 0;
            default -> {
                // does not change the chain
            }
        }
    }

    private void called(final Event.CrossCall call) {
        final String caller = sight.names.name(call.from());
        if (first == null) {
            if (!caller.equals(sender) || !Sight.isMessage(call.segment().length())) {
                return;
            }
            start = sight.hart(call).retired;
            exceptions = 0;
            first = new CallChain.Step(
                    CallChain.Kind.START, 0, 0, caller, call.from(), List.of(), callersSegment(call));
        }
        lenders.add(caller);
        last = call.segment();
        add(CallChain.Kind.CALL, call, call.id(), call.to(), call.segment());
    }

    private void returned(final Event.CrossReturn back) {
        if (first == null) {
            return;
        }
        if (delivery == null) {
            delivery = sight.search("xpc", message());
        }
        lenders.removeLast();
        add(CallChain.Kind.RETURN, back, 0, back.to(), back.segment());
        if (lenders.isEmpty()) {
            chain = new CallChain(first, steps, exceptions);
        }
    }

    private void add(
            final CallChain.Kind kind,
            final Event event,
            final long entry,
            final long satp,
            final Event.Segment segment) {
        final long instruction = sight.hart(event).retired - start;
        steps.add(new CallChain.Step(kind, instruction, entry, sight.names.name(satp), satp, lenders, segment));
    }

    /** What the last callee was handed. */
    private byte[] message() {
        final byte[] bytes = new byte[(int) Math.min(Sight.searched(), last.length())];
        sight.board.ram().copyOut(last.physicalBase(), bytes, 0, bytes.length);
        return bytes;
    }

    /** The whole segment of the caller, from the linkage record that its call has just pushed. */
    private Event.Segment callersSegment(final Event.CrossCall call) {
        final PhysicalMemory ram = sight.board.ram();
        final long linkage = sight.csr(call, XpcLayout.Csr.XLINK) - XpcLayout.Record.SIZE;
        return new Event.Segment(
                ram.readLong(linkage + XpcLayout.Record.SEGVA),
                ram.readLong(linkage + XpcLayout.Record.SEGPA),
                ram.readLong(linkage + XpcLayout.Record.SEGLEN) & XpcLayout.Segment.LENGTH);
    }
}
