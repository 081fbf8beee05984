// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.lockstep;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Optional;
import org.xpcmachine.machine.board.BoardConfig;
import org.xpcmachine.machine.board.BootImages;
import org.xpcmachine.machine.board.HostConsole;
import org.xpcmachine.machine.board.StopReason;
import org.xpcmachine.machine.board.VirtBoard;

/** Runs a program on our machine and on QEMU at the same time, and compares all of RAM. */
final class Lockstep {
    /** A console that nobody sits at. */
    private static final HostConsole NO_CONSOLE = new HostConsole() {
        @Override
        public int poll() {
            return CLOSED;
        }

        @Override
        public void write(final int b) {
            // not looked at
        }
    };

    private Lockstep() {}

    static VirtBoard board(final Program program) {
        return new VirtBoard(
                BoardConfig.DEFAULT.withMemory(Program.RAM_SIZE),
                BootImages.of("random program", program.image()),
                NO_CONSOLE);
    }

    /** Returns a description of the first difference, if there is one. */
    static Optional<String> compare(final Program program, final Path qemu) throws IOException, InterruptedException {
        try (Qemu other = Qemu.start(qemu, program.image(), Program.RAM_SIZE);
                VirtBoard board = board(program);
                Arena arena = Arena.ofConfined()) {
            final StopReason reason = board.machine().run(Program.STEP_LIMIT);
            if (reason != StopReason.EXIT || board.machine().exitCode() != 0) {
                final long pc = board.machine().cores().getFirst().hart.pc;
                return Optional.of("our machine: " + reason + ", exit code "
                        + board.machine().exitCode() + ", pc 0x" + Long.toHexString(pc));
            }
            final MemorySegment ours = board.ram().segment();
            final MemorySegment theirs = other.finish(arena);
            return new Divergence(program, ours, theirs).describe();
        }
    }
}
