// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.xpcmachine.isa.Disassembler;
import org.xpcmachine.lab.JsonWriter;
import org.xpcmachine.lab.Listing;
import org.xpcmachine.machine.board.VirtBoard;
import org.xpcmachine.machine.loader.ElfImage;
import org.xpcmachine.machine.loader.KernelFile;
import org.xpcmachine.machine.loader.SymbolTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code xpc disasm}: the instructions of a file. */
@Command(
        name = "disasm",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = "Show the instructions of an ELF file's executable segments.",
        footer = {
            "",
            "Examples:",
            "  xpc disasm kernel.elf | less",
            "  xpc disasm --no-aliases --json kernel.elf",
            "  xpc disasm --flat --base 0x80000000 image.bin"
        })
final class DisasmCommand implements Callable<Integer> {
    @Parameters(
            index = "0",
            paramLabel = "FILE",
            description = "An ELF file for 64-bit RISC-V, or with --flat any file.")
    private Path file;

    @Option(
            names = "--no-aliases",
            description = "Every instruction as encoded: no li, mv, ret; c.* for compressed ones.")
    private boolean noAliases;

    @Option(names = "--flat", description = "Take a file that is not ELF as a flat binary.")
    private boolean flat;

    @Option(
            names = "--base",
            paramLabel = "ADDRESS",
            converter = Address.class,
            description = "Where a flat binary stands (default: 0x80000000).")
    private long base = VirtBoard.RAM_BASE;

    @Option(names = "--json", description = "Print an array of objects instead of text.")
    private boolean json;

    private final Streams streams;

    DisasmCommand(final Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws IOException {
        final byte[] bytes = KernelFile.read(file, flat);
        final Listing listing = new Listing(noAliases ? Disassembler.Style.NO_ALIASES : Disassembler.Style.ALIASES);
        final PrintWriter out =
                new PrintWriter(new BufferedWriter(new OutputStreamWriter(streams.out(), StandardCharsets.UTF_8)));
        if (json) {
            final JsonWriter writer = new JsonWriter(out, JsonWriter.Layout.LINES);
            writer.beginArray();
            list(listing, bytes, line -> line.writeTo(writer));
            writer.endArray();
            out.println();
        } else {
            list(listing, bytes, line -> print(line, out));
        }
        out.flush();
        return ExitCode.OK;
    }

    private void list(final Listing listing, final byte[] bytes, final Consumer<Listing.Line> to) {
        if (ElfImage.isElf(bytes)) {
            listing.list(ElfImage.parse(file.toString(), bytes), bytes, to);
        } else {
            listing.list(bytes, 0, bytes.length, base, SymbolTable.EMPTY, to);
        }
    }

    private static void print(final Listing.Line line, final PrintWriter out) {
        if (line.symbol() != null) {
            out.printf("%n%016x <%s>:%n", line.address(), line.symbol());
        }
        out.println(line.format());
    }
}
