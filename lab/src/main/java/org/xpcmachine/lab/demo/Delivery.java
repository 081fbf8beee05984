// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.demo;

import java.util.List;
import org.xpcmachine.lab.JsonWriter;

/**
 * Where a message was in RAM when its last receiver had read it.
 *
 * @param way how it was sent: {@code xpc} or {@code trap}
 * @param messageBytes its length
 * @param searchedBytes size of RAM, all of which was searched
 * @param pieces what was found
 */
public record Delivery(String way, int messageBytes, long searchedBytes, List<Piece> pieces) {
    /**
     * A part of the message in RAM.
     *
     * @param address physical
     * @param length in bytes
     * @param owner the process that has it mapped, or {@code relay segment}
     */
    public record Piece(long address, int length, String owner) {}

    /** Returns how many bytes of RAM hold the message. */
    public long foundBytes() {
        return pieces.stream().mapToLong(Piece::length).sum();
    }

    /** Returns how many times the message is there, rounded down. */
    public long times() {
        return foundBytes() / messageBytes;
    }

    void writeTo(final JsonWriter json) {
        json.beginObject().name("way").value(way).name("messageBytes").value(messageBytes);
        json.name("searchedBytes")
                .value(searchedBytes)
                .name("foundBytes")
                .value(foundBytes())
                .name("times")
                .value(times());
        json.name("pieces").beginArray();
        for (final Piece piece : pieces) {
            json.beginObject()
                    .name("physical")
                    .hex(piece.address)
                    .name("length")
                    .value(piece.length);
            json.name("owner").value(piece.owner).endObject();
        }
        json.endArray().endObject();
    }
}
