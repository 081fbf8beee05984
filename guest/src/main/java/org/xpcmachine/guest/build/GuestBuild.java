// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.guest.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.xpcmachine.machine.xpc.XpcHeader;

/**
 * Builds the guest: firmware, kernel, the user programs in one initial archive, and the benchmarks, each a machine of its own. Nothing but the JDK and an LLVM jar
 * is needed. A file is compiled again only when it, a header or the flags changed.
 *
 * <pre>
 * OUT/firmware.elf  OUT/kernel.elf  OUT/user/NAME.elf  OUT/bench/NAME.elf      beside each: .asm (listing), .sym (symbols)
 * OUT/initrd.cpio                      OUT/debian/  see DebianImages
 * OUT/toolchain/    unpacked tools         OUT/obj/  objects and their stamps      OUT/include/  generated headers
 * </pre>
 */
public final class GuestBuild {

    private static final List<String> USER_FOLDERS = List.of("programs", "attacks", "tests");
    private static final String BENCH_FOLDER = "bench/kernels";

    /** The benchmark that runs several others, one after another: a program that is not one loop. */
    private static final String MIX = "mix";

    private static final List<String> MIXED =
            List.of("fib", "interpret", "json", "matmul-int", "memcpy", "nbody", "search", "sha256", "sieve", "sort");
    private static final List<String> COMMON_FLAGS = List.of(
            "--target=riscv64-unknown-elf",
            "-march=rv64imac_zicsr_zifencei_zba_zbb_zbs",
            "-mabi=lp64",
            "-mcmodel=medany",
            "-mno-relax",
            "-std=c17",
            "-O2",
            "-g",
            "-ffreestanding",
            "-fno-builtin",
            "-fno-pic",
            "-fno-strict-aliasing",
            "-fomit-frame-pointer",
            "-ffunction-sections",
            "-fdata-sections",
            "-Wall",
            "-Wextra",
            "-Werror",
            "-nostdinc",
            "-Iinclude");

    private final Toolchain toolchain;
    private final Path source;
    private final Path out;
    private final List<String> flags;
    private final String headers;
    private int compiled;

    private GuestBuild(final Path jar, final Path source, final Path out) throws IOException {
        this.toolchain = Toolchain.unpack(jar, out.resolve("toolchain"));
        this.source = source;
        this.out = out;
        final Path generated = Files.createDirectories(out.resolve("include"));
        Files.writeString(generated.resolve("xxpc.h"), XpcHeader.text());
        this.flags = new ArrayList<>(COMMON_FLAGS);
        flags.addAll(List.of(
                "-isystem",
                toolchain.headers().toAbsolutePath().toString(),
                "-I" + generated.toAbsolutePath(),
                "-ffile-prefix-map=" + source.toAbsolutePath() + "/="));
        final List<Path> all = new ArrayList<>(files(source, ".h"));
        all.addAll(files(generated, ".h"));
        this.headers = new Digest().files(all).hex();
    }

    /**
     * Builds everything that is out of date.
     *
     * @param arguments the LLVM jar of the host's classifier, the guest's source folder, the folder to write to
     */
    public static void main(final String[] arguments) {
        if (arguments.length != 3) {
            System.err.println("usage: GuestBuild LLVM-JAR GUEST-FOLDER OUT-FOLDER");
            System.exit(2);
        }
        try {
            final Path out = Files.createDirectories(Path.of(arguments[2]));
            new GuestBuild(Path.of(arguments[0]), Path.of(arguments[1]), out).build();
        } catch (final BuildFailure | IOException e) {
            System.err.println("guest: " + e.getMessage());
            System.exit(1);
        }
    }

    private void build() throws IOException {
        final Cpio archive = new Cpio();
        int programs = 0;
        for (final Image image : images()) {
            final Path elf = build(image);
            if (image.user()) {
                final Path stripped = out.resolve("obj").resolve(image.name() + ".stripped");
                if (!Files.exists(stripped) || modified(stripped).compareTo(modified(elf)) < 0) {
                    toolchain.strip(elf, stripped);
                }
                archive.file(image.name(), stripped);
                programs++;
            }
        }
        archive.write(out.resolve("initrd.cpio"));
        final boolean debian = DebianImages.build(source.resolve("debian"), out.resolve("debian"));
        System.out.println("guest: " + programs + " programs, " + compiled + " files compiled"
                + (debian ? ", and what boots Debian" : ""));
    }

