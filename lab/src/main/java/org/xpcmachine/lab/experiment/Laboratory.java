// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.experiment;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.xpcmachine.lab.GuestImages;
import org.xpcmachine.lab.GuestRun;
import org.xpcmachine.lab.RunConfig;
import org.xpcmachine.lab.RunResult;
import org.xpcmachine.machine.board.HostConsole;
import org.xpcmachine.timing.RocketTiming;
import org.xpcmachine.timing.TimingConfig;

/** Runs the guest's measuring programs. A run that was made before, with the same set-up, is not made again. */
public final class Laboratory {
    /** A run that takes longer hangs. */
    private static final long MOST_CYCLES = 20_000_000_000L;

    private final GuestImages images;
    private final TimingConfig timing;
    private final int repetitions;
    private final Progress progress;
    private final Map<String, Measurements> made = new HashMap<>();

    /**
     * A laboratory.
     *
     * @param timing of every machine, where an experiment does not vary it
     * @param repetitions of each measurement, 1 to 256
     */
    public Laboratory(
            final GuestImages images, final TimingConfig timing, final int repetitions, final Progress progress) {
        this.images = images;
        this.timing = timing;
        this.repetitions = repetitions;
        this.progress = progress;
    }

    /** The machine that experiments start from. */
    MachineSetup machine() {
        return MachineSetup.of(timing);
    }

    TimingConfig timing() {
        return timing;
    }

    int repetitions() {
        return repetitions;
    }

    GuestImages images() {
        return images;
    }

    Progress progress() {
        return progress;
    }

    /**
     * Returns what a program measures.
     *
     * @throws IllegalStateException if it fails
     */
    Measurements measure(final String program, final MachineSetup setup) {
        return measure(program, "", setup);
    }

    /**
     * Likewise.
     *
     * @param option what stands behind the repetitions in the program's argument
     */
    Measurements measure(final String program, final String option, final MachineSetup setup) {
        return made.computeIfAbsent(
                program + option + " on " + setup, key -> run(program, option, setup, watched -> {}));
    }

    /**
     * Runs a program and lets somebody look.
     *
     * @param watch is given the machine before it starts
     */
    Measurements run(
            final String program, final String option, final MachineSetup setup, final Consumer<Watched> watch) {
        progress.at(program + ", " + setup.text());
        final RocketTiming model = new RocketTiming(setup.timing());
        final Captured console = new Captured();
        final String arguments = "init=%s:%d%s %s".formatted(program, repetitions, option, setup.bootArguments());
        try (GuestRun run = new GuestRun(
                new RunConfig(images.boot(arguments), setup.board(model), MOST_CYCLES), console, b -> null)) {
            watch.accept(new Watched(run.board(), model, images));
            final RunResult result = run.run();
            if (result.outcome() != RunResult.Outcome.EXIT || result.exitCode() != 0) {
                throw new IllegalStateException(
                        program + " failed: " + result.outcome().text()
                                + (result.outcome() == RunResult.Outcome.EXIT ? " with code " + result.exitCode() : "")
                                + console.lastLine());
            }
        }
        return new Measurements(Measurement.all(console.text.toString()));
    }

    /** Keeps what the guest prints. */
    private static final class Captured implements HostConsole {
        private final StringBuilder text = new StringBuilder();

        @Override
        public void write(final int b) {
            text.append(new String(new byte[] {(byte) b}, StandardCharsets.ISO_8859_1));
        }

        @Override
        public int poll() {
            return CLOSED;
        }

        private String lastLine() {
            return text.toString()
                    .lines()
                    .reduce((a, b) -> b)
                    .map(line -> "; it last said: " + line)
                    .orElse("");
        }
    }
}
