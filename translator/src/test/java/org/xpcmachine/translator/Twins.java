// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.translator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.xpcmachine.machine.board.BoardConfig;
import org.xpcmachine.machine.board.BootImages;
import org.xpcmachine.machine.board.HostConsole;
import org.xpcmachine.machine.board.StopReason;
import org.xpcmachine.machine.board.VirtBoard;
import org.xpcmachine.machine.execute.Core;
import org.xpcmachine.machine.hart.Hart;
import org.xpcmachine.machine.observe.Event;

/** The same machine twice: interpreted, and translated. They must not differ in anything a guest or an observer sees. */
final class Twins implements AutoCloseable {
    private final VirtBoard interpreted;
    private final VirtBoard translated;
    private final List<Event> expected = new ArrayList<>();
    private final List<Event> actual = new ArrayList<>();

    Twins(final BoardConfig config, final TranslatorConfig translator, final byte[] image) {
        final BootImages images = BootImages.of("test", image);
        interpreted = new VirtBoard(config, images, HostConsole.SILENT);
        translated = new VirtBoard(config.withExecutor(translator), images, HostConsole.SILENT);
        interpreted.observe(expected::add);
        translated.observe(actual::add);
    }

    VirtBoard interpreted() {
        return interpreted;
    }

    VirtBoard translated() {
        return translated;
    }

    /** Runs both for as many steps and compares them. */
    StopReason run(final String what, final long steps) {
        final StopReason reason = interpreted.machine().run(steps);
        assertThat(translated.machine().run(steps)).as(what).isEqualTo(reason);
        compare(what);
        return reason;
    }

    /** Runs both to their end, with stops in between. */
    void runToEnd(final String what, final SplittableRandom random, final long longestStep) {
        StopReason reason;
        do {
            reason = run(what, random.nextLong(1, longestStep));
        } while (reason == StopReason.STEP_LIMIT);
        compareMemory(what);
    }

    private void compare(final String what) {
        assertThat(actual).as(what + ": events").isEqualTo(expected);
        expected.clear();
        actual.clear();
        final List<Core> cores = interpreted.machine().cores();
        for (int i = 0; i < cores.size(); i++) {
            final Hart a = cores.get(i).hart;
            final Hart b = translated.machine().cores().get(i).hart;
            assertThat(state(b)).as(what + ": hart " + i).isEqualTo(state(a));
        }
    }

    void compareMemory(final String what) {
        assertThat(interpreted.ram().segment().mismatch(translated.ram().segment()))
                .as(what + ": offset of the first byte of RAM that differs")
                .isEqualTo(-1);
    }

    /** Returns all that a program can see of a hart. */
    static String state(final Hart hart) {
        final StringBuilder text = new StringBuilder();
        text.append("steps %d, retired %d, pc %x, privilege %d, waiting %s, reservation %x%n"
                .formatted(hart.steps, hart.retired, hart.pc, hart.privilege, hart.waiting, hart.reservation));
        text.append("mstatus %x, mip %x %x, mepc %x, mcause %x, mtval %x, sepc %x, scause %x, stval %x, satp %x%n"
                .formatted(
                        hart.mstatus,
                        hart.softwarePending,
                        hart.linesPending,
                        hart.mepc,
                        hart.mcause,
                        hart.mtval,
                        hart.sepc,
                        hart.scause,
                        hart.stval,
                        hart.satp));
        text.append("fflags %x, frm %x%n".formatted(hart.fflags.flags, hart.frm));
        for (int i = 0; i < 32; i++) {
            text.append("x%d %016x f%d %016x%n".formatted(i, hart.x[i], i, hart.f[i]));
        }
        return text.toString();
    }

    @Override
    public void close() {
        interpreted.close();
        translated.close();
    }
}
