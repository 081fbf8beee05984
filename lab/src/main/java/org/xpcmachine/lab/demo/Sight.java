// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.demo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.xpcmachine.lab.AddressSpaceNames;
import org.xpcmachine.lab.GuestImages;
import org.xpcmachine.lab.GuestSymbols;
import org.xpcmachine.machine.board.GuestMemory;
import org.xpcmachine.machine.board.VirtBoard;
import org.xpcmachine.machine.execute.Core;
import org.xpcmachine.machine.hart.Hart;
import org.xpcmachine.machine.observe.Event;

/** What the demo's observers look at: the machine at the moment of an event. */
final class Sight {
    static final String RELAY_SEGMENT = "relay segment";

    private static final int MESSAGE = 4096;
    private static final long PAGE = -4096L;

    final VirtBoard board;
    final AddressSpaceNames names;
    final GuestSymbols symbols;
    final GuestMemory memory;

    Sight(final VirtBoard board, final GuestImages images) {
        this.board = board;
        names = new AddressSpaceNames(board);
        symbols = new GuestSymbols(board, names, images);
        memory = new GuestMemory(board.ram());
    }

    Core core(final Event event) {
        return board.machine().cores().get(event.hart());
    }

    Hart hart(final Event event) {
        return core(event).hart;
    }

    long csr(final Event event, final int number) {
        return core(event).csrs.find(number).orElseThrow().read(hart(event));
    }

    /** Searches all of RAM for the message now, and says who has what was found. */
    Delivery search(final String way, final byte[] message) {
        final Map<Long, String> owners = new HashMap<>();
        for (final AddressSpaceNames.Space space : names.all()) {
            memory.forEachUserFrame(space.satp(), frame -> owners.merge(frame, space.name(), (a, b) -> a + "+" + b));
        }
        final List<Delivery.Piece> pieces = new ArrayList<>();
        for (final MessageSearch.Place place : MessageSearch.find(board.ram(), message)) {
            pieces.add(new Delivery.Piece(
                    place.address(), place.length(), owners.getOrDefault(place.address() & PAGE, RELAY_SEGMENT)));
        }
        return new Delivery(way, message.length, board.ram().size(), List.copyOf(pieces));
    }

    /** Whether so many bytes hold a message of the size that the demo follows; shorter ones are preparations. */
    static boolean isMessage(final long length) {
        return length >= MESSAGE;
    }

    /** The part of a message that is searched for: its first 4 KiB. */
    static int searched() {
        return MESSAGE;
    }
}
