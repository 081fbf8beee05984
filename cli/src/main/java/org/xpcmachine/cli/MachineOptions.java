// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.cli;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.xpcmachine.lab.RunConfig;
import org.xpcmachine.machine.board.BoardConfig;
import org.xpcmachine.machine.board.BootImages;
import org.xpcmachine.machine.board.VirtBoard;
import org.xpcmachine.machine.device.net.Network;
import org.xpcmachine.machine.device.share.SharedFolder;
import org.xpcmachine.machine.device.virtio.DiskImage;
import org.xpcmachine.machine.device.virtio.Virtio9p;
import org.xpcmachine.machine.device.virtio.VirtioBlock;
import org.xpcmachine.machine.device.virtio.VirtioConsole;
import org.xpcmachine.machine.device.virtio.VirtioEntropy;
import org.xpcmachine.machine.device.virtio.VirtioNet;
import org.xpcmachine.machine.hart.Hart;
import org.xpcmachine.machine.snapshot.Snapshot;
import org.xpcmachine.machine.snapshot.SnapshotFile;
import org.xpcmachine.timing.RocketTiming;
import org.xpcmachine.timing.TimingConfig;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The options that say what machine runs, and how. What it runs, subclasses say. Owns the host's files that the machine uses;
 * close it.
 */
abstract class MachineOptions implements AutoCloseable {
    /** The order of options that stand before these in the list. */
    static final int FIRST = -2;

    /** Physical addresses have 56 bits. */
    private static final long LARGEST_MEMORY = (1L << 56) - VirtBoard.RAM_BASE;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    private RocketTiming model;
    private final List<Closeable> opened = new ArrayList<>();

    @Option(
            names = "--disk",
            paramLabel = "FILE[,MODE]",
            description = "A virtio disk: a raw image. What the guest writes goes into it, or with ,throwaway or"
                    + " ,overlay=FILE2 elsewhere; with ,ro the guest cannot write. May be repeated.")
    private List<String> disks = List.of();

    @Option(
            names = "--entropy",
            paramLabel = "SEED",
            description = "A virtio source of random numbers, which follow from the seed.")
    private Long entropy;

    @Option(
            names = "--net",
            paramLabel = "user[,restrict=on][,hostfwd=tcp:[ADDR]:PORT-[ADDR]:PORT]",
            description = "A virtio network card whose TCP and UDP go out by this process; the run then depends on"
                    + " what comes and when. hostfwd lets connections to a port of the host into the guest, from"
                    + " this host only unless ADDR says otherwise; restrict=on lets nothing out.")
    private String net;

    @Option(
            names = "--share",
            paramLabel = "DIR[,tag=NAME][,ro]",
            description = "Share a folder of the host by 9P; the guest mounts it with -t 9p -o trans=virtio NAME"
                    + " (default: share). With ,ro it cannot change anything. May be repeated.")
    private List<String> shares = List.of();

    @Option(names = "--virtio-console", description = "A virtio console, beside the serial port.")
    private boolean virtioConsole;

    @Option(
            names = {"-m", "--memory"},
            paramLabel = "SIZE",
            converter = MemorySize.class,
            description = "RAM, for example 256M or 1G (default: 128M; for xpc boot 512M).")
    private Long memory;

    @Option(
            names = "--harts",
            paramLabel = "N",
            defaultValue = "1",
            description = "Harts, 1 to 8 (default: ${DEFAULT-VALUE}).")
    private int harts;

    @Option(names = "--no-xpc", description = "Plain RISC-V, without the XPC engine.")
    private boolean noXpc;

    @Option(
            names = "--timing",
            paramLabel = "PRESET",
            description = "Count cycles as this core takes them, for example rocket-fpga; a step is then a cycle.")
    private String timing;

    @Option(
            names = "--engine",
            paramLabel = "ENGINE",
            defaultValue = "translator",
            description = "How to execute: translator, or interpreter, the reference (default: ${DEFAULT-VALUE}). The"
                    + " outcome is the same; with --timing it is always the interpreter.")
    private Engine engine;

    @Option(
            names = "--restore",
            paramLabel = "FILE",
            description =
                    "Go on from a snapshot that xpc run --save wrote, of the same images and options; the engine may be"
                            + " another.")
    private Path restore;

