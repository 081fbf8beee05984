// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.lockstep;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Long runs by hand: {@code LockstepCampaign [STREAM [FIRST_SEED [SEEDS]]]} with a {@link Stream}'s name or {@code
 * all}; tells every divergence, and goes on.
 */
final class LockstepCampaign {
    private LockstepCampaign() {}

    public static void main(final String[] arguments) throws IOException, InterruptedException {
        final String name = arguments.length > 0 ? arguments[0] : "all";
        final long first = arguments.length > 1 ? Long.parseLong(arguments[1]) : 1;
        final long count = arguments.length > 2 ? Long.parseLong(arguments[2]) : 10;
        final Path qemu = Qemu.find().orElseThrow(() -> new IOException("QEMU is not in the PATH"));
        final long start = System.nanoTime();
        long instructions = 0;
        long divergences = 0;
        for (final Stream stream : Stream.values()) {
            for (long seed = first; seed < first + count; seed++) {
                if (name.equals("all") || name.equalsIgnoreCase(stream.name())) {
                    final Program program = stream.program(seed);
                    instructions += program.instructions();
                    final Optional<String> difference = Lockstep.compare(program, qemu);
                    divergences += difference.isPresent() ? 1 : 0;
                    difference.ifPresent(text -> System.out.println(stream + " seed " + program.seed() + "\n" + text));
                }
            }
        }
        System.out.printf(
                "%d random instructions, %d divergences, %.1f s%n",
                instructions, divergences, (System.nanoTime() - start) / 1e9);
    }
}
