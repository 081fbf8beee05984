// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.loader;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Takes an ELF file apart (System V ABI, chapters 4 and 5, and the ELF-64 object file format). */
final class ElfReader {
    private static final int HEADER_SIZE = 64;
    private static final int MAGIC = 0x464c457f;
    private static final int CLASS_64 = 2;
    private static final int LITTLE_ENDIAN = 1;
    private static final int TYPE_EXECUTABLE = 2;
    private static final int TYPE_SHARED = 3;
    private static final int MACHINE_RISCV = 243;

    private static final int PROGRAM_HEADER_SIZE = 56;
    private static final int LOADABLE = 1;

    private static final int SECTION_HEADER_SIZE = 64;
    private static final int SYMBOL_TABLE = 2;
    private static final int SYMBOL_SIZE = 24;
    private static final int UNDEFINED = 0;
    private static final int GLOBAL = 1;

    private final String name;
    private final byte[] bytes;
    private final ByteBuffer file;

    ElfReader(final String name, final byte[] bytes) {
        this.name = name;
        this.bytes = bytes;
        file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    static boolean isElf(final byte[] bytes) {
        return bytes.length >= 4
                && ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(0) == MAGIC;
    }

    ElfImage read() {
        checkHeader();
        return new ElfImage(name, bytes, file.getLong(24), segments(), new SymbolTable(symbols()));
    }

    private void checkHeader() {
        require(isElf(bytes), "not an ELF file");
        require(bytes.length >= 20, "truncated in the ELF header");
        require(bytes[4] == CLASS_64, "not a 64-bit program (ELF class " + bytes[4] + ")");
        require(bytes[5] == LITTLE_ENDIAN, "not little-endian (ELF data encoding " + bytes[5] + ")");
        final int type = u16(16);
        final int machine = u16(18);
        require(machine == MACHINE_RISCV, "not for RISC-V (ELF machine " + machine + ")");
        final boolean linked = type == TYPE_EXECUTABLE || type == TYPE_SHARED;
        require(linked, "not an executable (ELF type " + type + "); link it first");
        require(bytes.length >= HEADER_SIZE, "truncated in the ELF header");
    }

    private List<ElfImage.Segment> segments() {
        final int count = u16(56);
        require(count > 0, "nothing to load: there are no program headers");
        final int table = table(file.getLong(32), count, u16(54), PROGRAM_HEADER_SIZE, "program headers");
        final List<ElfImage.Segment> segments = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            final int header = table + i * u16(54);
            if (file.getInt(header) == LOADABLE && file.getLong(header + 40) != 0) {
                segments.add(segment(header));
            }
        }
        require(!segments.isEmpty(), "nothing to load: there are no loadable segments");
        return segments;
    }

    private ElfImage.Segment segment(final int header) {
        final long offset = file.getLong(header + 8);
        final long physical = file.getLong(header + 24);
        final long fileSize = file.getLong(header + 32);
        final long memorySize = file.getLong(header + 40);
        final String what = "segment at 0x" + Long.toHexString(physical);
        require(
                physical >= 0 && memorySize > 0 && memorySize <= Long.MAX_VALUE - physical,
                what + ": no such range of physical addresses: size 0x" + Long.toHexString(memorySize));
        require(Long.compareUnsigned(fileSize, memorySize) <= 0, what + " is larger in the file than in memory");
        require(inFile(offset, fileSize), what + " is truncated: the file ends before its bytes do");
        return new ElfImage.Segment(
                file.getLong(header + 16), physical, offset, fileSize, memorySize, file.getInt(header + 4));
    }

    private List<Symbol> symbols() {
        final List<Symbol> globals = new ArrayList<>();
        final List<Symbol> locals = new ArrayList<>();
        final int count = u16(60);
        final int headerSize = u16(58);
        if (count > 0) {
            final int headers = table(file.getLong(40), count, headerSize, SECTION_HEADER_SIZE, "section headers");
            for (int i = 0; i < count; i++) {
                if (file.getInt(headers + i * headerSize + 4) == SYMBOL_TABLE) {
                    readSymbols(headers, count, headerSize, i, globals, locals);
                }
            }
        }
        globals.addAll(locals);
        return globals;
    }

    private void readSymbols(
            final int headers,
            final int count,
            final int headerSize,
            final int index,
            final List<Symbol> globals,
            final List<Symbol> locals) {
        final int header = headers + index * headerSize;
        final int start = section(header, "symbol table");
        final int size = (int) file.getLong(header + 32);
        final int link = file.getInt(header + 40);
        require(link > 0 && link < count, "the symbol table names no string table (section " + link + ")");
        final int strings = section(headers + link * headerSize, "string table");
        final int stringsEnd = strings + (int) file.getLong(headers + link * headerSize + 32);
        for (int at = start; at <= start + size - SYMBOL_SIZE; at += SYMBOL_SIZE) {
            final Symbol symbol = symbol(at, strings, stringsEnd);
            if (symbol != null) {
                (bytes[at + 4] >>> 4 == GLOBAL ? globals : locals).add(symbol);
            }
        }
    }

    /** Returns the symbol at {@code at}, or null for what is of no use here: files, sections, undefined ones. */
    private Symbol symbol(final int at, final int strings, final int stringsEnd) {
        final Symbol.Type type = switch (bytes[at + 4] & 15) {
            case 0 -> Symbol.Type.LABEL;
            case 1 -> Symbol.Type.OBJECT;
            case 2 -> Symbol.Type.FUNCTION;
            default -> null;
        };
        if (type == null || u16(at + 6) == UNDEFINED) {
            return null;
        }
        final String text = string(strings, stringsEnd, file.getInt(at));
        if (text.isEmpty() || type == Symbol.Type.LABEL && (text.startsWith(".L") || text.startsWith("$"))) {
            return null;
        }
        return new Symbol(text, file.getLong(at + 8), file.getLong(at + 16), type);
    }

    private String string(final int strings, final int end, final int offset) {
        require(offset >= 0 && offset < end - strings, "a symbol's name is outside the string table");
        int stop = strings + offset;
        while (stop < end && bytes[stop] != 0) {
            stop++;
        }
        return new String(bytes, strings + offset, stop - strings - offset, StandardCharsets.UTF_8);
    }

    private int section(final int header, final String what) {
        final long offset = file.getLong(header + 24);
        require(inFile(offset, file.getLong(header + 32)), "truncated in the " + what);
        return (int) offset;
    }

    private int table(final long offset, final int count, final int entrySize, final int least, final String what) {
        require(entrySize >= least, what + " of " + entrySize + " bytes are too small");
        require(inFile(offset, (long) count * entrySize), "truncated in the " + what);
        return (int) offset;
    }

    private boolean inFile(final long offset, final long length) {
        return offset >= 0 && length >= 0 && offset <= bytes.length && length <= bytes.length - offset;
    }

    private int u16(final int offset) {
        return Short.toUnsignedInt(file.getShort(offset));
    }

    private void require(final boolean condition, final String problem) {
        if (!condition) {
            throw new LoadException(name + ": " + problem);
        }
    }
}
