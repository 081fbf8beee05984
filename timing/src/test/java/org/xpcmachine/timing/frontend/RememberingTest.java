// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xpcmachine.timing.config.FrontEndConfig;

/**
 * What is remembered is what stepping gives: two front ends fetch the same random code, one of them cycle by cycle, and are told of the same random
 * walk through it, with stalls, replays, mispredictions, code that changes, and structures that are too small.
 */
final class RememberingTest {
    private static final long SEED = Long.getLong("xpc.seed", 20261125);
    private static final int EVENTS = 400_000;
    private static final long BASE = Code.BASE;

    /** Of 32 bits: what a random piece of code consists of. */
    private static final int[] WORDS = {
        Code.NOP,
        Code.NOP,
        Code.NOP,
        0x0001_0001,
        0x0001_0001,
        Code.NOP << 16 | 1,
        Code.RET,
        0xfe00_0ee3,
        0xff5f_f0ef,
        0xbfe5_0001,
        0x8082_0001
    };

    private static final FrontEndConfig SMALL = new FrontEndConfig(4, 2, 4, 2, 2, 16);

    private final Random random = new Random();
    private final int[] memory = new int[1024];
    private int latency;

    /** Of so many places, less one, one is fickle. */
    private int fickleness;

    private FrontEnd frontEnd(final boolean small, final boolean remembers) {
        final InstructionMemory behind = new InstructionMemory() {
            @Override
            public long readLine(final long pa, final long cycle) {
                return cycle + latency;
            }

            @Override
            public int word(final long pa) {
                return isMemory(pa) ? memory[(int) (pa - BASE) / Integer.BYTES] : 0;
            }

            @Override
            public boolean isMemory(final long pa) {
                return pa >= BASE && pa < BASE + Integer.BYTES * (long) memory.length;
            }
        };
        return new FrontEnd(small ? SMALL : FrontEndConfig.ROCKET, behind, InstructionTranslation.NONE, remembers);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
    void rememberingChangesNoCycle(final int number) {
        random.setSeed(SEED + number);
        for (int i = 0; i < memory.length; i++) {
            memory[i] = WORDS[random.nextInt(WORDS.length)];
        }
        latency = 8 + random.nextInt(60);
        final boolean small = number % 2 == 1;
        fickleness = (2 << number) - 1 & 0x7f;
        final FrontEnd stepped = frontEnd(small, false);
        final FrontEnd remembering = frontEnd(small, true);
        final int[] ways = new int[memory.length * 2];
        for (int i = 0; i < ways.length; i++) {
            ways[i] = random.nextInt();
        }
        long pc = BASE;
        long last = 0;
        for (int i = 0; i < EVENTS; i++) {
            final int half = (int) (pc - BASE) / 2;
            final int bits = memory[half / 2] >>> (half & 1) * 16 & 0xffff;
            final int length = Predecoder.isNarrow(bits) ? 2 : 4;
            final long ready = stepped.ready(pc, length);
            assertThat(remembering.ready(pc, length))
                    .as("seed %d, event %d", SEED + number, i)
                    .isEqualTo(ready);
            assertThat(remembering.delay()).isEqualTo(stepped.delay());
            final long earliest = Math.max(last + 1, ready);
            if (random.nextInt(50) == 0) {
                stepped.replayed(earliest);
                remembering.replayed(earliest);
                last = earliest;
                continue;
            }
            last = earliest
                    + (random.nextInt(6) == 0 ? random.nextInt(3) : 0)
                    + (random.nextInt(60) == 0 ? random.nextInt(80) : 0);
            stepped.issued(last);
            remembering.issued(last);
            pc = follow(stepped, remembering, pc, length, ways[half]);
            if (random.nextInt(1000) == 0) {
                pc = BASE + 2 * random.nextInt(memory.length);
                disturb(stepped, remembering, pc, last);
                last += 3;
            }
        }
    }

    /** Most places always go the same way on, some ever other ways. */
    private long follow(
            final FrontEnd stepped, final FrontEnd remembering, final long pc, final int length, final int way) {
        final boolean fickle = (way >>> 24 & fickleness) == 0;
        final int choice = fickle ? random.nextInt() : way;
        final long next = pc + length;
        final boolean inside = next + 64 < BASE + Integer.BYTES * (long) memory.length;
        if ((way & 7) != 0 && inside) {
            return next;
        }
        final ControlKind kind = ControlKind.values()[way >>> 8 & 3];
        final boolean taken = !inside || kind != ControlKind.BRANCH || (choice & 1 << 12) != 0;
        final long near =
                BASE + ((way >>> 13 & 0x3fe) + (fickle ? choice & 0x3e : 0)) % (Integer.BYTES * (memory.length - 32));
        final long target = taken ? near : next;
        stepped.control(kind, taken, target);
        remembering.control(kind, taken, target);
        return target;
    }

    private void disturb(final FrontEnd stepped, final FrontEnd remembering, final long pc, final long last) {
        final int place = random.nextInt(memory.length);
        memory[place] = WORDS[random.nextInt(WORDS.length)];
        final boolean fence = random.nextBoolean();
        if (fence) {
            stepped.invalidate();
            remembering.invalidate();
        }
        stepped.restart(pc, last + 3);
        remembering.restart(pc, last + 3);
    }
}
