// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.loader;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Writes small ELF files: header, program headers, segments' bytes, symbols, strings, section headers. */
final class ElfBuilder {
    static final int PROGRAM_HEADERS = 64;

    private record Part(long virtualAddress, long physicalAddress, byte[] bytes, long memorySize) {}

    private record Entry(String name, int info, int section, long value, long size) {}

    private final long entry;
    private final List<Part> parts = new ArrayList<>();
    private final List<Entry> entries = new ArrayList<>();

    ElfBuilder(final long entry) {
        this.entry = entry;
    }

    ElfBuilder segment(
            final long virtualAddress, final long physicalAddress, final long memorySize, final int... bytes) {
        final byte[] content = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            content[i] = (byte) bytes[i];
        }
        parts.add(new Part(virtualAddress, physicalAddress, content, memorySize));
        return this;
    }

    /** Adds a symbol; {@code info} is binding in bits 7:4 and type in bits 3:0. */
    ElfBuilder symbol(final String name, final int info, final int section, final long value, final long size) {
        entries.add(new Entry(name, info, section, value, size));
        return this;
    }

    byte[] build() {
        final ByteArrayOutputStream strings = new ByteArrayOutputStream();
        strings.write(0);
        final ByteBuffer symbols = little(24 * (entries.size() + 1));
        symbols.position(24);
        for (final Entry e : entries) {
            symbols.putInt(strings.size()).put((byte) e.info).put((byte) 0).putShort((short) e.section);
            symbols.putLong(e.value).putLong(e.size);
            strings.writeBytes((e.name + '\0').getBytes(StandardCharsets.UTF_8));
        }
        final int content = parts.stream().mapToInt(p -> p.bytes.length).sum();
        final int contentAt = PROGRAM_HEADERS + 56 * parts.size();
        final int symbolsAt = contentAt + content;
        final int stringsAt = symbolsAt + symbols.capacity();
        final int sectionsAt = stringsAt + strings.size();
        final ByteBuffer file = little(sectionsAt + 3 * 64);
        file.putInt(0x464c457f).put((byte) 2).put((byte) 1).put((byte) 1).position(16);
        file.putShort((short) 2).putShort((short) 243).putInt(1).putLong(entry);
        file.putLong(PROGRAM_HEADERS).putLong(sectionsAt).putInt(5).putShort((short) 64);
        file.putShort((short) 56).putShort((short) parts.size());
        file.putShort((short) 64).putShort((short) 3).putShort((short) 0);
        int at = contentAt;
        for (final Part p : parts) {
            file.putInt(1).putInt(7).putLong(at).putLong(p.virtualAddress).putLong(p.physicalAddress);
            file.putLong(p.bytes.length).putLong(p.memorySize).putLong(4096);
            at += p.bytes.length;
        }
        parts.forEach(p -> file.put(p.bytes));
        file.put(symbols.array()).put(strings.toByteArray());
        file.position(sectionsAt + 64);
        section(file, 2, symbolsAt, symbols.capacity(), 2);
        section(file, 3, stringsAt, strings.size(), 0);
        return file.array();
    }

    private static void section(final ByteBuffer file, final int type, final int at, final int size, final int link) {
        file.putInt(0)
                .putInt(type)
                .putLong(0)
                .putLong(0)
                .putLong(at)
                .putLong(size)
                .putInt(link)
                .putInt(0);
        file.putLong(8).putLong(type == 2 ? 24 : 0);
    }

    private static ByteBuffer little(final int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
