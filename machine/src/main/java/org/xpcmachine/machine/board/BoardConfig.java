// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.board;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.xpcmachine.machine.cycle.Timing;
import org.xpcmachine.machine.device.virtio.VirtioDevice;
import org.xpcmachine.machine.execute.ExecutorFactory;
import org.xpcmachine.machine.execute.Extension;
import org.xpcmachine.machine.hart.HartConfig;

/**
 * What a {@link VirtBoard} is built with.
 *
 * @param harts 1 to 8
 * @param memory RAM in bytes, a multiple of 4096
 * @param hart what each hart is built with
 * @param extensions installed on each hart, such as Xxpc
 * @param isa names of the extensions for the device tree, appended to the standard ones with an underscore; may be empty
 * @param timing what counts cycles; empty for functional execution
 * @param executor what executes, in functional execution; empty for the interpreter
 * @param virtio devices on the virtio slots, from the first; at most 8
 */
public record BoardConfig(
        int harts,
        long memory,
        HartConfig hart,
        List<Extension> extensions,
        String isa,
        Optional<Timing> timing,
        Optional<ExecutorFactory> executor,
        List<VirtioDevice.Factory> virtio) {
    public static final int MAX_HARTS = 8;

    /** Firmware, kernel and device tree need room. */
    public static final long MIN_MEMORY = 8L << 20;

    /** One hart, 128 MiB, plain RISC-V. */
    public static final BoardConfig DEFAULT = new BoardConfig(
            1, 128L << 20, HartConfig.DEFAULT, List.of(), "", Optional.empty(), Optional.empty(), List.of());

    public BoardConfig {
        if (harts < 1 || harts > MAX_HARTS) {
            throw new IllegalArgumentException("harts: " + harts + " is not between 1 and " + MAX_HARTS);
        }
        if (memory < MIN_MEMORY || memory % 4096 != 0) {
            throw new IllegalArgumentException("memory: " + memory + " bytes is not a multiple of 4096 from 8 MiB up");
        }
        if (virtio.size() > VirtDeviceTree.VIRTIO_SLOTS) {
            throw new IllegalArgumentException(
                    "virtio devices: " + virtio.size() + " are more than " + VirtDeviceTree.VIRTIO_SLOTS);
        }
        extensions = List.copyOf(extensions);
        virtio = List.copyOf(virtio);
    }

    public BoardConfig withHarts(final int count) {
        return new BoardConfig(count, memory, hart, extensions, isa, timing, executor, virtio);
    }

    public BoardConfig withMemory(final long bytes) {
        return new BoardConfig(harts, bytes, hart, extensions, isa, timing, executor, virtio);
    }

    public BoardConfig withHart(final HartConfig newHart) {
        return new BoardConfig(harts, memory, newHart, extensions, isa, timing, executor, virtio);
    }

    /** Adds an extension, under the name that the device tree gives it. */
    public BoardConfig with(final Extension extension, final String name) {
        final List<Extension> all = new ArrayList<>(extensions);
        all.add(extension);
        return new BoardConfig(
                harts, memory, hart, all, isa.isEmpty() ? name : isa + "_" + name, timing, executor, virtio);
    }

    /** Counts cycles: a step of the machine is then one. Harts are fitted to the timing, see {@link Timing#fit}. */
    public BoardConfig withTiming(final Timing model) {
        return new BoardConfig(harts, memory, model.fit(hart), extensions, isa, Optional.of(model), executor, virtio);
    }

    /** Executes by other means than the interpreter, with the same outcome. */
    public BoardConfig withExecutor(final ExecutorFactory factory) {
        return new BoardConfig(harts, memory, hart, extensions, isa, timing, Optional.of(factory), virtio);
    }

    /** Adds a device on the next virtio slot. */
    public BoardConfig withVirtio(final VirtioDevice.Factory device) {
        final List<VirtioDevice.Factory> all = new ArrayList<>(virtio);
        all.add(device);
        return new BoardConfig(harts, memory, hart, extensions, isa, timing, executor, all);
    }
}
