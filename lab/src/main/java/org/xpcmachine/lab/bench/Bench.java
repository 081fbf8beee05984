// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.xpcmachine.lab.GuestImages;
import org.xpcmachine.lab.experiment.Progress;

/** Runs kernels on this machine and on QEMU, one process after another. */
public final class Bench {
    /** The timing model makes a machine slower by about this much; repetitions are made shorter by it. */
    private static final int TIMED_SCALE = 20;

    private final GuestImages images;
    private final BenchOptions options;
    private final Progress progress;
    private final KernelTimer timer;
    private final BenchReport report = new BenchReport();

    public Bench(final GuestImages images, final BenchOptions options, final Progress progress) {
        this.images = images;
        this.options = options;
        this.progress = progress;
        this.timer = new KernelTimer(options.runs(), options.warmUp());
    }

    /**
     * Measures.
     *
     * @throws BenchFailure if a kernel fails, or results differ
     */
    public BenchReport run() {
        final List<Kernel> kernels = options.kernels();
        for (int i = 0; i < kernels.size(); i++) {
            final Kernel kernel = kernels.get(i);
            measure(kernel, kernel.name() + " (" + (i + 1) + " of " + kernels.size() + ")");
        }
        return report;
    }

    private void measure(final Kernel kernel, final String shown) {
        switch (kernel.kind()) {
            case RESULT -> measureToResult(kernel, shown);
            case PROMPT -> measureToPrompt(kernel, shown);
            default -> measureSpeed(kernel, shown);
        }
    }

    private void measureSpeed(final Kernel kernel, final String shown) {
        final Path image = images.benchmark(kernel.name());
        progress.at(shown);
        final Speed ours = timer.speed(kernel.name() + " on this machine", options.ours(), image, 1);
        final Optional<Speed> qemu = options.qemu()
                .filter(_ -> kernel.isPlain())
                .map(emulator -> {
                    progress.at(shown + ", QEMU");
                    return timer.speed(kernel.name() + " on QEMU", emulator, image, 1);
                });
        if (qemu.isPresent()
                && qemu.get().repetition().checksum() != ours.repetition().checksum()) {
            throw new BenchFailure(kernel.name() + ": the result differs from QEMU's");
        }
        final Optional<Speed> timed = options.timed().map(emulator -> {
            progress.at(shown + ", timed");
            return timer.speed(kernel.name() + " on this machine, timed", emulator, image, TIMED_SCALE);
        });
        report.add(kernel, ours, qemu, timed);
    }

    private void measureToResult(final Kernel kernel, final String shown) {
        final Path image = images.benchmark(kernel.name());
        progress.at(shown);
        final double ours = timer.toResult(kernel.name() + " on this machine", options.ours(), image);
        final Optional<Double> qemu =
                options.qemu().map(emulator -> timer.toResult(kernel.name() + " on QEMU", emulator, image));
        report.addToResult(kernel, ours, qemu);
    }

    private void measureToPrompt(final Kernel kernel, final String shown) {
        final LinuxBoot linux = options.linux().orElseThrow();
        progress.at(shown);
        final KernelTimer.Pair seconds = timer.toPrompt(kernel.name(), linux);
        report.addToResult(kernel, seconds.ours(), seconds.qemu());
    }
}
