// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Takes the time of kernels, each in a process of its own. */
final class KernelTimer {
    /** No repetition takes longer, even timed. */
    private static final Duration LONGEST = Duration.ofSeconds(120);

    private final int runs;
    private final Duration warmUp;

    KernelTimer(final int runs, final Duration warmUp) {
        this.runs = runs;
        this.warmUp = warmUp;
    }

    /**
     * Lets a kernel repeat until there are enough samples after the warm-up.
     *
     * @param scale a repetition is 1/scale as long
     */
    Speed speed(final String what, final Emulator emulator, final Path image, final int scale) {
        final Sampling sampling = new Sampling(warmUp, runs);
        Repetition first = null;
        try (KernelProcess process = KernelProcess.start(what, emulator, image, "scale=" + scale)) {
            final List<String> other = new ArrayList<>();
            while (!sampling.isComplete()) {
                final KernelProcess.Line line = process.next(LONGEST);
                if (line.text() == null) {
                    throw new BenchFailure(
                            what + ": ended too early" + (other.isEmpty() ? "" : ": " + other.getLast()));
                }
                final Repetition repetition = Repetition.parse(line.text()).orElse(null);
                if (repetition == null) {
                    other.add(line.text());
                    continue;
                }
                first = first == null ? repetition : first;
                if (repetition.checksum() != first.checksum()) {
                    throw new BenchFailure(what + ": repetition " + repetition.number() + " has another checksum");
                }
                sampling.add(line.nanos());
            }
        }
        return new Speed(sampling.median(), first);
    }

    /** Medians of seconds. */
    record Pair(double ours, Optional<Double> qemu) {}

    /** Returns the medians of the seconds from the start of a process to Linux's prompt; the two machines take turns. */
    Pair toPrompt(final String what, final LinuxBoot linux) {
        final List<Double> ours = new ArrayList<>();
        final List<Double> qemu = new ArrayList<>();
        for (int i = 0; i < runs; i++) {
            ours.add(secondsToPrompt(what + " on this machine", linux.ours()));
            linux.qemu().ifPresent(command -> qemu.add(secondsToPrompt(what + " on QEMU", command)));
        }
        return new Pair(Sampling.median(ours), qemu.isEmpty() ? Optional.empty() : Optional.of(Sampling.median(qemu)));
    }

    private static double secondsToPrompt(final String what, final List<String> command) {
        try (KernelProcess process = KernelProcess.start(what, command, LinuxBoot.PROMPT)) {
            KernelProcess.Line line = process.next(LONGEST);
            String last = "";
            while (line.text() != null && !line.text().equals(LinuxBoot.PROMPT)) {
                last = line.text();
                line = process.next(LONGEST);
            }
            if (line.text() == null) {
                throw new BenchFailure(what + ": ended before the shell's prompt: " + last);
            }
            return line.nanos() / 1e9;
        }
    }

    /** Returns the median of the seconds from the start of the process to its end, for a kernel that does its work once. */
    double toResult(final String what, final Emulator emulator, final Path image) {
        final List<Double> seconds = new ArrayList<>();
        for (int i = 0; i < runs; i++) {
            try (KernelProcess process = KernelProcess.start(what, emulator, image, "reps=1")) {
                boolean done = false;
                for (KernelProcess.Line line = process.next(LONGEST);
                        line.text() != null;
                        line = process.next(LONGEST)) {
                    done |= Repetition.parse(line.text()).isPresent();
                }
                if (process.waitFor(LONGEST) != 0 || !done) {
                    throw new BenchFailure(what + ": did not come to its end");
                }
                seconds.add(process.nanos() / 1e9);
            }
        }
        return Sampling.median(seconds);
    }
}
