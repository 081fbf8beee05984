// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.embed;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.xpcmachine.machine.board.BoardConfig;
import org.xpcmachine.machine.board.BootImages;
import org.xpcmachine.machine.board.VirtBoard;
import org.xpcmachine.machine.hart.Hart;
import org.xpcmachine.machine.loader.InputFile;
import org.xpcmachine.machine.loader.KernelFile;
import org.xpcmachine.machine.xpc.XpcConfig;
import org.xpcmachine.machine.xpc.XpcExtension;
import org.xpcmachine.timing.RocketTiming;
import org.xpcmachine.timing.TimingConfig;
import org.xpcmachine.translator.TranslatorConfig;

/**
 * What a machine is built with: one hart, 128 MiB, the XPC engine, functional execution by the translator, unless said otherwise. May
 * be used for any number of machines.
 */
public final class MachineBuilder {
    private BootImages.Image firmware;
    private BootImages.Image kernel;
    private byte[] initrd;
    private BootImages.Image deviceTree;
    private String bootArguments = "";
    private BoardConfig board = BoardConfig.DEFAULT;
    private boolean xpc = true;
    private boolean translator = true;
    private String timing;
    private long cycleLimit = Long.MAX_VALUE;
    private Duration timeout = Duration.ofSeconds(Long.MAX_VALUE);

    MachineBuilder() {}

    /**
     * Reads firmware, which starts in M-mode: an ELF file, or a flat one, which goes to the start of RAM.
     *
     * @throws org.xpcmachine.machine.loader.LoadException if it cannot be read
     */
    public MachineBuilder firmware(final Path file) {
        return firmware(file.toString(), InputFile.read(file));
    }

    /** Takes firmware; {@code name} is for messages. */
    public MachineBuilder firmware(final String name, final byte[] contents) {
        firmware = new BootImages.Image(name, contents);
        return this;
    }

    /**
     * Reads a kernel: an ELF file or an {@code Image}, which may be compressed with gzip. Without firmware it starts in M-mode.
     *
     * @throws org.xpcmachine.machine.loader.LoadException if it cannot be read, or is no kernel
     */
    public MachineBuilder kernel(final Path file) {
        return kernel(file.toString(), KernelFile.read(file, false));
    }

    /** Takes a kernel; what is neither an ELF file nor an {@code Image} is a flat binary. {@code name} is for messages. */
    public MachineBuilder kernel(final String name, final byte[] contents) {
        kernel = new BootImages.Image(name, contents);
        return this;
    }

    /**
     * Reads the initial RAM disk.
     *
     * @throws org.xpcmachine.machine.loader.LoadException if it cannot be read
     */
    public MachineBuilder initrd(final Path file) {
        return initrd(InputFile.read(file));
    }

    public MachineBuilder initrd(final byte[] contents) {
        initrd = contents.clone();
        return this;
    }

    /** The kernel's command line. */
    public MachineBuilder append(final String arguments) {
        bootArguments = arguments;
        return this;
    }

    /** A device tree blob in place of the board's own, to which command line and RAM disk are added. */
    public MachineBuilder deviceTree(final String name, final byte[] blob) {
        deviceTree = new BootImages.Image(name, blob);
        return this;
    }

    /** Harts, 1 to 8. */
    public MachineBuilder harts(final int count) {
        board = board.withHarts(count);
        return this;
    }

    /** RAM in bytes, a multiple of 4096 from 8 MiB up. */
    public MachineBuilder memory(final long bytes) {
        board = board.withMemory(bytes);
        return this;
    }

    /** Whether harts have the XPC engine. */
    public MachineBuilder xpc(final boolean engine) {
        xpc = engine;
        return this;
    }

    /** Executes by the interpreter, the reference. The outcome is the same, and it takes longer. */
    public MachineBuilder interpreter() {
        translator = false;
        return this;
    }

    /**
     * Counts cycles as a core takes them. There are no snapshots of timed execution.
     *
     * @param preset such as {@code rocket-fpga}
     * @throws IllegalArgumentException if there is none of that name
     */
    public MachineBuilder timing(final String preset) {
        TimingConfig.preset(preset);
        timing = preset;
        return this;
    }

    /**
     * Changes what the options above leave alone: virtio devices, extensions, the harts' configuration.
     *
     * @see BoardConfig
     */
    public MachineBuilder board(final UnaryOperator<BoardConfig> change) {
        board = change.apply(board);
        return this;
    }

    /** Most cycles of each run; without, there is no limit. */
    public MachineBuilder cycleLimit(final long cycles) {
        if (cycles <= 0) {
            throw new IllegalArgumentException("limit of cycles: " + cycles + " is not positive");
        }
        cycleLimit = cycles;
        return this;
    }

    /** Most of the guest's time that each run may take; without, there is no limit. */
    public MachineBuilder guestTimeLimit(final Duration time) {
        return cycleLimit((long) (time.toNanos() / 1e9 * Hart.STEPS_PER_TICK * VirtBoard.TIMEBASE));
    }

    /** Most of the host's time that each run may take, looked at between instructions; without, there is no limit. */
    public MachineBuilder timeout(final Duration time) {
        timeout = time;
        return this;
    }

    /**
     * Builds a machine and loads the images; it has not run yet.
     *
     * @throws org.xpcmachine.machine.loader.LoadException if an image is malformed or does not fit
     * @throws IllegalArgumentException if there is nothing to run
     * @throws IllegalStateException if the host does not have the memory
     */
    public XpcMachine build() {
        final BootImages images =
                new BootImages(firmware, kernel, initrd, bootArguments, Optional.ofNullable(deviceTree));
        return new XpcMachine(equipped(), images, cycleLimit, timeout);
    }

    private BoardConfig equipped() {
        final BoardConfig plain;
        if (timing != null) {
            plain = board.withTiming(new RocketTiming(TimingConfig.preset(timing)));
        } else {
            plain = translator ? board.withExecutor(TranslatorConfig.DEFAULT) : board;
        }
        return xpc ? plain.with(new XpcExtension(XpcConfig.DEFAULT), "xxpc") : plain;
    }
}
