// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.lockstep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random programs do the same, byte for byte of RAM, on our machine and on QEMU. What is left out, and why, is in
 * {@link Explained}.
 *
 * <p>{@code -Dxpc.seed=N} sets the first seed, {@code -Dxpc.lockstep.instructions=N} how many random instructions all
 * streams together execute at least. To run one seed of one stream again: {@link LockstepCampaign}.
 */
@Tag("lockstep")
class LockstepTest {
    private static final long FIRST_SEED = Long.getLong("xpc.seed", 1);
    private static final long INSTRUCTIONS = Long.getLong("xpc.lockstep.instructions", 10_800_000);

    private static Optional<Path> qemu = Optional.empty();

    @BeforeAll
    static void findQemu() {
        qemu = Qemu.find();
        if (qemu.isEmpty()) {
            System.out.println("skipped: no qemu-system-riscv64 in the PATH; programs are not compared with QEMU");
        }
        assumeTrue(qemu.isPresent(), "no qemu-system-riscv64 in the PATH");
    }

    @ParameterizedTest
    @EnumSource(Stream.class)
    void randomProgramsEndAsOnQemu(final Stream stream) throws IOException, InterruptedException {
        final long wanted = Math.max(1, INSTRUCTIONS * stream.percent() / 100);
        long seed = FIRST_SEED;
        long executed = 0;
        while (executed < wanted) {
            final Program program = stream.program(seed);
            final Optional<String> difference = Lockstep.compare(program, qemu.orElseThrow());
            assertThat(difference.orElse("")).as(() -> again(stream, program)).isEmpty();
            executed += program.instructions();
            seed++;
        }
        System.out.printf(
                "lock step with QEMU: %s, seeds %d to %d, %d random instructions, no divergence%n",
                stream.name().toLowerCase(Locale.ROOT), FIRST_SEED, seed - 1, executed);
    }

    private static String again(final Stream stream, final Program program) {
        return "%s stream, seed %d; again: -Dxpc.seed=%2$d -Dxpc.lockstep.instructions=1 -Dgroups=lockstep"
                .formatted(stream, program.seed());
    }
}
