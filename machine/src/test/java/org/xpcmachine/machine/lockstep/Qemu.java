// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.lockstep;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * QEMU's {@code virt} board, with its RAM in a file: the program is put there before QEMU starts and everything it did
 * is read there after it has ended. The processor has the extensions that ours has, and no others.
 */
final class Qemu implements AutoCloseable {
    private static final String COMMAND = "qemu-system-riscv64";

    private static final String PROCESSOR = "rv64,h=false,v=false,zba=true,zbb=true,zbs=true,zbc=false,sstc=true,"
            + "Zfh=false,svinval=false,svnapot=false,svpbmt=false,pmp=true,mmu=true,"
            + "marchid=0,mimpid=0,debug=false,pmu-num=29";

    private static final long TIMEOUT_SECONDS = 120;

    private final Path executable;
    private final Path ram;
    private Process process;

    private Qemu(final Path executable, final Path ram) {
        this.executable = executable;
        this.ram = ram;
    }

    /** The executable in the PATH, if there is one. */
    static Optional<Path> find() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(folder -> Path.of(folder, COMMAND))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Starts the program, and does not wait for its end. */
    static Qemu start(final Path executable, final byte[] image, final long memory) throws IOException {
        final Path folder = Path.of("/dev/shm");
        final Path ram = Files.isWritable(folder)
                ? Files.createTempFile(folder, "lockstep", ".ram")
                : Files.createTempFile("lockstep", ".ram");
        final Qemu qemu = new Qemu(executable, ram);
        try {
            fill(ram, image, memory);
            qemu.run(memory);
            return qemu;
        } catch (final IOException | RuntimeException e) {
            qemu.close();
            throw e;
        }
    }

    private static void fill(final Path file, final byte[] image, final long size) throws IOException {
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
            access.setLength(size);
            access.write(image);
        }
    }

    private void run(final long memory) throws IOException {
        process = new ProcessBuilder(List.of(
                        executable.toString(),
                        "-machine",
                        "virt,memory-backend=ram",
                        "-object",
                        "memory-backend-file,id=ram,share=on,size=" + memory + ",mem-path=" + ram,
                        "-m",
                        memory + "B",
                        "-accel",
                        "tcg,thread=multi",
                        "-smp",
                        "1,maxcpus=2",
                        "-cpu",
                        PROCESSOR,
                        "-bios",
                        "none",
                        "-display",
                        "none",
                        "-serial",
                        "null",
                        "-monitor",
                        "none",
                        "-no-reboot"))
                .redirectErrorStream(true)
                .start();
    }

    /**
     * Waits until QEMU has ended and returns its RAM, valid as long as {@code arena}.
     *
     * @throws IllegalStateException if it failed or took too long
     */
    MemorySegment finish(final Arena arena) throws IOException, InterruptedException {
        if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("QEMU did not end in " + TIMEOUT_SECONDS + " s");
        }
        if (process.exitValue() != 0) {
            throw new IllegalStateException("QEMU ended with " + process.exitValue() + ": "
                    + new String(process.getInputStream().readAllBytes()).strip());
        }
        try (FileChannel channel = FileChannel.open(ram, StandardOpenOption.READ)) {
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
        }
    }

    @Override
    public void close() throws IOException {
        if (process != null) {
            process.destroyForcibly();
        }
        Files.deleteIfExists(ram);
    }
}