    private List<Image> images() throws IOException {
        final List<Image> images = new ArrayList<>(List.of(Image.firmware(), Image.kernel()));
        for (final String folder : USER_FOLDERS) {
            if (Files.isDirectory(source.resolve(folder))) {
                for (final Path file : files(source.resolve(folder), ".c")) {
                    images.add(Image.user(slashed(source.relativize(file))));
                }
            }
        }
        images.addAll(benchmarks());
        return images;
    }

    /** Every C file is a benchmark, together with the assembly file of its name, if there is one. */
    private List<Image> benchmarks() throws IOException {
        final List<Image> images = new ArrayList<>();
        for (final Path file : files(source.resolve(BENCH_FOLDER), ".c")) {
            final String c = slashed(source.relativize(file));
            final String assembly = c.replace(".c", ".S");
            images.add(Image.bench(
                    Image.nameOf(c), Files.exists(source.resolve(assembly)) ? List.of(assembly, c) : List.of(c)));
        }
        images.add(Image.bench(
                MIX,
                MIXED.stream().map(name -> BENCH_FOLDER + "/" + name + ".c").toList()));
        return images;
    }

    private Path build(final Image image) throws IOException {
        final List<Path> objects = new ArrayList<>();
        for (final Path file : sources(image)) {
            objects.add(compile(image, file));
        }
        final Path elf = out.resolve(image.path() + ".elf");
        final Path script = source.resolve(image.script());
        final String digest = new Digest().files(objects).file(script).hex();
        final Path stamp = out.resolve("obj").resolve(image.path() + ".elf.stamp");
        if (!Files.exists(elf) || !Digest.matches(stamp, digest)) {
            Files.createDirectories(elf.getParent());
            toolchain.link(objects, script, elf);
            toolchain.disassemble(elf, beside(elf, ".asm"));
            toolchain.symbols(elf, beside(elf, ".sym"));
            Files.createDirectories(stamp.getParent());
            Digest.write(stamp, digest);
        }
        return elf;
    }

    private List<Path> sources(final Image image) throws IOException {
        final List<Path> sources = new ArrayList<>();
        for (final String name : image.sources()) {
            final Path path = source.resolve(name);
            if (Files.isDirectory(path)) {
                sources.addAll(files(path, ".S"));
                sources.addAll(files(path, ".c"));
            } else {
                sources.add(path);
            }
        }
        return sources;
    }

    private Path compile(final Image image, final Path file) throws IOException {
        final Path object = out.resolve("obj")
                .resolve(image.objects())
                .resolve(slashed(source.relativize(file)).replace('/', '_') + ".o");
        final List<String> all = new ArrayList<>(flags);
        image.flags().forEach(flag -> all.add(flag.startsWith("-I") ? "-I" + source.resolve(flag.substring(2)) : flag));
        all.replaceAll(flag -> flag.equals("-Iinclude") ? "-I" + source.resolve("include") : flag);
        final String digest = new Digest()
                .text(COMMON_FLAGS)
                .text(image.flags())
                .text(headers)
                .file(file)
                .hex();
        final Path stamp = Path.of(object + ".stamp");
        if (!Files.exists(object) || !Digest.matches(stamp, digest)) {
            Files.createDirectories(object.getParent());
            toolchain.compile(all, file, object);
            Digest.write(stamp, digest);
            compiled++;
        }
        return object;
    }

    private static Path beside(final Path elf, final String suffix) {
        return elf.resolveSibling(elf.getFileName().toString().replace(".elf", suffix));
    }

    private static FileTime modified(final Path file) throws IOException {
        return Files.getLastModifiedTime(file);
    }

    private static String slashed(final Path path) {
        return path.toString().replace('\\', '/');
    }

    private static List<Path> files(final Path folder, final String suffix) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .sorted()
                    .toList();
        }
    }
}
