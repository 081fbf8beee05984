// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xpcmachine.machine.memory.PhysicalMemory;

class HtifTest {
    private static final long RAM = 0x8000_0000L;
    private static final long TO_HOST = RAM + 0x1000;
    private static final long FROM_HOST = RAM + 0x1040;
    private static final long BLOCK = RAM + 0x100;
    private static final long TEXT = RAM + 0x200;

    private final PhysicalMemory memory = new PhysicalMemory(RAM, 0x2000);
    private final StringBuilder output = new StringBuilder();
    private final RecordedPower power = new RecordedPower();
    private final Htif htif = new Htif(memory, TO_HOST, FROM_HOST, b -> output.append((char) b), power);

    @AfterEach
    void close() {
        memory.close();
    }

    private void send(final long command) {
        memory.writeLong(TO_HOST, command);
        htif.poll();
    }

    private long call(final long number, final long... arguments) {
        memory.writeLong(BLOCK, number);
        for (int i = 0; i < arguments.length; i++) {
            memory.writeLong(BLOCK + 8 + 8L * i, arguments[i]);
        }
        send(BLOCK);
        assertThat(memory.readLong(FROM_HOST)).isEqualTo(1);
        memory.writeLong(FROM_HOST, 0);
        return memory.readLong(BLOCK);
    }

    @Test
    void nothingIsDoneWithoutACommand() {
        htif.poll();
        assertThat(output).isEmpty();
        assertThat(power.requests).isEmpty();
        assertThat(memory.readLong(FROM_HOST)).isZero();
    }

    @Test
    void oddPayloadExits() {
        send(1);
        send(1337 << 1 | 1);
        assertThat(power.requests).containsExactly("exit 0", "exit 1337");
        assertThat(memory.readLong(TO_HOST)).isZero();
    }

    @Test
    void putsCharacters() {
        send(1L << 56 | 1L << 48 | 'o');
        send(1L << 56 | 1L << 48 | 'k');
        assertThat(output).hasToString("ok");
        assertThat(memory.readLong(FROM_HOST)).isZero();
    }

    @Test
    void getsACharacterWhenThereIsOne() {
        send(1L << 56);
        assertThat(memory.readLong(FROM_HOST)).isZero();
        htif.receive('x');
        assertThat(htif.canReceive()).isFalse();
        htif.poll();
        assertThat(memory.readLong(FROM_HOST)).isEqualTo(1L << 56 | 0x100 | 'x');
        assertThat(htif.canReceive()).isTrue();
    }

    @Test
    void waitsUntilTheGuestHasTakenTheLastAnswer() {
        memory.writeLong(FROM_HOST, 99);
        memory.writeLong(BLOCK, 1);
        send(BLOCK);
        send(1L << 56 | 1L << 48 | 'n');
        assertThat(memory.readLong(FROM_HOST)).isEqualTo(99);
        assertThat(output).isEmpty();
        memory.writeLong(FROM_HOST, 0);
        htif.poll();
        assertThat(memory.readLong(FROM_HOST)).isEqualTo(1);
        assertThat(output).hasToString("n");
    }

    @Test
    void writesByProxy() {
        final byte[] text = "hello\n".getBytes(StandardCharsets.US_ASCII);
        memory.copyIn(TEXT, text, 0, text.length);
        assertThat(call(64, 1, TEXT, text.length)).isEqualTo(text.length);
        assertThat(output).hasToString("hello\n");
    }

    @Test
    void exitsByProxy() {
        call(93, 7);
        assertThat(power.requests).containsExactly("exit 7");
    }

    @Test
    void answersBadSystemCallsWithErrors() {
        assertThat(call(64, 5, TEXT, 1)).isEqualTo(-9);
        assertThat(call(64, 1, 0, 1)).isEqualTo(-14);
        assertThat(call(64, 1, TEXT, -1)).isEqualTo(-14);
        assertThat(call(64, 1, TEXT, Long.MAX_VALUE)).isEqualTo(-14);
        assertThat(call(-1)).isEqualTo(-38);
        assertThat(output).isEmpty();
    }

    @Test
    void unknownCommandsAreDropped() {
        send(0xff00_0000_0000_0001L);
        send(0x01ff_0000_0000_0000L);
        assertThat(memory.readLong(TO_HOST)).isZero();
        assertThat(memory.readLong(FROM_HOST)).isZero();
        assertThat(output).isEmpty();
        assertThat(power.requests).isEmpty();
    }

    @Test
    void systemCallBlocksOutsideMemoryAreAnsweredUndone() {
        for (final long block : new long[] {2, RAM + 0x1ffe}) {
            send(block);
            assertThat(memory.readLong(FROM_HOST)).isEqualTo(1);
            memory.writeLong(FROM_HOST, 0);
        }
        assertThat(power.requests).isEmpty();
    }

    @Test
    void wordsMustBeInMemory() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Htif(memory, RAM + 0x1ffc, FROM_HOST, b -> {}, power))
                .withMessageContaining("0x80001ffc");
    }
}
