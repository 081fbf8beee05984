// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The table of {@link QueueMove} beside what it stands for, for every combination. */
final class QueueMoveTest {
    @Test
    void theTableHoldsWhatIsComputed() {
        for (int buffer = QueueMove.NO_HALF; buffer <= QueueMove.WHOLE; buffer++) {
            for (int packet = 0; packet <= Packet.SHAPE; packet++) {
                for (int count = 0; count <= FetchQueue.CAPACITY; count++) {
                    final int move = QueueMove.of(buffer, count, packet | 0x7f0);
                    assertThat(move).isEqualTo(QueueMove.compute(buffer, count != 0, packet));
                    assertThat(QueueMove.dropped(move)).isLessThanOrEqualTo(count);
                }
            }
        }
    }
}
