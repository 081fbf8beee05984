// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.guest.build;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * clang, lld, llvm-objcopy, llvm-objdump and llvm-nm, taken from a jar of {@code org.bytedeco:llvm} for the host. Only
 * what is needed is unpacked, once: a stamp beside the tools names the jar they came from.
 */
final class Toolchain {

    private static final Pattern TOOL =
            Pattern.compile("org/bytedeco/llvm/[^/]+/((?:clang|lld|llvm-(?:objcopy|objdump|nm))(?:\\.exe)?)");
    private static final Pattern LIBRARY =
            Pattern.compile("org/bytedeco/llvm/[^/]+/((?:lib)?(?:LLVM|clang-cpp)(?:-[0-9]+)?\\.(?:so|dylib|dll))");
    private static final Pattern HEADER = Pattern.compile("org/bytedeco/llvm/[^/]+/lib/clang/[^/]+/include/"
            + "((?:__)?(?:std(?:arg|bool|def|int)|limits)[A-Za-z_]*\\.h)");
    /** The shared objects are asked for by soname: {@code libLLVM.so} is {@code libLLVM.so.20.1} to the loader. */
    private static final String SONAME_SUFFIX = ".20.1";

    private final Path folder;

    private Toolchain(final Path folder) {
        this.folder = folder;
    }

    /** The tools of {@code jar}, unpacked into {@code folder} if they are not there yet. */
    static Toolchain unpack(final Path jar, final Path folder) throws IOException {
        if (!Files.isRegularFile(jar)) {
            throw new BuildFailure("no LLVM jar at " + jar);
        }
        final String origin = jar.getFileName() + " " + Files.size(jar);
        final Path stamp = folder.resolve("unpacked.stamp");
        if (!Digest.matches(stamp, origin)) {
            Files.createDirectories(folder.resolve("include"));
            try (JarFile content = new JarFile(jar.toFile())) {
                int tools = 0;
                for (final JarEntry entry : (Iterable<JarEntry>) content.stream()::iterator) {
                    tools += unpack(content, entry, folder) ? 1 : 0;
                }
                if (tools == 0) {
                    throw new BuildFailure(jar + " holds no clang: is it the classifier of this host?");
                }
            }
            Digest.write(stamp, origin);
        }
        return new Toolchain(folder);
    }

    private static boolean unpack(final JarFile jar, final JarEntry entry, final Path folder) throws IOException {
        final Matcher tool = TOOL.matcher(entry.getName());
        if (tool.matches()) {
            final Path target = copy(jar, entry, folder.resolve(tool.group(1)));
            if (!target.toFile().setExecutable(true)) {
                throw new BuildFailure("cannot make " + target + " executable");
            }
            return true;
        }
        final Matcher library = LIBRARY.matcher(entry.getName());
        if (library.matches()) {
            final Path target = copy(jar, entry, folder.resolve(library.group(1)));
            if (target.toString().endsWith(".so")) {
                final Path soname = folder.resolve(library.group(1) + SONAME_SUFFIX);
                Files.deleteIfExists(soname);
                Files.createSymbolicLink(soname, target.getFileName());
            }
            return false;
        }
        final Matcher header = HEADER.matcher(entry.getName());
        if (header.matches()) {
            copy(jar, entry, folder.resolve("include").resolve(header.group(1)));
        }
        return false;
    }

    private static Path copy(final JarFile jar, final JarEntry entry, final Path target) throws IOException {
        try (InputStream in = jar.getInputStream(entry)) {
            Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
        }
        return target;
    }

    /** The folder of the compiler's own headers (stdint.h, stddef.h, stdarg.h, stdbool.h, limits.h). */
    Path headers() {
        return folder.resolve("include");
    }

    void compile(final List<String> flags, final Path source, final Path object) throws IOException {
        final List<String> command = new ArrayList<>(List.of(tool("clang")));
        command.addAll(flags);
        command.addAll(List.of("-c", source.toString(), "-o", object.toString()));
        run(command, "compiling " + source.getFileName());
    }

    void link(final List<Path> objects, final Path script, final Path elf) throws IOException {
        final List<String> command = new ArrayList<>(List.of(
                tool("lld"),
                "-flavor",
                "gnu",
                "-T",
                script.toString(),
                "--gc-sections",
                "-z",
                "max-page-size=4096",
                "--no-dynamic-linker",
                "-o",
                elf.toString()));
        objects.forEach(object -> command.add(object.toString()));
        run(command, "linking " + elf.getFileName());
    }

    void disassemble(final Path elf, final Path listing) throws IOException {
        Files.writeString(
                listing,
                run(
                        List.of(
                                tool("llvm-objdump"),
                                "-d",
                                "--no-show-raw-insn",
                                "--source",
                                "-M",
                                "no-aliases",
                                elf.toString()),
                        "disassembling " + elf.getFileName()));
    }

    void symbols(final Path elf, final Path table) throws IOException {
        Files.writeString(
                table, run(List.of(tool("llvm-nm"), "-n", "-S", elf.toString()), "listing " + elf.getFileName()));
    }

    /** Keeps the symbol table: the kernel names functions when a program fails. */
    void strip(final Path elf, final Path stripped) throws IOException {
        run(
                List.of(tool("llvm-objcopy"), "--strip-debug", elf.toString(), stripped.toString()),
                "stripping " + elf.getFileName());
    }

    private String tool(final String name) {
        final Path plain = folder.resolve(name);
        return (Files.exists(plain) ? plain : folder.resolve(name + ".exe"))
                .toAbsolutePath()
                .toString();
    }

    private String run(final List<String> command, final String what) throws IOException {
        final ProcessBuilder builder = new ProcessBuilder(command);
        final Map<String, String> environment = builder.environment();
        environment.put("LD_LIBRARY_PATH", folder.toAbsolutePath().toString());
        environment.put("DYLD_LIBRARY_PATH", folder.toAbsolutePath().toString());
        final Path words = Files.createTempFile("guest-build", ".txt");
        try {
            final Process process = builder.redirectError(words.toFile()).start();
            final String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            final int code = process.waitFor();
            if (code != 0) {
                throw new BuildFailure(what + " failed (" + code + ")\n"
                        + Files.readString(words).strip());
            }
            return output;
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BuildFailure(what + " was interrupted");
        } finally {
            Files.deleteIfExists(words);
        }
    }
}
