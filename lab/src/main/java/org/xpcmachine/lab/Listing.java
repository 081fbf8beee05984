// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.xpcmachine.isa.Decoded;
import org.xpcmachine.isa.Decoder;
import org.xpcmachine.isa.Disassembler;
import org.xpcmachine.isa.Kind;
import org.xpcmachine.machine.loader.ElfImage;
import org.xpcmachine.machine.loader.Symbol;
import org.xpcmachine.machine.loader.SymbolTable;

/** The instructions of a program, one after the other, by rising address. */
public final class Listing {
    private final Disassembler.Style style;

    /**
     * One line.
     *
     * @param address of the instruction
     * @param raw its bits
     * @param size 2 or 4 bytes
     * @param text as the assembler takes it
     * @param symbol that begins here, or null
     * @param target the symbol that a jump or branch goes to, or null
     */
    public record Line(long address, int raw, int size, String text, String symbol, String target) {
        /** Returns the line as objdump lays it out, without the symbol that begins here. */
        public String format() {
            final String bits = size == 2 ? "%04x    ".formatted(raw & 0xffff) : "%08x".formatted(raw);
            return "%16x:  %s  %s".formatted(address, bits, target == null ? text : text + " <" + target + ">");
        }

        /** Writes the line as an object. */
        public void writeTo(final JsonWriter json) {
            json.beginObject().name("address").hex(address);
            json.name("bits").hex(Integer.toUnsignedLong(size == 2 ? raw & 0xffff : raw));
            json.name("size").value(size).name("text").value(text);
            if (symbol != null) {
                json.name("symbol").value(symbol);
            }
            if (target != null) {
                json.name("target").value(target);
            }
            json.endObject();
        }
    }

    public Listing(final Disassembler.Style style) {
        this.style = style;
    }

    /** Gives every line of the executable segments of {@code elf}, whose file holds {@code bytes}. */
    public void list(final ElfImage elf, final byte[] bytes, final Consumer<Line> to) {
        for (final ElfImage.Segment segment : elf.segments()) {
            if ((segment.flags() & ElfImage.Segment.EXECUTABLE) != 0) {
                list(
                        bytes,
                        (int) segment.fileOffset(),
                        (int) segment.fileSize(),
                        segment.virtualAddress(),
                        elf.symbols(),
                        to);
            }
        }
    }

    /** Gives every line of {@code length} bytes from {@code offset}, which stand at {@code address} when they run. */
    public void list(
            final byte[] bytes,
            final int offset,
            final int length,
            final long address,
            final SymbolTable symbols,
            final Consumer<Line> to) {
        int i = 0;
        while (i + 1 < length) {
            final int low = half(bytes, offset + i);
            final boolean wide = (low & 3) == 3 && i + 3 < length;
            final int raw = wide ? low | half(bytes, offset + i + 2) << 16 : low;
            to.accept(line(address + i, raw, wide ? 4 : 2, symbols));
            i += wide ? 4 : 2;
        }
    }

    private Line line(final long address, final int raw, final int size, final SymbolTable symbols) {
        final boolean cut = size == 2 && (raw & 3) == 3;
        final String text = cut ? ".half 0x%x".formatted(raw) : Disassembler.disassemble(address, raw, style);
        return new Line(
                address, raw, size, text, symbolAt(address, symbols), cut ? null : target(address, raw, symbols));
    }

    private static String symbolAt(final long address, final SymbolTable symbols) {
        final Optional<Symbol> symbol = symbols.at(address);
        return symbol.filter(s -> s.address() == address).map(Symbol::name).orElse(null);
    }

    private static String target(final long address, final int raw, final SymbolTable symbols) {
        final long decoded = Decoder.decode(raw);
        final Kind kind = Decoded.op(decoded).kind();
        if (kind != Kind.JUMP && kind != Kind.BRANCH) {
            return null;
        }
        final long target = address + Decoded.imm(decoded);
        return symbols.at(target).isPresent() ? symbols.describe(target) : null;
    }

    private static int half(final byte[] bytes, final int at) {
        return Byte.toUnsignedInt(bytes[at]) | Byte.toUnsignedInt(bytes[at + 1]) << 8;
    }

    /** Returns all lines of a piece of code. */
    public List<Line> lines(final byte[] bytes, final long address, final SymbolTable symbols) {
        final List<Line> lines = new ArrayList<>();
        list(bytes, 0, bytes.length, address, symbols, lines::add);
        return lines;
    }
}