    @Option(
            names = "--max-steps",
            paramLabel = "N",
            description = "Stop each hart after N steps (instructions and traps); exit code 124.")
    private Long maxSteps;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "Stop after so many seconds of guest time; exit code 124.")
    private Double timeout;

    /** Returns the model of {@code --timing}, which {@link #config} gives to the board; null without the option. */
    RocketTiming timing() {
        if (timing != null && model == null) {
            try {
                model = new RocketTiming(TimingConfig.preset(timing));
            } catch (final IllegalArgumentException e) {
                throw wrong("--" + e.getMessage());
            }
        }
        return model;
    }

    /** Reads the files and puts the options together. */
    RunConfig config() {
        if (restore != null) {
            requireSavable("--restore");
        }
        final Optional<Snapshot> start = Optional.ofNullable(restore).map(SnapshotFile::read);
        return new RunConfig(images(), board(), limit(), start);
    }

    /**
     * Refuses what no snapshot can hold.
     *
     * @param option that asks for a snapshot
     */
    void requireSavable(final String option) {
        if (timing != null) {
            throw wrong(option + ": there are no snapshots of timed execution (--timing)");
        }
        for (final String disk : disks) {
            if (new Disk(disk).isWritten()) {
                throw wrong(option + ": no snapshot holds what the guest writes to " + disk
                        + ": append ,throwaway or ,overlay=FILE2");
            }
        }
    }

    /**
     * Reads what is to run.
     *
     * @throws org.xpcmachine.machine.loader.LoadException if a file is wrong
     */
    abstract BootImages images();

    /** Returns bytes of memory, where no option says. */
    abstract long defaultMemory();

    final ParameterException wrong(final String problem) {
        return new ParameterException(spec.commandLine(), problem);
    }

    private BoardConfig board() {
        final long bytes = memory == null ? defaultMemory() : memory;
        if (bytes > LARGEST_MEMORY) {
            throw wrong("--memory: " + bytes + " bytes are more than physical addresses of 56 bits reach");
        }
        try {
            final BoardConfig plain = BoardConfig.DEFAULT.withHarts(harts).withMemory(bytes);
            final BoardConfig equipped = withVirtio(plain);
            final BoardConfig timed = timing() == null ? engine.on(equipped) : equipped.withTiming(timing());
            return noXpc ? timed : RunConfig.withXpc(timed);
        } catch (final IllegalArgumentException e) {
            throw wrong(e.getMessage());
        }
    }

    private BoardConfig withVirtio(final BoardConfig plain) {
        BoardConfig board = plain;
        for (final String disk : disks) {
            try {
                final DiskImage contents = new Disk(disk).open();
                opened.add(contents);
                board = board.withVirtio(console -> new VirtioBlock(contents, "disk"));
            } catch (final IOException e) {
                throw wrong("--disk: " + e.getMessage());
            }
        }
        if (entropy != null) {
            final long seed = entropy;
            board = board.withVirtio(console -> new VirtioEntropy(seed));
        }
        if (net != null) {
            final Network network = openNetwork();
            opened.add(network);
            board = board.withVirtio(console -> new VirtioNet(network));
        }
        for (final String share : shares) {
            board = withShare(board, new Share(share));
        }
        return virtioConsole ? board.withVirtio(VirtioConsole::new) : board;
    }

    private BoardConfig withShare(final BoardConfig board, final Share share) {
        try {
            final SharedFolder folder = share.open();
            opened.add(folder);
            for (final AutoCloseable other : opened) {
                if (other instanceof final SharedFolder shared && !folder.isApartFrom(shared)) {
                    throw wrong("--share " + share.text() + ": lies in another shared folder, or has one in it");
                }
            }
            final Virtio9p device = new Virtio9p(folder, share.tag());
            return board.withVirtio(console -> device);
        } catch (final IOException | IllegalArgumentException e) {
            throw wrong("--share: " + e.getMessage());
        }
    }

    private Network openNetwork() {
        try {
            return new Net(net).open();
        } catch (final IOException | IllegalArgumentException e) {
            throw wrong("--net: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        for (final Closeable resource : opened) {
            try {
                resource.close();
            } catch (final IOException e) {
                throw new UncheckedIOException("a disk or the network cannot be closed", e);
            }
        }
    }

    private long limit() {
        if (maxSteps != null && maxSteps <= 0) {
            throw wrong("--max-steps: " + maxSteps + " is not positive");
        }
        if (timeout != null && !(timeout > 0)) {
            throw wrong("--timeout: " + timeout + " is not positive");
        }
        final long byTime =
                timeout == null ? RunConfig.NO_LIMIT : (long) (timeout * Hart.STEPS_PER_TICK * VirtBoard.TIMEBASE);
        return Math.min(maxSteps == null ? RunConfig.NO_LIMIT : maxSteps, byTime);
    }
}
