// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xpcmachine.isa.Assembler;
import org.xpcmachine.machine.board.BootImages;
import org.xpcmachine.machine.board.HostConsole;
import org.xpcmachine.machine.board.RocketBoard;
import org.xpcmachine.machine.board.StopReason;
import org.xpcmachine.timing.config.EngineConfig;

/**
 * Random bytes as code, in U and S mode, under page tables of random bytes, rewriting itself: the model keeps counting, whatever it fetches, and its
 * account adds up.
 */
class HostileCodeTest {
    private static final long SEED = Long.getLong("xpc.seed", 20261123);
    private static final int MANY = 1000;
    private static final int SIZE = 0x40000;
    private static final long CYCLES = Long.getLong("xpc.cycles", 600_000);

    /** The handler goes on anywhere in the image, in U or S mode; now and then it changes the translation. */
    private static final String START = """
            la t0, handler
            csrw mtvec, t0
            li t0, 0x200001ff        # this page: for M-mode alone
            csrw pmpaddr0, t0
            li t0, -1
            csrw pmpaddr1, t0
            li t0, 0x1f18
            csrw pmpcfg0, t0
            li t0, 0x80
            csrw mie, t0
            li gp, 88172645463325252
            csrw mscratch, gp
            .align 2
        handler:                     # a random number, kept where only M-mode can
            csrr gp, mscratch
            slli t0, gp, 13
            xor gp, gp, t0
            srli t0, gp, 7
            xor gp, gp, t0
            slli t0, gp, 17
            xor gp, gp, t0
            bnez gp, 1f
            li gp, 12345
        1:  csrw mscratch, gp
            li t0, 0x2004000        # a timer ends what goes round in circles
            csrr t1, time
            addi t1, t1, 20
            sd t1, 0(t0)
            li t0, 0x7800
            csrc mstatus, t0
            li t0, 0x0800
            and t0, t0, gp
            li t1, 0x6000
            or t0, t0, t1
            csrs mstatus, t0
            li t0, 0x3fffe
            and t0, t0, gp
            li t1, 0x80000000
            add t0, t0, t1
            csrw mepc, t0
            srli t0, gp, 20
            andi t1, t0, 7
            bnez t1, 2f
            srli t0, t0, 5
            andi t0, t0, 0x3f
            li t1, 0x8000000000080000
            add t0, t0, t1
            csrw satp, t0
        2:  andi t1, t0, 24
            bnez t1, 3f
            csrw satp, zero
        3:  srli t0, gp, 40
            andi t0, t0, 31
            bnez t0, 4f
            sfence.vma
            fence.i
        4:  la sp, handler
            mret
        """;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
    @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void randomBytesAreCountedToo(final int number) {
        final Random random = new Random(SEED + number);
        final byte[] image = new byte[SIZE];
        random.nextBytes(image);
        plausiblePageTables(image, random);
        final byte[] start = Assembler.assemble(RocketBoard.RAM_BASE, START).bytes();
        System.arraycopy(start, 0, image, 0, start.length);
        final TimingConfig config = TimingConfig.preset(
                        TimingConfig.names().get(number % TimingConfig.names().size()))
                .withEngine(EngineConfig.DEFAULT.withNonBlockingLinkStack(random.nextBoolean()));
        final RocketTiming timing = new RocketTiming(config);
        try (RocketBoard board = new RocketBoard(
                RocketBoard.DEFAULT.withTiming(timing), new BootImages.Image("noise", image), HostConsole.SILENT)) {
            final Set<Long> places = new HashSet<>();
            timing.observe((hart, pc, from, to) -> places.add(pc));
            final StopReason reason = board.machine().run(CYCLES);
            assertThat(reason).as("seed %d", SEED + number).isNotNull();
            assertThat(places).as("seed %d", SEED + number).hasSizeGreaterThan(MANY);
            assertThat(timing.account(0).total()).as("seed %d", SEED + number).isEqualTo(timing.now(0));
        }
    }

    /** Half of the double words look like PTEs that point into the image. */
    private static void plausiblePageTables(final byte[] image, final Random random) {
        for (int i = 0x1000; i < image.length; i += Long.BYTES) {
            if (random.nextBoolean()) {
                final long page = 0x80000L + random.nextInt(SIZE / 4096);
                final long entry = page << 10 | random.nextInt(256) | 1;
                for (int b = 0; b < Long.BYTES; b++) {
                    image[i + b] = (byte) (entry >>> 8 * b);
                }
            }
        }
    }
}
