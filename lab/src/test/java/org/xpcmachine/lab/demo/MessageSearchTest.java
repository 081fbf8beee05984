// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.xpcmachine.lab.demo.MessageSearch.Place;
import org.xpcmachine.machine.memory.PhysicalMemory;

class MessageSearchTest {
    private static final long BASE = 0x8000_0000L;
    private static final int SIZE = 1 << 20;

    private static byte[] message() {
        final byte[] bytes = new byte[4096];
        new Random(7).nextBytes(bytes);
        return bytes;
    }

    @Test
    void everyCopyIsFoundWhereverItLies() {
        final byte[] message = message();
        try (PhysicalMemory ram = new PhysicalMemory(BASE, SIZE)) {
            assertThat(MessageSearch.find(ram, message)).isEmpty();
            ram.copyIn(BASE, message, 0, 4096);
            ram.copyIn(BASE + 10_001, message, 0, 4096);
            ram.copyIn(ram.end() - 4096, message, 0, 4096);
            assertThat(MessageSearch.find(ram, message))
                    .containsExactly(
                            new Place(BASE, 0, 4096),
                            new Place(BASE + 10_001, 0, 4096),
                            new Place(ram.end() - 4096, 0, 4096));
        }
    }

    @Test
    void aCopyInPiecesIsFoundPieceByPiece() {
        final byte[] message = message();
        try (PhysicalMemory ram = new PhysicalMemory(BASE, SIZE)) {
            ram.copyIn(BASE + 0x2000, message, 1024, 3072);
            ram.copyIn(BASE + 0x8000, message, 0, 1024);
            assertThat(MessageSearch.find(ram, message))
                    .containsExactly(new Place(BASE + 0x2000, 1024, 3072), new Place(BASE + 0x8000, 0, 1024));
        }
    }

    @Test
    void aMessageThatAnythingLooksLikeIsRefused() {
        try (PhysicalMemory ram = new PhysicalMemory(BASE, SIZE)) {
            assertThatThrownBy(() -> MessageSearch.find(ram, new byte[4096])).hasMessageContaining("prove nothing");
            assertThatThrownBy(() -> MessageSearch.find(ram, new byte[0])).hasMessageContaining("prove nothing");
        }
    }
}
