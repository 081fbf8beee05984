// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.bench;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What to measure.
 *
 * @param runs samples of each kernel
 * @param warmUp what of a process is not counted
 * @param kernels in this order
 * @param ours this machine
 * @param timed this machine with its timing model, unless that is left out
 * @param qemu to compare with, if it is there
 * @param linux how Linux is booted; needed if it is among the kernels
 */
public record BenchOptions(
        int runs,
        Duration warmUp,
        List<Kernel> kernels,
        Emulator ours,
        Optional<Emulator> timed,
        Optional<Emulator> qemu,
        Optional<LinuxBoot> linux) {}
