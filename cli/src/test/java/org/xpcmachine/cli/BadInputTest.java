// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is wrong with what the user says: one line that says it, exit code 2, and nothing else. */
class BadInputTest {
    private static final byte[] HALF_GZIP = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1};
    private static final String LOOP = "_start: j _start";

    @TempDir
    private Path folder;

    private Path file(final String name, final byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    private Path elf() throws IOException {
        return file("good.elf", TinyElf.of(LOOP));
    }

    private static void assertRefused(final String problem, final Object... arguments) {
        final Invocation run =
                Invocation.of(Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
        assertThat(run.err()).startsWith("xpc: ").contains(problem);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void aFileThatIsNotThere() {
        for (final String command : new String[] {"run", "disasm", "trace"}) {
            assertRefused("missing.elf: no such file", command, folder.resolve("missing.elf"));
        }
    }

    @Test
    void aSnapshotThatDoesNotFitOrIsNone() throws IOException {
        final Path saved = folder.resolve("good.snap");
        assertThat(Invocation.of("run", "--max-steps=9", "--save=" + saved, elf().toString())
                        .code())
                .isZero();
        for (final String command : new String[] {"run", "trace"}) {
            assertRefused("good.elf: not a snapshot", command, "--restore", elf(), elf());
            assertRefused("none.snap: no such file", command, "--restore", folder.resolve("none.snap"), elf());
            assertRefused("2 harts", command, "--restore", saved, "--harts=2", elf());
            assertRefused("16777216 bytes of memory", command, "--restore", saved, "--memory=16M", elf());
            assertRefused("xxpc", command, "--restore", saved, "--no-xpc", elf());
        }
        final byte[] bytes = Files.readAllBytes(saved);
        assertRefused("damaged or cut short", "run", "--restore", file("cut", Arrays.copyOf(bytes, 999)), elf());
        assertRefused("timed execution", "run", "--restore", saved, "--timing=rocket-fpga", elf());
        assertRefused("timed execution", "run", "--save", saved, "--timing=rocket-fpga", elf());
        assertRefused("is a directory", "run", "--save", folder, elf());
        assertRefused("no such directory", "run", "--save", folder.resolve("no/x"), elf());
    }

    @Test
    void aFolder() {
        assertRefused("is a directory", "run", folder);
        assertRefused("is a directory", "disasm", folder);
    }

    @Test
    void aFileThatIsNotElf() throws IOException {
        final Path text = file("readme.txt", "hello, this is text".getBytes());
        assertRefused("readme.txt: not an ELF file", "run", text);
        assertRefused("readme.txt: not an ELF file", "disasm", text);
        assertRefused("readme.txt: not an ELF file", "run", "--bios", text, elf());
    }

    @Test
    void anEmptyFile() throws IOException {
        assertRefused("is empty", "run", file("empty", new byte[0]));
    }

    @Test
    void aProgramForAnotherMachine() throws IOException {
        final byte[] other = TinyElf.of(LOOP);
        other[TinyElf.MACHINE_OFFSET] = 62;
        assertRefused("not for RISC-V (ELF machine 62)", "run", file("x86.elf", other));
        assertRefused("not for RISC-V (ELF machine 62)", "disasm", file("x86.elf", other));
    }

    @Test
    void a32BitProgram() throws IOException {
        final byte[] other = TinyElf.of(LOOP);
        other[TinyElf.CLASS_OFFSET] = 1;
        assertRefused("not a 64-bit program", "run", file("rv32.elf", other));
    }

    @Test
    void aFileThatHasBeenCutOffAnywhere() throws IOException {
        final byte[] whole = TinyElf.of(LOOP);
        for (int length = 4; length < whole.length; length += 7) {
            assertRefused("cut.elf: ", "run", "--max-steps", 5, file("cut.elf", Arrays.copyOf(whole, length)));
        }
    }

    @Test
    void aProgramThatDoesNotFit() throws IOException {
        final Path large = file("large.elf", TinyElf.of("_start: .space 9437184"));
        assertRefused("is outside RAM", "run", "-m", "8M", large);
        final Path flat = file("large.bin", new byte[9 << 20]);
        assertRefused("do not fit", "run", "--flat", "-m", "8M", flat);
        assertRefused("do not fit", "run", "-m", "8M", "--initrd", flat, elf());
    }

    @Test
    void aKernelThatIsNone() throws IOException {
        final Path bios = file("bios", new byte[16]);
        assertRefused("no such file", "boot", "--bios", bios, "--kernel", folder.resolve("none"));
        assertRefused("no kernel Image", "boot", "--bios", bios, "--kernel", file("text", "no kernel".getBytes()));
        assertRefused("cannot be unpacked", "boot", "--bios", bios, "--kernel", file("half.gz", HALF_GZIP));
        assertRefused("no kernel Image", "boot", "--bios", bios, "--kernel", file("a.gz", gzip(new byte[100])));
        assertRefused("compressed with \"zstd\"", "boot", "--bios", bios, "--kernel", zboot("zstd", 0x40));
        assertRefused("said to lie outside", "boot", "--bios", bios, "--kernel", zboot("gzip", 0x7fff_ffff));
        assertRefused("no such file", "boot", "--kernel", elf(), "--bios", folder.resolve("none"));
        assertRefused("not a device tree", "boot", "--bios", "none", "--kernel", elf(), "--dtb", bios);
    }

    private static byte[] gzip(final byte[] bytes) throws IOException {
        final ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }

    private Path zboot(final String method, final int offset) throws IOException {
        final ByteBuffer bytes = ByteBuffer.allocate(0x80).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put("MZ\0\0zimg".getBytes()).putInt(offset).putInt(0x40).put(24, method.getBytes());
        return file("zboot", bytes.array());
    }

    @Test
    void aDiskThatIsNone() throws IOException {
        final Path disk = file("disk.img", new byte[1024]);
        assertRefused("none.img: no such file", "run", "--disk", folder.resolve("none.img"), elf());
        assertRefused("is a directory", "run", "--disk", folder + ",ro", elf());
        assertRefused("513 bytes are not a disk", "run", "--disk", file("odd.img", new byte[513]), elf());
        assertRefused("not an overlay", "run", "--disk", disk + ",overlay=" + elf(), elf());
        assertThat(Files.readAllBytes(elf())).isEqualTo(TinyElf.of(LOOP));
    }

    @Test
    void aSnapshotOfAnotherDiskOrOfNone() throws IOException {
        final Path disk = file("disk.img", new byte[1024]);
        final Path other = file("other.img", new byte[1024]);
        Files.write(other, new byte[] {1}, StandardOpenOption.WRITE);
        final Path saved = folder.resolve("disk.snap");
        for (final String mode : new String[] {",ro", ",throwaway", ",overlay=" + folder.resolve("layer")}) {
            assertThat(Invocation.of("run", "--max-steps=9", "--disk=" + disk + mode, "--save=" + saved, elf() + "")
                            .code())
                    .isZero();
            assertThat(Invocation.of("run", "--max-steps=9", "--disk=" + disk + mode, "--restore=" + saved, elf() + "")
                            .code())
                    .isEqualTo(ExitCode.LIMIT);
            assertRefused("disk of 1024 bytes", "run", "--disk=" + other + mode, "--restore", saved, elf());
            assertRefused("another machine", "run", "--restore", saved, elf());
        }
        assertRefused("append ,throwaway", "run", "--save", saved, "--disk", disk, elf());
        assertRefused("append ,throwaway", "run", "--restore", saved, "--disk", disk, elf());
    }

    @Test
    void aNetworkThatIsNone() throws IOException {
        assertRefused("'tap' is no kind of network", "run", "--net", "tap", elf());
        assertRefused("'hostfwd=udp::1-:2' is neither", "run", "--net", "user,hostfwd=udp::1-:2", elf());
        assertRefused("0 is not a port", "run", "--net", "user,hostfwd=tcp::8080-:0", elf());
        assertRefused("--net: port out of range", "run", "--net", "user,hostfwd=tcp::99999-:1", elf());
        assertRefused("--net: ", "run", "--net", "user,hostfwd=tcp:1.2.3.999:8080-:1", elf());
        assertRefused("--net: 192.0.2.1:8080: ", "run", "--net", "user,hostfwd=tcp:192.0.2.1:8080-:1", elf());
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            final String forward = "user,hostfwd=tcp::" + taken.getLocalPort() + "-:22";
            assertRefused(":" + taken.getLocalPort() + ": ", "run", "--net", forward, elf());
        }
    }

    @Test
    void aFolderThatIsNone() throws IOException {
        assertRefused("none: no such directory", "run", "--share", folder.resolve("none"), elf());
        assertRefused("good.elf: is not a directory", "run", "--share", elf() + ",ro", elf());
        assertRefused("'' is not a tag", "run", "--share", folder + ",tag=,ro", elf());
        final Path inner = Files.createDirectory(folder.resolve("inner"));
        assertRefused("has one in it", "run", "--share", inner, "--share", folder, elf());
        assertRefused("lies in another", "run", "--share", folder, "--share", inner, elf());
        assertRefused(
                "more than 8",
                "run",
                "--share=" + folder,
                "--share=" + folder,
                "--share=" + folder,
                "--share=" + folder,
                "--share=" + folder,
                "--share=" + folder,
                "--share=" + folder,
                "--share=" + folder,
                "--share=" + folder,
                elf());
    }

    @Test
    void optionsThatAreWrong() throws IOException {
        assertRefused("Unknown option: '--fast'", "run", "--fast", elf());
        assertRefused("'lots' is not a size such as 256M", "run", "--memory", "lots", elf());
        assertRefused("'-1G' is not a size", "run", "--memory=-1G", elf());
        assertRefused("memory: 4096 bytes", "run", "--memory", "4K", elf());
        assertRefused("harts: 9 is not between 1 and 8", "run", "--harts", 9, elf());
        assertRefused("harts: 0 is not between 1 and 8", "run", "--harts", 0, elf());
        assertRefused("'two' is not an int", "run", "--harts", "two", elf());
        assertRefused("--max-steps: 0 is not positive", "run", "--max-steps", 0, elf());
        assertRefused("--timeout: -1.0 is not positive", "run", "--timeout=-1", elf());
        assertRefused("'here' is not an address", "disasm", "--base", "here", elf());
        assertRefused("IMAGE is missing", "run");
        assertRefused("FILE", "disasm");
        assertRefused("IMAGE does not go with it", "run", "--guest", elf());
        assertRefused("no such command: walk", "walk");
        assertRefused("say what to do");
    }

    @Test
    void aDebuggersPort() throws IOException {
        assertRefused("--gdb: 65536 is not between 0 and 65535", "run", "--gdb=65536", elf());
        assertRefused("'x' is not an int", "run", "--gdb=x", elf());
        assertRefused("--gdb-nowait needs --gdb", "run", "--gdb-nowait", elf());
        assertRefused("--max-steps: 0 is not positive", "run", "--max-steps=0", "--gdb", elf());
        assertRefused("--max-steps: 0 is not positive", "run", "--max-steps=0", elf(), "--gdb");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertRefused("--gdb: port " + taken.getLocalPort(), "run", "--gdb=" + taken.getLocalPort(), elf());
        }
    }

    @Test
    void moreMemoryThanAddressesReach() throws IOException {
        assertRefused("--memory: ", "run", "--memory", "100000000G", elf());
    }

    @Test
    void aWrongImageLeavesAnOlderTraceAsItWas() throws IOException {
        final Path trace = Files.writeString(folder.resolve("trace.json"), "older");
        final Path cut = file("cut.elf", Arrays.copyOf(TinyElf.of(LOOP), 70));
        assertRefused("cut.elf: ", "trace", "-o", trace, cut);
        assertThat(trace).hasContent("older");
    }

    @Test
    void anOutputThatCannotBeWritten() throws IOException {
        assertRefused("cannot be written: it is a directory", "trace", "--max-steps", 5, "-o", folder, elf());
        final Path nowhere = folder.resolve("no/such/folder");
        assertRefused("cannot be written: no such folder", "trace", "--max-steps", 5, "-o", nowhere, elf());
    }

    @Test
    void anExperimentThatDoesNotExist() throws IOException {
        final Path results = folder.resolve("results");
        assertRefused("no such experiment: figure7 (there are table1, figure5,", "reproduce", "figure7", "-o", results);
        assertRefused("say what to reproduce", "reproduce", "-o", results);
        assertRefused("--repetitions: 0 is not between", "reproduce", "table1", "--repetitions", "0", "-o", results);
        assertRefused("no preset 'fast'", "reproduce", "table1", "--timing", "fast", "-o", results);
        assertRefused("memory latency: 0", "reproduce", "table1", "--memory-latency", "0", "-o", results);
        assertRefused("in the way", "reproduce", "table1", "-o", file("a-file", new byte[1]));
        assertThat(results).doesNotExist();
    }

    @Test
    void aBenchmarkThatCannotBe() throws IOException {
        final Path results = folder.resolve("results");
        assertRefused("--only: no such program: life (there are sort,", "bench", "--only", "life", "-o", results);
        assertRefused("--runs: 0 is not between", "bench", "--runs", 0, "-o", results);
        assertRefused("--warm-up: -1.0 is not between", "bench", "--warm-up=-1", "-o", results);
        assertRefused("in the way", "bench", "--no-qemu", "-o", file("a-file", new byte[1]));
        assertThat(results).doesNotExist();
    }

    @Test
    void aTimingThatDoesNotExist() throws IOException {
        assertRefused("--timing: no preset 'fast'; there are", "run", "--timing", "fast", elf());
        assertRefused("--profile needs --timing", "run", "--profile", elf());
    }
}
